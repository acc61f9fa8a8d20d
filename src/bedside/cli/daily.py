"""What `bedside doctor` looks at in the daily work: messages that should have left, gateways, hospital systems."""

from pathlib import Path

from bedside.cli import store
from bedside.cli.checks import Findings, bad, good, warning
from bedside.coach.versions import damaged

OVERDUE_MINUTES = 10
"""A postman looks twice a second; so long nobody has looked, or one is drowning."""
TOO_MANY_FAIL = 0.1
FAILING_MINUTES = 15
ANSWER_MINUTES = 30
UNCOMPARED_MINUTES = 120


def messages(connection: store.Connection) -> Findings:
    """Deliveries that are due for long, and gateways that take nothing."""
    troubles = [*_overdue(connection), *_wires(connection)]
    yield from troubles or [good("消息按时发出", "Messages leave in time")]


def unread_dangers(connection: store.Connection) -> Findings:
    """What visitors said and nothing could read for red flags yet."""
    found = store.unread_dangers(connection)
    for each in found:
        yield bad(
            f"{each.hospital_zh}：访客说的 {each.messages} 句话还没能检查是否为急症，最早的已过 {each.minutes} 分钟",
            f"{each.hospital_en}: {each.messages} things that visitors said could not be read for emergencies yet, "
            f"the oldest {each.minutes} minutes ago",
            "请主管马上人工查看标有“未查急症”的对话；查看日志里急症检查失败的原因，修好后会自动补查",
            "Let the desk lead read the talks marked “not checked” now; the log says why it fails; once mended, all is read",
        )
    if not found:
        yield good("访客的话都检查过是否为急症", "All that visitors said was read for emergencies")


def hospital_systems(connection: store.Connection) -> Findings:
    """Hospitals' own systems: failing, silent, leaving appointments unanswered, books not compared."""
    found = store.lines(connection)
    troubles = [trouble for line in found for trouble in _line(line)]
    if troubles:
        yield from troubles
    elif found:
        yield good(f"医院自有系统正常（{len(found)} 个）", f"The hospitals' own systems answer ({len(found)})")


def coach(connection: store.Connection, folder: Path) -> Findings:
    """Models that a hospital's coach learned and that cannot be read: an older version stands in."""
    found = store.coach_versions(connection)
    broken = [each for each in found if damaged(folder, each.hospital_id, [each.version])]
    for each in broken:
        yield warning(
            f"医院 {each.hospital_id} 教练的模型文件（版本 {each.version}）已损坏，正在用较早的版本",
            f"Hospital {each.hospital_id}: the coach's model file (version {each.version}) is damaged; an older one is used",
            "运行 bedside learn 重新学习，或 bedside learn --back 退回", "Run bedside learn again, or bedside learn --back",
        )  # fmt: skip
    if found and not broken:
        yield good("教练的模型完好", "The coach's models are whole")


def _overdue(connection: store.Connection) -> Findings:
    for queue in store.overdue_messages(connection, OVERDUE_MINUTES):
        yield bad(
            f"{queue.hospital_zh}：{queue.messages} 条{_channel(queue.channel)[0]}早该发出，最早的已过 {queue.minutes} 分钟",
            f"{queue.hospital_en}: {queue.messages} messages by {_channel(queue.channel)[1]} should have left, "
            f"the oldest {queue.minutes} minutes ago",
            "没有后台进程在发送：确认 bedside work（或 bedside up）正在运行，并查看其日志",
            "Nobody sends: see that bedside work (or bedside up) runs, and read its log",
        )


def _wires(connection: store.Connection) -> Findings:
    for wire in store.wires(connection):
        zh, en = _channel(wire.channel)
        mend_zh = "在设置 → 短信与邮件核对地址、密钥和余额，发一条测试消息；修好后会自动补发"
        mend_en = "Check address, key and balance under Settings → SMS and email, and send a test; what waits then leaves by itself"
        if wire.trying and not wire.sent_lately:
            yield bad(
                f"{wire.hospital_zh}：{zh}发不出去，{wire.trying} 条在重试（{wire.error}）",
                f"{wire.hospital_en}: {en} takes nothing; {wire.trying} messages are tried again ({wire.error})",
                mend_zh, mend_en,
            )  # fmt: skip
        elif wire.failed > TOO_MANY_FAIL * (wire.failed + wire.sent):
            yield warning(
                f"{wire.hospital_zh}：一天内 {wire.failed} 条{zh}发送失败，成功 {wire.sent} 条（{wire.error}）",
                f"{wire.hospital_en}: {wire.failed} messages by {en} failed in a day, {wire.sent} were sent ({wire.error})",
                mend_zh, mend_en,
            )  # fmt: skip


def _line(line: store.Line) -> Findings:
    if line.failing is not None and line.failing > FAILING_MINUTES:
        yield bad(
            f"医院系统“{line.name}”已连续失败 {line.failing} 分钟（{line.error}）",
            f"The hospital system “{line.name}” fails since {line.failing} minutes ({line.error})",
            "在设置 → 医院系统对接核对地址和密钥，并请该系统的管理员查看；恢复后会自动补问",
            "Check its address and secret under Settings → Hospital system, and ask its keeper; then all is asked again by itself",
        )
    elif line.unread > FAILING_MINUTES:
        yield bad(
            f"医院系统“{line.name}”的号源已 {line.unread} 分钟没有人读取",
            f"Nobody has read the free seats of “{line.name}” for {line.unread} minutes",
            "确认 bedside work（或 bedside up）正在运行", "See that bedside work (or bedside up) runs",
        )  # fmt: skip
    if line.waiting is not None and line.waiting > ANSWER_MINUTES:
        yield bad(
            f"{line.requested} 个预约仍在等医院系统“{line.name}”答复，最久 {line.waiting} 分钟",
            f"{line.requested} appointments wait for “{line.name}” to answer, the oldest {line.waiting} minutes",
            "请前台电话确认或改约；并查看该系统为何不答复",
            "Let the front desk settle them by phone, and find out why it does not answer",
        )
    if line.uncompared > UNCOMPARED_MINUTES:
        yield warning(
            f"与医院系统“{line.name}”的每日对账已迟 {line.uncompared // 60} 小时",
            f"The daily comparison with “{line.name}” is {line.uncompared // 60} hours late",
            "确认 bedside work 正在运行；在设置 → 医院系统对接点“马上对账”",
            "See that bedside work runs; press “Compare now” under Settings → Hospital system",
        )


def _channel(code: str) -> tuple[str, str]:
    return {"sms": ("短信", "SMS"), "email": ("邮件", "email"), "web": ("网页消息", "the website")}[code]

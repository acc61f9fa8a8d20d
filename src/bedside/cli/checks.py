"""What `bedside doctor` looks at. Each check yields findings; a finding that is not good says how to mend it."""

import asyncio
import os
import resource
import shutil
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import msgspec
import nats
import nats.errors
from nats.aio.client import Client

from bedside.cli import backups, store
from bedside.hospital.questions.audit import ChainState, verify_audit
from bedside.kit.migrate import pending
from bedside.kit.services import open_services
from bedside.kit.settings import Settings

ENOUGH_FILES = 12_000
ENOUGH_DISK_BYTES = 2 * 1024**3
LARGEST_SKEW_SECONDS = 2.0
LONGEST_WRITER_SECONDS = 10.0
STUBBORN_TRIES = 8
"""After so many the next try is an hour after the first: a passing fault is over by then."""
NATS_PATIENCE_SECONDS = 5.0
OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRESQL = 150000
STATIC = Path(__file__).parent.parent / "console" / "static"


class Grade(Enum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at, in both languages; `mend_*` is empty when nothing needs mending."""

    grade: Grade
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


Findings = Iterable[Finding]


def good(zh: str, en: str) -> Finding:
    return Finding(Grade.GOOD, zh, en)


def bad(zh: str, en: str, mend_zh: str, mend_en: str) -> Finding:
    return Finding(Grade.BAD, zh, en, mend_zh, mend_en)


def warning(zh: str, en: str, mend_zh: str, mend_en: str) -> Finding:
    return Finding(Grade.WARNING, zh, en, mend_zh, mend_en)


def python_version() -> Findings:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        yield good(f"Python {found}", f"Python {found}")
    else:
        yield bad(
            f"Python {found} 太旧",
            f"Python {found} is too old",
            "请安装 3.11 或更新版本",
            "Install 3.11 or later",
        )


def open_files() -> Findings:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= ENOUGH_FILES:
        yield good(f"可打开文件数上限 {hard}", f"Open files: up to {hard}")
    else:
        yield warning(
            f"可打开文件数上限只有 {hard}，访客连接到约 {hard} 个即止",
            f"Only {hard} open files are allowed: sockets stop at about that number",
            f"在服务单元中设 LimitNOFILE=65536，或 ulimit -Hn 65536（建议 ≥ {ENOUGH_FILES}）",
            f"Set LimitNOFILE=65536 in the service unit, or ulimit -Hn 65536 (at least {ENOUGH_FILES})",
        )


def disk(settings: Settings) -> Findings:
    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free / 1024**3:,.1f} GiB"
    if free >= ENOUGH_DISK_BYTES:
        yield good(f"磁盘余量 {said}（{folder}）", f"Disk: {said} free at {folder}")
    else:
        yield bad(
            f"磁盘余量只有 {said}（{folder}）", f"Disk: only {said} free at {folder}",
            "请清理或扩容；写满后数据库会停止", "Free or add space: the database stops when it is full",
        )  # fmt: skip


def home(settings: Settings) -> Findings:
    folder = settings.home
    if folder.exists() and not os.access(folder, os.W_OK):
        yield bad(
            f"数据目录不可写：{folder}", f"The data folder cannot be written: {folder}",
            "请改其属主，或用 BEDSIDE_HOME 指定其他目录", "Change its owner, or name another with BEDSIDE_HOME",
        )  # fmt: skip
    key = folder / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield bad(
            f"其他用户可以读取密钥文件 {key}", f"Other users can read the secret {key}",
            f"chmod 600 {key}", f"chmod 600 {key}",
        )  # fmt: skip


def old_backups(settings: Settings) -> Findings:
    for each in backups.expired(settings.home):
        yield warning(
            f"备份 {each.file} 已于 {each.expires_at.date()} 到期，其中仍有已删除者的资料",
            f"The backup {each.file} expired on {each.expires_at.date()}; it holds data of who was erased",
            f"rm {each.file}", f"rm {each.file}",
        )  # fmt: skip


def web_part() -> Findings:
    missing = [part for part in ("console", "widget") if not (STATIC / part).exists()]
    if missing:
        yield bad(
            f"网页部分未构建：{', '.join(missing)}", f"The web part is not built: {', '.join(missing)}",
            "在源码目录运行 python build_web.py，或安装正式的软件包",
            "Run python build_web.py in the checkout, or install the released package",
        )  # fmt: skip
    else:
        yield good("网页部分已构建", "The web part is built")


def nats_server(settings: Settings) -> Findings:
    if not settings.nats_url:
        yield good("未配置 NATS（单进程）", "NATS is not configured (a single process)")
        return
    try:
        asyncio.run(asyncio.wait_for(_greet(settings.nats_url), NATS_PATIENCE_SECONDS))
    except (OSError, TimeoutError, nats.errors.Error) as error:
        yield bad(
            f"连不上 NATS（{error or type(error).__name__}）", f"NATS does not answer ({error or type(error).__name__})",
            "检查 NATS_URL 和 nats-server 是否运行", "Check NATS_URL and that nats-server runs",
        )  # fmt: skip
    else:
        yield good("NATS 连接正常", "NATS answers")


async def _greet(url: str) -> None:
    async def quiet(_: Exception) -> None: ...

    client: Client = await nats.connect(  # pyright: ignore[reportUnknownMemberType]
        url, connect_timeout=3, max_reconnect_attempts=1, reconnect_time_wait=0, error_cb=quiet
    )
    await client.flush(timeout=3)
    await client.close()


def server(connection: store.Connection) -> Findings:
    found = store.server(connection)
    said = f"PostgreSQL {found.version // 10000}.{found.version % 10000}"
    if found.version < OLDEST_POSTGRESQL:
        yield bad(f"{said} 太旧", f"{said} is too old", "请升级到 15 或更新版本", "Upgrade to 15 or later")
    else:
        yield good(said, said)
    off = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if getattr(found, name) == "off"]
    if off:
        yield bad(
            f"数据库关闭了 {', '.join(off)}：断电会丢失已确认的消息",
            f"{', '.join(off)} is off: a power cut loses acknowledged messages",
            "在 postgresql.conf 中打开", "Turn it on in postgresql.conf",
        )  # fmt: skip
    skew = abs((datetime.now(UTC) - found.now).total_seconds())
    if skew > LARGEST_SKEW_SECONDS:
        yield bad(
            f"本机与数据库的时钟相差 {skew:.1f} 秒", f"This machine's clock is {skew:.1f} s off the database's",
            "在两台机器上启用 NTP（chrony）", "Run NTP (chrony) on both machines",
        )  # fmt: skip


def migrations(url: str) -> Findings:
    waiting = pending(url)
    if waiting:
        yield bad(
            f"{len(waiting)} 项数据库升级未执行（首项 {waiting[0]}）",
            f"{len(waiting)} migrations wait (first {waiting[0]})",
            "bedside migrate", "bedside migrate",
        )  # fmt: skip
    else:
        yield good("数据库结构最新", "Migrations are up to date")


def roles(connection: store.Connection) -> Findings:
    found = {role.name: role for role in store.roles(connection)}
    for name in ("bedside_app", "bedside_system"):
        role = found.get(name)
        if role is None:
            yield bad(
                f"缺少数据库角色 {name}", f"The role {name} is missing",
                "bedside migrate（数据库用户需有 CREATEROLE 权限）", "bedside migrate (the user needs CREATEROLE)",
            )  # fmt: skip
        elif role.passes_policies:
            yield bad(
                f"角色 {name} 可绕过行级安全", f"The role {name} passes row-level security",
                f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS", f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS",
            )  # fmt: skip
        elif not role.is_ours:
            yield bad(
                f"数据库用户不能使用角色 {name}", f"The database user may not act as {name}",
                f"GRANT {name} TO CURRENT_USER（由管理员执行）", f"GRANT {name} to it, as an administrator",
            )  # fmt: skip
        else:
            yield good(f"数据库角色 {name}", f"Role {name}")


def row_security(connection: store.Connection) -> Findings:
    bare = store.unprotected_tables(connection)
    if bare:
        yield bad(
            f"这些表没有行级安全：{', '.join(bare)}", f"No row-level security on {', '.join(bare)}",
            "这会让一家医院看到另一家的数据：请停止服务，从备份恢复或报告此缺陷",
            "One hospital could see another's rows: stop serving, restore a backup or report this as a defect",
        )  # fmt: skip
    else:
        yield good("每张含 hospital_id 的表都有行级安全", "Row-level security on every table with a hospital_id")


def facts_log(connection: store.Connection) -> Findings:
    log = store.facts_log(connection)
    if not (log.this_month and log.next_month):
        yield bad(
            "事实日志缺少本月或下月的分区", "The facts log lacks this or next month's partition",
            "启动 bedside work（它会提前建好分区）", "Run bedside work, which makes partitions ahead",
        )  # fmt: skip
    else:
        yield good("事实日志分区齐备", "The facts log has its partitions")
    if log.astray:
        yield warning(
            "有事实落入默认分区（时钟曾出错）", "Facts fell into the default partition (a clock was wrong)",
            "校准时钟；数据没有丢失", "Set the clocks right; nothing is lost",
        )  # fmt: skip
    for aside in store.set_aside(connection):
        yield (bad if aside.tries >= STUBBORN_TRIES else warning)(
            f"{aside.reader} 处理不了 {aside.subjects} 个对象的 {aside.facts} 条事实"
            f"（已 {aside.minutes} 分钟，试过 {aside.tries} 次）：{aside.error}",
            f"{aside.reader} cannot digest {aside.facts} facts of {aside.subjects} subjects"
            f" (since {aside.minutes} min, {aside.tries} tries): {aside.error}",
            "在后台进程日志中查明原因并排除；原因消除后会按顺序自动补做，没有丢失",
            "Find the cause in the worker's log and mend it: they are then digested in order by themselves, none is lost",
        )
    for writer in store.slow_writers(connection, LONGEST_WRITER_SECONDS):
        yield warning(
            f"进程 {writer.pid} 在库 {writer.database} 中写了 {writer.seconds:.0f} 秒未提交，后续处理在等它",
            f"Process {writer.pid} in {writer.database} writes since {writer.seconds:.0f} s; reactions wait",
            f"结束它：SELECT pg_terminate_backend({writer.pid})", f"End it: SELECT pg_terminate_backend({writer.pid})",
        )  # fmt: skip


def audit(settings: Settings, url: str) -> Findings:
    """Every hospital's chain from its first entry, and every seal."""
    chains = asyncio.run(_verify(settings, url))
    for chain in chains:
        if not chain.whole:
            yield bad(
                f"医院 {chain.hospital_id} 的审计记录从第 {chain.broken_at} 条起被改动",
                f"Hospital {chain.hospital_id}'s audit log was changed from entry {chain.broken_at} on",
                "立即报告信息安全负责人；与备份比对，查明是谁动过数据库",
                "Tell the security officer at once; compare with a backup and find who touched the database",
            )
    if all(chain.whole for chain in chains):
        entries = sum(chain.entries for chain in chains)
        yield good(f"审计链完整（{entries} 条）", f"The audit chain is whole ({entries} entries)")


async def _verify(settings: Settings, url: str) -> list[ChainState]:
    async with open_services(msgspec.structs.replace(settings, nats_url=None), url) as services:
        return await verify_audit(services)

"""`bedside learn`: a hospital's coach learns from its consultants' corrections, reports, and only then switches."""

import asyncio
from collections.abc import Sequence

import click
import msgspec

from bedside.cli import place
from bedside.cli.hospitals import hospital_of
from bedside.coach import actions, learning, questions, versions
from bedside.coach.learning import LEAST, LEAST_HELD_OUT, Agreed, Lesson
from bedside.coach.model import MESSAGE_TASKS, RULED, TASKS, Task
from bedside.coach.readers.models import Example, seen_dialogue, seen_message
from bedside.conversation import flags, reading
from bedside.conversation.flags import FlagTally
from bedside.kit import say
from bedside.kit.database import Transaction
from bedside.kit.say import tell
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings

LINES = 1_000


SHIPPED = 0
"""In place of a version: what the package ships."""


def learn(settings: Settings, group: int, code: str | None, *, back: bool, use: int | None, listing: bool) -> None:
    """`code`: the hospital's; None where the group has one. Raises click.ClickException without a database, such a hospital or
    such a version."""
    with place.database(settings) as url:
        asyncio.run(_learn(settings, url, group, code, back=back, use=use, listing=listing))


async def _learn(
    settings: Settings, url: str, group: int, code: str | None, *, back: bool, use: int | None, listing: bool
) -> None:
    async with open_services(settings, url) as services:
        hospital_id = await hospital_of(services, group, code)
        if listing:
            return await _list(services, hospital_id)
        if back or use is not None:
            return await _switch(services, hospital_id, use)
        folder = questions.folder(settings)
        async with services.database.transaction([hospital_id]) as tx:
            labels = await questions.labels(tx, hospital_id)
            labelled = await _examples(tx, hospital_id, labels)
            alarms = await flags.outcomes(tx, hospital_id)
            before = versions.in_use(folder, await questions.chosen(tx, hospital_id))
        lesson = learning.learn(labelled, before)
        ruled = [found for task in RULED if (found := learning.agreed(task, labels))]
        _say(lesson, ruled, alarms)
        if not lesson.models:
            return tell(
                f"没有切换：{len(labels)} 条更正，还不足以让任何一项变好",
                f"Nothing changed: {len(labels)} labels, and no part became better by them",
            )
        async with services.database.transaction([hospital_id]) as tx:
            version = max((each.version for each in await questions.versions(tx, hospital_id)), default=0) + 1
            versions.keep(folder, hospital_id, version, {**before, **lesson.models})
            report = msgspec.to_builtins({"parts": lesson.parts, "ruled": ruled, "red_flags": alarms})
            await actions.add_version(tx, hospital_id, version, len(labels), report, tx.clock.now())
        for task, lang in before.keys() - lesson.models.keys():
            tell(f"沿用正在用的版本：{task} {lang}", f"Carried over from the version in use: {task} {lang}")
        tell(
            f"已改用版本 {version}；退回：bedside learn --back",
            f"Version {version} is in use; to go back: bedside learn --back",
        )


async def _examples(tx: Transaction, hospital_id: int, labels: Sequence[questions.Label]) -> dict[Task, list[Example]]:
    """The texts are read where they are kept: what was erased teaches nothing."""
    made: dict[Task, list[Example]] = {}
    for label in labels:
        if label.task not in TASKS:
            continue
        task = msgspec.convert(label.task, Task)
        said = [each for each in await reading.said(tx, hospital_id, label.source, LINES) if each.seq <= label.seq]
        if not said or said[-1].by_kind != "visitor" or said[-1].seq != label.seq:
            continue
        if task in MESSAGE_TASKS:
            seen = seen_message(said[-1].text)
        else:
            seen = seen_dialogue([("V" if each.by_kind == "visitor" else "C", each.text) for each in said])
        made.setdefault(task, []).append(Example(seen, label.label, label.source.hex))
    return made


def _say(lesson: Lesson, ruled: Sequence[Agreed], alarms: Sequence[FlagTally]) -> None:
    if lesson.parts:
        tell(
            "检验用的数据（n）上：宏平均 F1，正在用的 → 新的（自带的）；ECE 校准误差；own 本院标注读对的比例，正在用的 → 新的；"
            "+ 改用新的，- 不改；下面是各类的 F1",
            "On what was held out (n): macro-F1 in use → new (shipped); ECE is the calibration error; own: the hospital's labels "
            "read right, in use → new; + is taken into use, - is not; below, F1 per class",
        )
    for part in lesson.parts:
        click.echo(
            f"{part.task:8} {part.lang}  n={part.held_out}  macro-F1 {part.macro_f1_before:.3f} → {part.macro_f1:.3f} "
            f"({part.macro_f1_shipped:.3f})  ECE {part.calibration_error:.3f}  "
            f"own n={part.own_held_out}: {part.own_before:.3f} → {part.own:.3f}  {'+' if part.better else '-'}"
        )
        for name, score in part.per_class.items():
            click.echo(f"    {name:16} F1 {score:.3f}")
    for each in lesson.waiting:
        tell(
            f"{each.task:8} {each.lang}  {each.labels} 条标注，其中 {each.own_held_out} 条用于检验；"
            f"需要 {LEAST} 条和 {LEAST_HELD_OUT} 条",
            f"{each.task:8} {each.lang}  {each.labels} labels, {each.own_held_out} of them held out; "
            f"{LEAST} and {LEAST_HELD_OUT} are needed",
        )
    for each in ruled:
        tell(
            f"{each.task}（按规则读）：{each.labels} 条标注，{each.right} 条读对",
            f"{each.task} (read by rules): {each.labels} labels, {each.right} read right",
        )
    for flag in alarms:
        tell(
            f"急症提醒 {flag.type}：属实 {flag.real}，误报 {flag.false}",
            f"red flag {flag.type}: {flag.real} real, {flag.false} false alarms",
        )


async def _list(services: Services, hospital_id: int) -> None:
    folder = questions.folder(services.settings)
    async with services.database.transaction([hospital_id]) as tx:
        found = await questions.versions(tx, hospital_id)
    for each in found:
        broken = versions.damaged(folder, hospital_id, [each.version])
        parts = (
            say.text("无法读取", "cannot be read")
            if broken
            else " ".join(versions.parts(folder, hospital_id, each.version))
        )
        mark = "*" if each.in_use else " "
        click.echo(f"{mark} {each.version}  {each.made_at:%Y-%m-%d %H:%M}  {each.labels:>5}  {parts}")
    shipped = say.text("自带的模型", "the shipped models")
    click.echo(f"{' ' if any(each.in_use for each in found) else '*'} {SHIPPED}  {shipped}")


async def _switch(services: Services, hospital_id: int, use: int | None) -> None:
    """To this version, or with None to the one before the one in use."""
    folder = questions.folder(services.settings)
    async with services.database.transaction([hospital_id]) as tx:
        found = [each.version for each in await questions.versions(tx, hospital_id)]
        if use is None:
            used = next(iter((await questions.chosen(tx, hospital_id)).versions), SHIPPED)
            whole = [each for each in found if each < used and not versions.damaged(folder, hospital_id, [each])]
            use = whole[0] if whole else SHIPPED
        if use != SHIPPED and (use not in found or versions.damaged(folder, hospital_id, [use])):
            raise say.refusal(
                f"没有可用的版本 {use}；见 bedside learn --list",
                f"No version {use} that can be read; see bedside learn --list",
            )
        await actions.use(tx, hospital_id, use or None)
    tell(
        f"正在用{f'版本 {use}' if use else '自带的模型'}",
        f"{f'Version {use} is' if use else 'The shipped models are'} in use",
    )

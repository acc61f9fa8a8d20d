"""`bedside learn`: a hospital's coach learns from its consultants' corrections, reports, and only then switches."""

import asyncio
from collections.abc import Sequence

import click
import msgspec

from bedside.cli import place
from bedside.cli.hospitals import hospital_of
from bedside.coach import actions, learning, questions
from bedside.coach.learning import Agreed, PartReport
from bedside.coach.model import MESSAGE_TASKS, RULED, TASKS, Task
from bedside.coach.readers.models import Example, seen_dialogue, seen_message
from bedside.coach.versions import place as place_of
from bedside.conversation import flags, reading
from bedside.conversation.flags import FlagTally
from bedside.kit.database import Transaction
from bedside.kit.say import tell
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings

LINES = 1_000


def learn(settings: Settings, group: int, code: str | None, *, back: bool, listing: bool) -> None:
    """`code`: the hospital's; None where the group has one. Raises click.ClickException without a database or such a hospital."""
    with place.database(settings) as url:
        asyncio.run(_learn(settings, url, group, code, back=back, listing=listing))


async def _learn(settings: Settings, url: str, group: int, code: str | None, *, back: bool, listing: bool) -> None:
    async with open_services(settings, url) as services:
        hospital_id = await hospital_of(services, group, code)
        if listing:
            return await _list(services, hospital_id)
        if back:
            return await _back(services, hospital_id)
        async with services.database.transaction([hospital_id]) as tx:
            labels = await questions.labels(tx, hospital_id)
            labelled = await _examples(tx, hospital_id, labels)
            alarms = await flags.outcomes(tx, hospital_id)
        models, reports = learning.learn(labelled)
        ruled = [found for task in RULED if (found := learning.agreed(task, labels))]
        _say(reports, ruled, alarms)
        if not models:
            return tell(
                f"没有切换：{len(labels)} 条更正，还不足以让任何一项变好",
                f"Nothing changed: {len(labels)} labels, and no part became better by them",
            )
        async with services.database.transaction([hospital_id]) as tx:
            version = max((each.version for each in await questions.versions(tx, hospital_id)), default=0) + 1
            here = place_of(questions.folder(settings), hospital_id, version)
            here.mkdir(parents=True, exist_ok=True)
            for (task, lang), model in models.items():
                model.write(here / f"{task}-{lang}.model")
            report = msgspec.to_builtins({"parts": reports, "ruled": ruled, "red_flags": alarms})
            await actions.add_version(tx, hospital_id, version, len(labels), report, tx.clock.now())
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


def _say(parts: Sequence[PartReport], ruled: Sequence[Agreed], alarms: Sequence[FlagTally]) -> None:
    for part in parts:
        click.echo(
            f"{part.task:8} {part.lang}  n={part.held_out}  macro-F1 {part.macro_f1_before:.3f} → {part.macro_f1:.3f}  "
            f"ECE {part.calibration_error:.3f}  own n={part.own_held_out}: {part.own_before:.3f} → {part.own:.3f}"
            f"  {'+' if part.not_worse else '-'}"
        )
        for name, score in part.per_class.items():
            click.echo(f"    {name:16} F1 {score:.3f}")
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
    async with services.database.transaction([hospital_id]) as tx:
        found = await questions.versions(tx, hospital_id)
    for each in found:
        click.echo(f"{'*' if each.in_use else ' '} {each.version}  {each.made_at:%Y-%m-%d %H:%M}  {each.labels}")
    if not any(each.in_use for each in found):
        tell("正在用自带的模型", "The shipped models are in use")


async def _back(services: Services, hospital_id: int) -> None:
    async with services.database.transaction([hospital_id]) as tx:
        found = await questions.versions(tx, hospital_id)
        used = next((each.version for each in found if each.in_use), 0)
        before = next((each.version for each in found if each.version < used), None)
        await actions.use(tx, hospital_id, before)
    tell(
        f"已退回{f'版本 {before}' if before else '自带的模型'}",
        f"Back to {f'version {before}' if before else 'the shipped models'}",
    )

"""`python -m bedside.demo.traffic SITE_ORIGIN --visitors N --seed S`: the crowd in a process of its own."""

import asyncio
import contextlib
import signal

import click

from bedside.demo.traffic import door
from bedside.demo.traffic.crowd import crowd
from bedside.demo.traffic.visitor import Counts
from bedside.kit.say import tell


@click.command()
@click.argument("site_origin")
@click.option("--visitors", type=click.IntRange(min=1), default=10, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--pace", type=click.FloatRange(min=0.1), default=1.0, show_default=True, help="1 is real time")
@click.option("--phones", help="origin of the demo's SMS gateway; without it nobody books")
def main(site_origin: str, visitors: int, seed: int, pace: float, phones: str | None) -> None:
    """Simulated visitors for the demo hospital's website."""
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_until_stopped(site_origin, visitors, seed, pace, phones))


async def _until_stopped(site_origin: str, visitors: int, seed: int, pace: float, phones: str | None) -> None:
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await crowd(site_origin, visitors, seed, pace=pace, report=_say, phones=phones, doors=door.read())


def _say(counts: Counts) -> None:
    tell(
        f"模拟访客：在线 {counts.here}，到访 {counts.arrived}，咨询 {counts.asked}（已答 {counts.answered}，"
        f"留言 {counts.offline}），邀请 {counts.invited}（接受 {counts.accepted}），评价 {counts.rated}，"
        f"预约 {counts.booked}（改期 {counts.moved}，取消 {counts.cancelled}），到诊 {counts.came}，"
        f"未到 {counts.stayed_away}，中断 {counts.failed}",
        f"Simulated visitors: {counts.here} here, {counts.arrived} arrived, {counts.asked} asked "
        f"({counts.answered} answered, {counts.offline} left a message), {counts.invited} invited "
        f"({counts.accepted} accepted), {counts.rated} rated, {counts.booked} booked ({counts.moved} moved, "
        f"{counts.cancelled} cancelled), {counts.came} came, {counts.stayed_away} stayed away, {counts.failed} cut off",
    )


if __name__ == "__main__":
    main()

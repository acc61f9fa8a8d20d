"""What a consultant waits for while typing: a draft over the desk's socket, past the claims gate and the etiquette hints."""

import asyncio
import time
from datetime import UTC, datetime
from random import Random
from statistics import quantiles
from uuid import uuid4

from bedside.coach.etiquette import hints
from bedside.coach.model import Line
from bedside.gate.claims.reader import open_reader
from bedside.kit.reading.sets import rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bench.benches.chat import PAIRS
from bench.figures import Figure, Options, Report, table
from bench.hospital import MODELS, furnish
from bench.load.seats import Seat, ask
from bench.stage import open_stage

TALK = 20
"""Messages of the conversation before the drafts."""
AIM_MS = 10.0
WARM_UP = 50
LEAST = 20
"""Checks of each sort that are counted, however slow the machine is."""
BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
THINKS = 0.02
"""Seconds between two drafts: a consultant types, and the server is not measured behind its own queue."""


async def measure(visitor: Seat, desk: Seat, seconds: float, dice: Random) -> tuple[list[float], list[float]]:
    """Milliseconds of each check: where the newest entry is known already, and where something was said since."""
    drafts = _drafts()
    asks = [row["text"] for row in rows(shipped_set("readings.zh"))]
    theirs, mine = await visitor.take(), await desk.take()
    conversation = desk.hello[-1]["conversation"]
    kept: tuple[list[float], list[float]] = ([], [])
    seq = ref = 100
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(kept[0]) < WARM_UP + LEAST or len(kept[1]) < TALK + LEAST:
        ref += 2
        fresh = ref % 20 == 0 or ref < 100 + 2 * TALK
        if fresh:
            said = await ask(theirs, {"do": "say", "id": str(uuid4()), "text": dice.choice(asks), "ref": ref}, ref)
            seq = said.seq or seq
        frame = {"do": "check", "conversation": conversation, "text": dice.choice(drafts), "seq": seq, "ref": ref + 1}
        began = time.perf_counter()
        answer = await ask(mine, frame, ref + 1)
        assert answer.on == "checked", answer
        kept[fresh].append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(THINKS)
    theirs.abort()
    mine.abort()
    return kept[0][WARM_UP:], kept[1][TALK:]


def reading(dice: Random) -> list[float]:
    """Processor milliseconds of one look: what other work on the machine does not change."""
    reader = open_reader(Shelf(MODELS))
    asks = [row["text"] for row in rows(shipped_set("readings.zh"))]
    lines = [Line("visitor" if n % 2 else "staff", dice.choice(asks), BEGUN) for n in range(TALK)]
    spent: list[float] = []
    for text in dice.sample(_drafts(), 1_000):
        began = time.thread_time()
        reader.find(text)
        hints(lines, text, now=BEGUN)
        spent.append(1000 * (time.thread_time() - began))
    return spent[WARM_UP:]


def _drafts() -> list[str]:
    return [row["text"] for lang in ("zh", "en") for row in rows(shipped_set(f"claims.{lang}"))]


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", PAIRS)
        hospital.serve()

        async def play() -> tuple[list[float], list[float]]:
            visitor, desk = (await hospital.pairs(1))[0]
            return await measure(visitor, desk, options.seconds, Random(options.seed))

        known, fresh = asyncio.run(play())
        inside = reading(Random(options.seed))
    lines: list[list[str]] = []
    for name, spent in (
        ("processor time of the reading alone", inside),
        ("over the socket, a further draft", known),
        ("over the socket, the first after a message", fresh),
    ):
        cuts = quantiles(spent, n=20)
        lines.append([name, str(len(spent)), f"{cuts[9]:.1f} ms", f"{cuts[18]:.1f} ms"])
    report.say(table(["a check of a draft", "n", "median", "p95"], lines))
    worst = quantiles([*known, *fresh], n=20)[18]
    own = quantiles(inside, n=20)[18]
    report.add(Figure("composer_reading_p95", own, AIM_MS, "ms", at_least=False, note="processor time"))
    report.add(Figure("composer_check_p95", worst, AIM_MS, "ms", at_least=False))

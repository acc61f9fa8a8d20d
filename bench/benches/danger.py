"""A red flag: from the visitor's sending to the banner at the desk and the first aid in the chat, alone and while others talk."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import msgspec

from bedside.gate.flags.finder import open_finder
from bedside.kit.reading.sets import rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bench.benches.chat import as_json
from bench.figures import Figure, Options, Report, table
from bench.hospital import MODELS, furnish
from bench.load.seats import Seat
from bench.load.wire import Socket
from bench.stage import generate, open_stage

CASES = 100
"""Each in a conversation of its own, alone, and as many again while TALKERS say RATE messages a second in all."""
TALKERS, RATE = 40, 200
WARM_UP = 3.0
AIM_MS = 300.0
PATIENCE = 30.0


class Bed:
    """A visitor who is about to tell of a danger, and the desk of the consultant whom they talk to."""

    def __init__(self, conversation: str, visitor: Socket, desk: Socket) -> None:
        self._conversation = conversation
        self._visitor = visitor
        self._desk = desk

    async def cry(self, text: str) -> tuple[float, float]:
        """Milliseconds until the desk has the banner, and until the visitor has the first aid."""
        banner, aid = _arrival(self._desk, self._banner), _arrival(self._visitor, _first_aid)
        began = time.perf_counter()
        self._visitor.send(msgspec.json.encode({"do": "say", "id": str(uuid4()), "text": text, "ref": 50}))
        async with asyncio.timeout(PATIENCE):
            return 1000 * (await banner - began), 1000 * (await aid - began)

    def _banner(self, event: dict[str, Any]) -> bool:
        return event["on"] == "flag" and event["flag"]["conversation"] == self._conversation


def _first_aid(event: dict[str, Any]) -> bool:
    return event["on"] == "conversation" and bool(event["conversation"].get("emergency"))


def _arrival(socket: Socket, wanted: Callable[[dict[str, Any]], bool]) -> "asyncio.Future[float]":
    """When the first wanted event came."""
    arrived: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def received(payload: bytes) -> None:
        if not arrived.done() and any(wanted(each) for each in msgspec.json.decode(payload)):
            arrived.set_result(time.perf_counter())

    socket.received = received
    return arrived


def dangers(dice: Random) -> list[str]:
    """What the finder knows as one: whether it knows enough is measured elsewhere (bench language)."""
    finder = open_finder(Shelf(MODELS))
    told = [
        row["text"] for lang in ("zh", "en") for row in rows(shipped_set(f"red_flags.{lang}")) if row["kind"] == "now"
    ]
    return [text for text in dice.sample(told, 3 * CASES) if finder.find(text)][: 2 * CASES]


async def measure(
    pairs: Sequence[tuple[Seat, Seat]], texts: Sequence[str], seconds: float
) -> dict[str, list[tuple[float, float]]]:
    beds = [
        Bed(desk.hello[-1]["conversation"], await visitor.take(), await desk.take())
        for visitor, desk in pairs[TALKERS:]
    ]
    waiting = zip(beds, texts, strict=True)
    pause = seconds / CASES
    alone = await _cries(waiting, pause, lambda: False)
    orders = {"pairs": as_json(pairs[:TALKERS]), "rate": RATE, "warm_up": WARM_UP, "seconds": 2 * seconds}
    talk = asyncio.create_task(asyncio.to_thread(generate, "drip", **orders))
    await asyncio.sleep(WARM_UP)
    busy = await _cries(waiting, pause, talk.done)
    counts = await talk
    assert counts["sent"] == counts["acknowledged"] == counts["delivered"], counts
    return {"nobody else talks": alone, f"{RATE} messages a second beside it": busy}


async def _cries(
    waiting: Iterator[tuple[Bed, str]], pause: float, over: Callable[[], bool]
) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    while len(kept) < CASES and not over():
        bed, text = next(waiting)
        kept.append(await bed.cry(text))
        await asyncio.sleep(pause)
    return kept


def run(options: Options, report: Report) -> None:
    dice = Random(options.seed)
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", TALKERS + 2 * CASES)
        hospital.serve()
        texts = dangers(dice)

        async def play() -> dict[str, list[tuple[float, float]]]:
            return await measure(await hospital.pairs(TALKERS + 2 * CASES), texts, options.seconds)

        found = asyncio.run(play())
        told = hospital.count("SELECT count(*) FROM conversation.flags")
    assert told >= sum(map(len, found.values())), told
    lines: list[list[str]] = []
    worst = 0.0
    for name, spent in found.items():
        for what, times in zip(("banner at the desk", "first aid in the chat"), zip(*spent, strict=True), strict=True):
            late = quantiles(times, n=20)[18]
            worst = max(worst, late)
            lines.append(
                [what, name, str(len(times)), f"{median(times):.1f} ms", f"{late:.1f} ms", f"{max(times):.1f} ms"]
            )
    report.say(table(["from the visitor's sending to", "while", "n", "median", "p95", "worst"], lines))
    report.add(Figure("red_flag_to_banner_p95", worst, AIM_MS, "ms", at_least=False))

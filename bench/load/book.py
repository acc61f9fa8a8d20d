"""People who book over HTTP: each connection keeps a seat, confirms it, and books again as soon as it is answered."""

import asyncio
import random
import time
from collections import Counter
from typing import Any

import msgspec

from bench.load import http
from bench.load.processor import used_by, with_me


class _Kept(msgspec.Struct):
    """What both faces answer to a hold: staff's confirmation wants `token`, a visitor's wants `hold`."""

    id: str
    token: str = ""
    hold: str = ""


class _Booked(msgspec.Struct):
    status: str


_kept = msgspec.json.Decoder(_Kept)
_booked = msgspec.json.Decoder(_Booked)


async def book(
    url: str,
    headers: dict[str, str],
    paths: tuple[str, str],
    hold: dict[str, Any],
    confirms: list[dict[str, Any]],
    slots: list[str],
    connections: int,
    warm_up: float,
    seconds: float,
    watched: dict[str, int],
) -> dict[str, Any]:
    """`paths` of hold and confirmation ({id} is the appointment's), `confirms` one body for each person."""
    waits: list[tuple[float, float]] = []
    refused: Counter[str] = Counter()
    stopping = False

    async def one(number: int) -> None:
        dice, whom = random.Random(number), confirms[number % len(confirms)]
        connection = await http.connect(url, headers)
        while not stopping:
            began = time.perf_counter()
            try:
                asked = msgspec.json.encode(hold | {"slot": dice.choice(slots)})
                kept = _kept.decode(await connection.post(paths[0], asked))
                said = msgspec.json.encode(whom | ({"hold": kept.hold} if kept.hold else {"token": kept.token}))
                mine = _booked.decode(await connection.post(paths[1].replace("{id}", kept.id), said))
            except http.Failed as failed:
                refused[str(failed)[:200]] += 1
                await asyncio.sleep(0.01)
                continue
            assert mine.status == "booked", mine.status
            waits.append((time.perf_counter(), time.perf_counter() - began))
        connection.close()

    people = [asyncio.create_task(one(number)) for number in range(connections)]
    await asyncio.sleep(warm_up)
    watched = with_me(watched)
    since, used = time.perf_counter(), used_by(watched)
    await asyncio.sleep(seconds)
    until, now = time.perf_counter(), used_by(watched)
    stopping = True
    await asyncio.gather(*people)
    measured = sorted(took for at, took in waits if since <= at < until)
    return {
        "booked": len(waits),
        "per_second": len(measured) / (until - since),
        "median": 1000 * measured[len(measured) // 2],
        "p99": 1000 * measured[int(0.99 * len(measured))],
        "refused": refused,
        "microseconds": {name: 1e6 * (now[name] - used[name]) / max(1, len(measured)) for name in now},
    }

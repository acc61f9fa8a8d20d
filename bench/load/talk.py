"""Pairs that talk: closed loop (as fast as a bounded window allows) and open loop (on a fixed schedule)."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec

from bench.load.processor import used_by, with_me
from bench.load.seats import Seat, events
from bench.load.wire import Socket
from bench.load.words import sentences

DRAIN_SECONDS = 20.0
FIRST_REF = 100


def message_id(sender: int, number: int) -> str:
    """A UUIDv7 that carries its sender (0–4095) and the sender's own count."""
    stamp = time.time_ns() // 1_000_000
    return f"{stamp >> 16:08x}-{stamp & 0xFFFF:04x}-7{sender:03x}-8000-{number:012x}"


def sender_of(identifier: str) -> int:
    return int(identifier[15:18], 16)


def number_of(identifier: str) -> int:
    return int(identifier[24:], 16)


class Talker:
    """One end of a pair: says messages, counts what was acknowledged to it and what reached it from its partner."""

    def __init__(self, socket: Socket, number: int, partner: int, say: dict[str, Any]) -> None:
        self.socket = socket
        self.number = number
        self.partner = partner
        self.sent = self.acknowledged = self.delivered = self.refused = self.disordered = 0
        self.refusal = ""
        self.when_acknowledged: Callable[[int], None] = lambda _: None
        self.when_delivered: Callable[[int], None] = lambda _: None
        self._heard = -1
        before = msgspec.json.encode(say)[:-1] + b',"id":"'
        self._before = before
        by = "consultant" if "conversation" in say else "visitor"
        self._texts = [msgspec.json.encode(text) for text in sentences(seed=number, by=by)]
        socket.received = self.received

    def next_frame(self) -> bytes:
        number = self.sent
        self.sent += 1
        identifier = message_id(self.number, number).encode()
        text = self._texts[number % len(self._texts)]
        return b'%s%s","ref":%d,"text":%s}' % (self._before, identifier, FIRST_REF + number, text)

    def received(self, payload: bytes) -> None:
        acknowledged = 0
        for event in events(payload):
            if event.on == "said":
                acknowledged += 1
            elif event.on == "entry" and event.entry is not None:
                if sender_of(event.entry.id) == self.partner:
                    number = number_of(event.entry.id)
                    self.disordered += number <= self._heard
                    self._heard = number
                    self.delivered += 1
                    self.when_delivered(number)
            elif event.on == "error":
                self.refused += 1
                self.refusal = bytes(event.problem).decode()
        if acknowledged:
            self.acknowledged += acknowledged
            self.when_acknowledged(acknowledged)


async def seat_pairs(pairs: list[tuple[Seat, Seat]]) -> list[Talker]:
    """Everybody takes their seats; talkers 2k and 2k+1 are a pair."""
    talkers: list[Talker] = []
    for k, pair in enumerate(pairs):
        sockets = [await seat.take() for seat in pair]
        for side, (seat, socket) in enumerate(zip(pair, sockets, strict=True)):
            talkers.append(Talker(socket, 2 * k + side, 2 * k + 1 - side, seat.say))
    return talkers


def _totals(talkers: list[Talker]) -> tuple[int, int]:
    return sum(t.acknowledged for t in talkers), sum(t.delivered for t in talkers)


async def flood(
    pairs: list[tuple[Seat, Seat]], window: int, warm_up: float, seconds: float, watched: dict[str, int]
) -> dict[str, Any]:
    """Both ends of every pair keep `window` messages unacknowledged; what the middle `seconds` saw is counted.

    `watched`: process ids by name, whose processor time (with their children's) in those seconds is told, too.
    """
    talkers = await seat_pairs(pairs)
    stopping = False

    def refill(talker: Talker) -> Callable[[int], None]:
        def again(count: int) -> None:
            if not stopping:
                talker.socket.send_many([talker.next_frame() for _ in range(count)])

        return again

    for talker in talkers:
        talker.when_acknowledged = refill(talker)
        talker.when_acknowledged(window)
    await asyncio.sleep(warm_up)
    watched = with_me(watched)
    before, used, began = _totals(talkers), used_by(watched), time.perf_counter()
    await asyncio.sleep(seconds)
    after, took = _totals(talkers), time.perf_counter() - began
    now = used_by(watched)
    stopping = True
    await _drain(talkers)
    return _result(talkers) | {
        "acknowledged_per_second": (after[0] - before[0]) / took,
        "delivered_per_second": (after[1] - before[1]) / took,
        "seconds": took,
        "processor_seconds": {name: now[name] - used[name] for name in watched},
        "messages": after[0] - before[0],
    }


async def drip(pairs: list[tuple[Seat, Seat]], rate: float, warm_up: float, seconds: float) -> dict[str, Any]:
    """Visitors say `rate` messages a second in all. A delay runs from when a message was due, sent late or not."""
    talkers = await seat_pairs(pairs)
    visitors = talkers[::2]
    due: dict[tuple[int, int], float] = {}
    delays: list[float] = []
    counted_from = time.perf_counter() + 0.2 + warm_up

    def arrival(sender: int) -> Callable[[int], None]:
        def arrived(number: int) -> None:
            wanted = due.pop((sender, number), None)
            if wanted is not None and wanted >= counted_from:
                delays.append(time.perf_counter() - wanted)

        return arrived

    for talker in talkers[1::2]:
        talker.when_delivered = arrival(talker.partner)
    first, total = counted_from - warm_up, int(rate * (warm_up + seconds))
    for k in range(total):
        at = first + k / rate
        while (wait := at - time.perf_counter()) > 0:  # noqa: ASYNC110 - waits for the clock
            await asyncio.sleep(wait)
        talker = visitors[k % len(visitors)]
        due[talker.number, talker.sent] = at
        talker.socket.send(talker.next_frame())
    await _drain(talkers)
    delays.sort()
    return _result(talkers) | {
        "delays": [delays[int(q * (len(delays) - 1))] for q in (0.5, 0.9, 0.99, 0.999, 1.0)] if delays else []
    }


async def _drain(talkers: list[Talker]) -> None:
    """Wait until everything said is answered and delivered, or nothing moves any more."""
    deadline = time.perf_counter() + DRAIN_SECONDS
    while time.perf_counter() < deadline:
        sent = sum(t.sent - t.refused for t in talkers)
        if _totals(talkers) == (sent, sent):
            return
        await asyncio.sleep(0.05)


def _result(talkers: list[Talker]) -> dict[str, Any]:
    acknowledged, delivered = _totals(talkers)
    closed = sum(t.socket.closed.done() for t in talkers)
    refusals = sorted({t.refusal for t in talkers if t.refusal})
    for talker in talkers:
        talker.socket.abort()
    return {
        "sent": sum(t.sent for t in talkers),
        "acknowledged": acknowledged,
        "delivered": delivered,
        "refused": sum(t.refused for t in talkers),
        "refusals": refusals[:3],
        "disordered": sum(t.disordered for t in talkers),
        "lost_sockets": closed,
    }

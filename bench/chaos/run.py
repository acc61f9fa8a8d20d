"""One run: people talk and book, the house is struck, and at the end everything is compared."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import UUID

from bedside.client import DeskClient, VisitorClient
from bench.chaos.bookers import Booker, Diary, furnished
from bench.chaos.check import findings
from bench.chaos.house import PARTS, House
from bench.chaos.people import Pair
from bench.chaos.seats import seat_findings
from bench.hospital import SITE, Hospital

QUIET_SECONDS = 60.0


@dataclass
class Outcome:
    """What happened; `wrong` is empty when nothing that was acknowledged was lost, doubled or disordered."""

    struck: list[tuple[str, float]]
    messages: int
    views: int
    reconnects: int
    bookings: int
    abandoned: int
    wrong: list[str]


async def survive(
    hospital: Hospital,
    *,
    pairs: int,
    bookers: int,
    seconds: float,
    seed: int,
    pause: tuple[float, float] = (0.5, 4.0),
    parts: tuple[str, ...] = PARTS,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Needs a hospital with at least `pairs` consultants of capacity 1; starts and stops its own processes."""
    slots, patients = await furnished(hospital, 10 * bookers)
    house = House(hospital, seed)
    house.open()
    async with AsyncExitStack() as clients:
        everybody = await _gathered(clients, hospital, house.url, pairs, seed)
        stop = asyncio.Event()
        diary = Diary()
        cookies = list(hospital.cookies.values())
        desks = [
            Booker(house.url, hospital, cookies[n % len(cookies)], slots, patients, diary, seed * 1000 + n)
            for n in range(bookers)
        ]
        talking = [asyncio.create_task(pair.talk(stop)) for pair in everybody]
        talking += [asyncio.create_task(desk.work(stop)) for desk in desks]

        def told() -> int:
            return len(diary.booked) + sum(len(pair.asked.said) + len(pair.answered.said) for pair in everybody)

        await house.under_fire(seconds, pause, parts, told, 2 * (pairs + bookers))
        for part, took in house.log:
            say(f"killed {part}, answering again after {took:.1f} s")
        stop.set()
        await asyncio.gather(*talking)
        await _settled(everybody)
        wrong = findings(hospital, everybody) + await asyncio.to_thread(seat_findings, hospital, diary)
        return Outcome(
            struck=house.log,
            messages=sum(len(pair.asked.said) + len(pair.answered.said) for pair in everybody),
            views=sum(len(pair.asked.viewed) for pair in everybody),
            reconnects=sum(pair.visitor.live.reconnects + pair.desk.live.reconnects for pair in everybody),
            bookings=len(diary.booked),
            abandoned=len(diary.abandoned),
            wrong=wrong,
        )


async def _gathered(clients: AsyncExitStack, hospital: Hospital, url: str, count: int, seed: int) -> list[Pair]:
    desks: dict[UUID, DeskClient] = {}
    for staff, cookie in list(hospital.cookies.items())[:count]:
        desks[staff] = await clients.enter_async_context(DeskClient(url, cookie))
    found: list[Pair] = []
    for k in range(count):
        visitor = VisitorClient(url, SITE)
        await visitor.consent(tracking=True)
        await clients.enter_async_context(visitor)
        conversation = await visitor.start()
        staff = await _consultant(hospital, conversation)
        await desks[staff].open(conversation)
        found.append(Pair(visitor, conversation, desks[staff], seed * 1000 + k))
    return found


async def _consultant(hospital: Hospital, conversation: UUID) -> UUID:
    return (await hospital.assigned({str(conversation)}))[str(conversation)]


async def _settled(pairs: list[Pair]) -> None:
    """Wait until both ends have seen the last number of their conversation."""
    deadline = asyncio.get_running_loop().time() + QUIET_SECONDS

    def behind(pair: Pair) -> bool:
        last = max((seq for memory in (pair.asked, pair.answered) for _, seq in memory.said), default=0)
        return pair.visitor.last_seq < last or max(pair.desk.threads[str(pair.conversation)], default=0) < last

    while any(map(behind, pairs)) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - until a deadline
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)

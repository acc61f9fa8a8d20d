"""Keeps a number of simulated visitors on the site, one after another, until stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from random import Random

import httpx

from bedside.client import Refused
from bedside.demo.furniture import load
from bedside.demo.traffic import door
from bedside.demo.traffic.booking import Booking
from bedside.demo.traffic.model import Plan
from bedside.demo.traffic.phone import Phone
from bedside.demo.traffic.plan import plan
from bedside.demo.traffic.visitor import BookingFor, Counts, Line, Visitor
from bedside.demo.traffic.website import WebPage, Website
from bedside.demo.traffic.wire import Wire

REPORT_SECONDS = 60.0
ARRIVAL_SPREAD_SECONDS = 40.0


async def crowd(
    site_origin: str, visitors: int, seed: int, *, pace: float = 1.0, report: Callable[[Counts], None] | None = None,
    phones: str | None = None, doors: Sequence[door.Door] = (),
) -> None:  # fmt: skip
    """`visitors` at a time browse, ask, book and leave; who leaves is followed by the next of the plan.

    `phones`: the demo's SMS gateway, without which nobody can book. `doors`: the front desks that receive them.
    """
    counts, numbers = Counts(), count()
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(timeout=15, limits=limits) as http, asyncio.TaskGroup() as group:
        website = Website(site_origin, http)
        booking = _booking(http, phones) if phones else None
        for desk in doors:
            server = (await website.page("/zh/")).server
            group.create_task(door.receive(server, desk, counts, pace=pace))
        for place in range(visitors):
            delay = place * ARRIVAL_SPREAD_SECONDS / visitors / pace
            group.create_task(_place(website, http, seed, numbers, counts, delay, pace, booking))
        if report:
            group.create_task(_report(counts, report))


async def _place(
    website: Website, http: httpx.AsyncClient, seed: int, numbers: "count[int]", counts: Counts, delay: float,
    pace: float, booking: BookingFor | None,
) -> None:  # fmt: skip
    """One place on the site, always taken."""
    await asyncio.sleep(delay)

    async def line_to(page: WebPage, who: Plan) -> Line:
        return await Wire(http, page, who.lang).look_up()

    while True:
        visitor = plan(seed, next(numbers))
        counts.arrived += 1
        counts.here += 1
        try:
            await Visitor(visitor, website, line_to, counts, pace, booking).live()
        except (httpx.HTTPError, OSError, Refused, TimeoutError, ValueError):
            # A visitor whose network or server fails is gone, as in life; the next one may fare better.
            counts.failed += 1
            await asyncio.sleep(5 / pace)
        finally:
            counts.here -= 1
        await asyncio.sleep(3 / pace)


def _booking(http: httpx.AsyncClient, gateway: str) -> BookingFor:
    """Everybody has a phone of their own, another one at every start of the crowd."""
    numbers = Random()

    def booking(page: WebPage, who: Plan, sleep: Callable[[float], Awaitable[None]]) -> Booking:
        return Booking(http, page, who, Phone(http, gateway, load().names.number(numbers)), sleep)

    return booking


async def _report(counts: Counts, report: Callable[[Counts], None]) -> None:
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        report(counts)

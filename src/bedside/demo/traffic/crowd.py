"""Keeps a number of simulated visitors on the site, one after another, until stopped."""

import asyncio
from collections.abc import Callable
from itertools import count

import httpx

from bedside.client import Refused
from bedside.demo.traffic.model import Plan
from bedside.demo.traffic.plan import plan
from bedside.demo.traffic.visitor import Counts, Line, Visitor
from bedside.demo.traffic.website import WebPage, Website
from bedside.demo.traffic.wire import Wire

REPORT_SECONDS = 60.0
ARRIVAL_SPREAD_SECONDS = 40.0


async def crowd(
    site_origin: str, visitors: int, seed: int, *, pace: float = 1.0, report: Callable[[Counts], None] | None = None
) -> None:
    """`visitors` at a time browse, ask and leave; who leaves is followed by the next of the plan."""
    counts, numbers = Counts(), count()
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(timeout=15, limits=limits) as http, asyncio.TaskGroup() as group:
        website = Website(site_origin, http)
        for place in range(visitors):
            delay = place * ARRIVAL_SPREAD_SECONDS / visitors / pace
            group.create_task(_place(website, http, seed, numbers, counts, delay, pace))
        if report:
            group.create_task(_report(counts, report))


async def _place(
    website: Website, http: httpx.AsyncClient, seed: int, numbers: "count[int]", counts: Counts, delay: float,
    pace: float,
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
            await Visitor(visitor, website, line_to, counts, pace).live()
        except (httpx.HTTPError, OSError, Refused, TimeoutError, ValueError):
            # A visitor whose network or server fails is gone, as in life; the next one may fare better.
            counts.failed += 1
            await asyncio.sleep(5 / pace)
        finally:
            counts.here -= 1
        await asyncio.sleep(3 / pace)


async def _report(counts: Counts, report: Callable[[Counts], None]) -> None:
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        report(counts)

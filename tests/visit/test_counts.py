"""Counts: what is shown can be recomputed from the facts, before and after hours are closed and people forgotten."""

import random
from datetime import timedelta
from uuid import UUID

from bedside.kit.clock import SetClock, SystemClock
from bedside.kit.services import Services
from bedside.people.forgetting import erasers
from bedside.visit import actions, duties
from bedside.visit.model import Site
from bedside.visit.store import counts as store
from bedside.visit.store.counts import Counts
from bedside.visit.writer import PageWriter
from tests.visit.conftest import page, tracked

REFERRERS = ["", "https://www.baidu.com/s?wd=%E4%BD%93%E6%A3%80", "https://www.zhihu.com/", "https://x.example/"]


def figures(rows: list[Counts]) -> dict[str, tuple[int, int, int]]:
    return {row.key: (row.visits, row.first_visits, row.views) for row in rows}


async def same_as_facts(services: Services, clock: SetClock) -> dict[str, tuple[int, int, int]]:
    since, until = clock.now() - timedelta(days=3), clock.now() + timedelta(hours=1)
    async with services.database.transaction([1]) as tx:
        shown = figures(await store.counts(tx, 1, since, until, "page", "Asia/Shanghai", 1000))
        told = figures(await store.counts_from_facts(tx, 1, since, until))
    assert shown == told
    return shown


async def test_counts_equal_what_the_facts_say(running: Services, site: Site) -> None:
    dice = random.Random(7)
    clock = SetClock(SystemClock().now() - timedelta(days=1))
    running.database.clock = running.clock = clock
    writer = running.get(PageWriter)
    visitors: list[UUID] = [await tracked(running) for _ in range(8)]
    for _ in range(40):
        clock.move(timedelta(minutes=dice.randrange(1, 25)))
        visitor = dice.choice(visitors)
        referrer, path = dice.choice(REFERRERS), dice.choice(["/", "/dental/", "/prices/"])
        await writer.view(site, visitor, page(path, referrer=referrer))
    before = await same_as_facts(running, clock)
    assert sum(visits for visits, _, _ in before.values()) > 8
    assert sum(first for _, first, _ in before.values()) == 8

    assert await duties.count_hours(running) > 0
    assert await duties.count_hours(running) == 0
    assert await same_as_facts(running, clock) == before

    await writer.view(site, visitors[0], page("/dental/"))
    with_live = await same_as_facts(running, clock)
    assert list(erasers(running))
    await actions.forget(running, 1, visitors[0])
    assert await same_as_facts(running, clock) == with_live
    async with running.database.transaction([1]) as tx:
        assert await tx.value("SELECT count(*) FROM visit.views WHERE visitor_id = %s", (visitors[0],)) == 0
        by_source = await store.counts(
            tx, 1, clock.now() - timedelta(days=3), clock.now() + timedelta(hours=1), "source", "Asia/Shanghai", 100
        )
    assert {row.key for row in by_source} == {"direct", "baidu", "zhihu", "x.example"}
    assert sum(row.views for row in by_source) == 41


async def test_old_trails_are_erased_and_stay_counted(running: Services, site: Site) -> None:
    clock = SetClock(SystemClock().now() - timedelta(days=400))
    running.database.clock = running.clock = clock
    writer, visitor = running.get(PageWriter), await tracked(running)
    await writer.view(site, visitor, page("/old/"))
    clock.move(timedelta(days=399))
    await writer.view(site, visitor, page("/new/"))
    assert await duties.erase_old_trails(running) == 0  # not counted yet: not erased
    clock.move(timedelta(hours=2))
    await duties.count_hours(running)
    assert await duties.erase_old_trails(running) == 1
    async with running.database.transaction([1]) as tx:
        left = await tx.tuples("SELECT path FROM visit.views")
        total = await store.counts(tx, 1, clock.now() - timedelta(days=500), clock.now(), "total", "UTC", 1)
    assert [row[0] for row in left] == ["/new/"]
    assert total[0].views == 2

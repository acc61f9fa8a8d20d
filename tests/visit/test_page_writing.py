"""Page views are committed in groups: each once however often it is brought, a bad one alone, in order per visitor."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from bedside.kit.clock import SetClock, SystemClock
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.visit.batch import Bringing, Stored
from bedside.visit.limits import Allowance
from bedside.visit.model import Site
from bedside.visit.sources import read
from bedside.visit.store.views import NewView
from bedside.visit.writer import PageWriter
from tests.visit.conftest import page, tracked


async def seen(services: Services, visitor: UUID) -> list[tuple[str, int, int]]:
    async with services.database.transaction([1]) as tx:
        rows = await tx.tuples(
            "SELECT path, number, place FROM visit.views WHERE visitor_id = %s ORDER BY number, place", (visitor,)
        )
    return [(row[0], row[1], row[2]) for row in rows]


async def test_a_view_brought_again_is_acknowledged_and_stored_once(running: Services, site: Site) -> None:
    visitor, writer, view = await tracked(running), running.get(PageWriter), page("/a/")
    first = await writer.view(site, visitor, view)
    again = await asyncio.gather(*(writer.view(site, visitor, view) for _ in range(5)))
    assert (first.fresh, [stored.fresh for stored in again], again[0].pages) == (1, [0] * 5, 1)
    assert await seen(running, visitor) == [("/a/", 1, 1)]


async def test_the_same_view_twice_in_one_batch_is_one_page(running: Services, site: Site) -> None:
    visitor, writer, view = await tracked(running), running.get(PageWriter), page("/a/")
    both = await asyncio.gather(writer.view(site, visitor, view), writer.views(site, visitor, [view, page("/b/")]))
    assert sorted(stored.fresh for stored in both) == [1, 1]
    assert await seen(running, visitor) == [("/a/", 1, 1), ("/b/", 1, 2)]


async def test_one_bad_row_fails_alone(running: Services, site: Site) -> None:
    writer = running.get(PageWriter)
    visitors = [await tracked(running) for _ in range(5)]
    place = read("https://spruce.example/", "")
    assert place

    def bringing(visitor: UUID, title: str) -> Bringing:
        done: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()
        return Bringing(site, visitor, [NewView(new_id(), title, place)], None, done)

    # A NUL cannot come through the door; PostgreSQL refuses it if a door ever fails.
    batch = [bringing(visitor, "a\x00b" if n == 2 else "首页") for n, visitor in enumerate(visitors)]
    await writer._commit(1, batch)  # pyright: ignore[reportPrivateUsage]
    outcomes = await asyncio.gather(*(each.done for each in batch), return_exceptions=True)
    assert [isinstance(each, Stored) for each in outcomes] == [True, True, False, True, True]
    assert isinstance(outcomes[2], Problem)
    assert outcomes[2].code == "invalid"
    assert [len(await seen(running, visitor)) for visitor in visitors] == [1, 1, 0, 1, 1]


async def test_many_visitors_share_commits_and_lose_nothing(running: Services, site: Site) -> None:
    writer = running.get(PageWriter)
    visitors = [await tracked(running) for _ in range(20)]
    await asyncio.gather(*(writer.view(site, v, page(f"/{n}/")) for n in range(10) for v in visitors))
    async with running.database.transaction([1]) as tx:
        transactions = await tx.value("SELECT count(DISTINCT xid) FROM kit.facts WHERE kind = 'visit.page_viewed'")
        facts = await tx.tuples(
            "SELECT payload->>'page' FROM kit.facts WHERE subject = %s AND kind = 'visit.page_viewed' ORDER BY epoch, xid, id",
            (visitors[0],),
        )
    assert transactions < 20
    assert [fact[0] for fact in facts] == [f"/{n}/" for n in range(10)]
    assert [path for path, _, _ in await seen(running, visitors[0])] == [f"/{n}/" for n in range(10)]


async def test_a_visit_ends_after_thirty_minutes(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    clock = SetClock(SystemClock().now())
    running.database.clock = clock
    writer = running.get(PageWriter)
    first = await writer.view(site, visitor, page("/a/", referrer="https://www.zhihu.com/"))
    clock.move(timedelta(minutes=29))
    same = await writer.view(site, visitor, page("/b/", referrer="https://www.baidu.com/s?wd=x"))
    clock.move(timedelta(minutes=31))
    back = await writer.view(site, visitor, page("/c/"))
    assert [(s.number, s.pages, s.source) for s in (first, same, back)] == [
        (1, 1, "zhihu"),
        (1, 2, "zhihu"),
        (2, 1, "direct"),
    ]
    async with running.database.transaction([1]) as tx:
        assert await tx.value("SELECT visits FROM people.visitors WHERE id = %s", (visitor,)) == 2


async def test_reading_time_never_goes_backwards(running: Services, site: Site) -> None:
    visitor, writer, view = await tracked(running), running.get(PageWriter), page()
    await writer.view(site, visitor, view)
    for seconds in (5, 40, 20):
        writer.dwell(1, visitor, view.id, seconds)
    await writer.drained()
    writer.dwell(1, visitor, view.id, 10)
    await writer.drained()
    async with running.database.transaction([1]) as tx:
        assert await tx.value("SELECT seconds FROM visit.views") == 40


async def test_a_visitor_who_floods_is_told_so(running: Services, site: Site) -> None:
    visitor, writer = await tracked(running), running.get(PageWriter)
    await writer.views(site, visitor, [page(f"/{n}/") for n in range(60)])
    with pytest.raises(Problem, match="too_many"):
        await writer.view(site, visitor, page())


async def test_a_gone_caller_does_not_hold_the_batch(running: Services, site: Site) -> None:
    visitor, writer = await tracked(running), running.get(PageWriter)
    leaving = asyncio.ensure_future(writer.view(site, visitor, page("/a/")))
    await asyncio.sleep(0)
    leaving.cancel()
    assert (await writer.view(site, visitor, page("/b/"))).fresh == 1


def test_an_allowance_is_spent_and_comes_back_in_bounded_memory() -> None:
    now = [0.0]
    allowance = Allowance(60, remembered=100, time=lambda: now[0])
    assert [allowance.admits("a") for _ in range(61)] == [True] * 60 + [False]
    now[0] += 1
    assert (allowance.admits("a"), allowance.admits("a")) == (True, False)
    for key in range(1_000):
        allowance.admits(key)
    assert len(allowance._left) == 100  # pyright: ignore[reportPrivateUsage]

"""The live board: who is on the site now; a fresh process gets it right; who leaves goes."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.kit.bus import Bus
from bedside.kit.clock import SetClock, SystemClock
from bedside.kit.services import Services
from bedside.visit import actions
from bedside.visit.live import Board, topic
from bedside.visit.model import LiveVisitor, Site
from bedside.visit.writer import PageWriter
from tests.visit.conftest import page, tracked


async def on_board(board: Board, hospital: int = 1) -> dict[UUID, LiveVisitor]:
    return {live.id: live for live in await board.visitors([hospital])}


async def test_the_board_shows_who_reads_what(running: Services, site: Site) -> None:
    board, writer = running.get(Board), running.get(PageWriter)
    visitor = await tracked(running, name="小满")
    await board.arrived(1, visitor)
    assert await on_board(board) == {}
    await writer.view(site, visitor, page("/dental/", "口腔科", "https://www.baidu.com/s?wd=%E7%89%99%E7%97%9B"))
    await writer.view(site, visitor, page("/prices/", "价格"))
    live = (await on_board(board))[visitor]
    assert (live.name, live.pages, live.page.title, live.source, live.search_word, live.returning) == (
        "小满", 2, "价格", "baidu", "牙痛", False,
    )  # fmt: skip
    assert await on_board(board, 2) == {}


async def test_desk_sockets_hear_of_it_with_one_event_for_many_pages(running: Services, site: Site) -> None:
    writer, events = running.get(PageWriter), list[dict[str, object]]()
    running.bus.subscribe(topic(1), lambda payload: events.append(msgspec.json.decode(payload)))
    visitor = await tracked(running)
    await writer.views(site, visitor, [page(f"/{n}/") for n in range(8)])
    await asyncio.sleep(0.6)
    assert [(event["on"], event["id"], event["pages"]) for event in events] == [("visitor", str(visitor), 8)]


async def test_one_of_two_tabs_closed_is_not_gone_and_the_last_one_is_after_a_moment(
    running: Services, site: Site
) -> None:
    clock = SetClock(SystemClock().now())
    board = Board(running.database, running.bus, clock)
    visitor = await tracked(running)
    await running.get(PageWriter).view(site, visitor, page())
    gone: list[bytes] = []
    await board.arrived(1, visitor)
    await board.arrived(1, visitor)
    running.bus.subscribe(topic(1), lambda payload: gone.append(payload) if b'"gone":true' in payload else None)
    board.left(1, visitor)
    clock.move(timedelta(minutes=5))
    board.sweep()
    assert visitor in await on_board(board)
    board.left(1, visitor)
    board.sweep()
    assert visitor in await on_board(board)  # between two pages
    clock.move(timedelta(seconds=7))
    board.sweep()
    assert visitor not in await on_board(board)
    assert len(gone) == 1


async def test_a_fresh_process_reads_open_visits_and_not_old_ones(running: Services, site: Site) -> None:
    here, left = await tracked(running), await tracked(running)
    await running.get(PageWriter).view(site, here, page("/dental/", "口腔科"))
    await running.get(PageWriter).view(site, left, page())
    async with running.database.transaction([1]) as tx:
        await tx.run("UPDATE visit.visits SET last_at = last_at - interval '10 minutes' WHERE visitor_id = %s", (left,))
    fresh = Board(running.database, Bus(), SystemClock())
    found = await on_board(fresh)
    assert list(found) == [here]
    assert found[here].page.title == "口腔科"


async def test_another_process_tells_what_the_database_does_not(running: Services, site: Site) -> None:
    ours = running.get(Board)
    visitor = await tracked(running)
    await ours.arrived(1, visitor)
    await running.get(PageWriter).view(site, visitor, page())
    ours.talking(1, visitor, UUID(int=5))
    other = Board(running.database, running.bus, SystemClock())
    await other.visitors([1])
    await asyncio.sleep(0.6)
    assert (await on_board(other))[visitor].conversation == UUID(int=5)
    ours.forget(1, visitor)
    await asyncio.sleep(0.1)
    assert visitor not in await on_board(other)


async def test_who_withdraws_is_off_the_board_at_once(running: Services, site: Site) -> None:
    visitor = await tracked(running)
    await running.get(PageWriter).view(site, visitor, page())
    await actions.record_consents(
        running, site, visitor, {"tracking": False}, version=site.consent_version, lang="zh", user_agent=""
    )
    assert visitor not in await on_board(running.get(Board))

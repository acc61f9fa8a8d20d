"""A simulated visitor keeps to their plan: consent first, pages, an invitation, a conversation, a rating, and away."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from bedside.demo.site import create_site
from bedside.demo.traffic.model import Plan
from bedside.demo.traffic.plan import plan
from bedside.demo.traffic.visitor import Counts, Visitor
from bedside.demo.traffic.website import WebPage, Website, parse

PACE = 2000.0


class Desk:
    """Stands in for the server: notes what the visitor does, and answers as the test says."""

    def __init__(self, answers: Callable[[str], str | None], *, is_open: bool = True) -> None:
        self.done: list[tuple[str, Any]] = []
        self.token: str | None = None
        self.departments: dict[str, UUID] = {"dental": uuid4()}
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._answers = answers
        self._open = is_open
        self._seq = 0

    def names(self) -> list[str]:
        return [name for name, _ in self.done]

    async def consent(self, *, tracking: bool) -> None:
        self.token = "token"
        self.done.append(("consent", tracking))

    async def open(self) -> dict[str, Any]:
        self.done.append(("open", self.token))
        return {"on": "welcome", "desk": {"open": self._open}}

    async def view(self, page: WebPage, referrer: str | None) -> UUID:
        self.done.append(("view", (page.title, page.url, referrer)))
        return uuid4()

    async def dwell(self, view: UUID, seconds: int) -> None:
        self.done.append(("dwell", seconds))

    async def invited(self, invitation: str, *, accepted: bool) -> None:
        self.done.append(("invited", accepted))

    async def start(self, department: UUID | None) -> None:
        self.done.append(("start", department))

    async def say(self, text: str) -> None:
        self.done.append(("say", text))
        reply = self._answers(text)
        if reply is not None:
            self._seq += 2
            by = {"kind": "staff"}
            self.events.put_nowait(
                {"on": "entry", "entry": {"seq": self._seq, "kind": "text", "by": by, "text": reply}}
            )

    async def typing(self, text: str) -> None:
        self.done.append(("typing", text))

    async def read(self, seq: int) -> None:
        self.done.append(("read", seq))

    async def rate(self, score: int, comment: str) -> None:
        self.done.append(("rate", score))

    async def goodbye(self) -> None:
        self.done.append(("goodbye", None))

    async def leave_message(self, name: str, contact: str, text: str) -> None:
        self.done.append(("leave_message", (contact, text)))

    async def event(self, within: float) -> dict[str, Any] | None:
        try:
            return await asyncio.wait_for(self.events.get(), within)
        except TimeoutError:
            return None

    async def close(self) -> None:
        self.done.append(("close", None))


def _plan(**given: Any) -> Plan:
    found = next(
        plan(7, n) for n in range(500) if plan(7, n).talk.key == "dental-scaling-gaps" and plan(7, n).stays[1:]
    )
    return msgspec.structs.replace(
        found, **({"tracking": True, "again": [], "rates": True, "opens": None, "accepts": True} | given)
    )


async def _live(visitor: Plan, desk: Desk) -> Counts:
    site = create_site("http://widget.example", {"east": "e", "west": "w"})
    transport = httpx.ASGITransport(app=site)  # pyright: ignore[reportArgumentType]
    counts = Counts()

    async def line_to(page: WebPage, who: Plan) -> Desk:
        assert page.server == "http://widget.example"
        assert page.site == ("e" if who.campus == "east" else "w")
        return desk

    async with httpx.AsyncClient(transport=transport, base_url="http://site.example") as http:
        await Visitor(visitor, Website("http://site.example", http), line_to, counts, PACE).live()
    return counts


async def test_who_agrees_is_seen_reading_and_who_accepts_an_invitation_asks():
    desk = Desk(lambda text: "嗯，我明白了。")
    desk.events.put_nowait({"on": "invitation", "id": "one", "text": "您好"})
    visitor = _plan()
    counts = await _live(visitor, desk)
    names = desk.names()
    assert names[:3] == ["consent", "open", "view"]
    assert ("invited", True) in desk.done
    said = [text for name, text in desk.done if name == "say"]
    assert said[: len(visitor.talk.says)] == visitor.talk.says
    assert said[-1] == visitor.talk.goodbye
    assert names.index("start") < names.index("say") < names.index("rate") < names.index("goodbye")
    assert names[-1] == "close"
    assert names.count("view") == len(visitor.stays)
    assert (counts.invited, counts.accepted, counts.asked, counts.answered, counts.rated) == (1, 1, 1, 1, 1)


async def test_the_page_trail_has_real_titles_and_where_from():
    desk = Desk(lambda text: None)
    visitor = _plan(stays=_plan().stays[:2], referrer="https://search.example/s?q=x")
    await _live(visitor, desk)
    views = [what for name, what in desk.done if name == "view"]
    assert all("云杉示范医院" in title for title, _, _ in views)
    assert views[0][2] == "https://search.example/s?q=x"
    assert views[1][2] == views[0][1]


async def test_who_refuses_is_told_to_nobody_until_they_ask():
    desk = Desk(lambda text: "您好")
    await _live(_plan(tracking=False), desk)
    assert desk.names() == ["close"]
    await _live(_plan(tracking=False, opens=0), desk)
    names = desk.names()
    assert "view" not in names
    assert "consent" not in names
    assert names.index("open") < names.index("start") < names.index("say")


async def test_nobody_answers_and_the_visitor_gives_up_unrated():
    desk = Desk(lambda text: None)
    counts = await _live(_plan(opens=0), desk)
    assert counts.asked == 1
    assert counts.answered == 0
    assert "rate" not in desk.names()
    assert desk.names()[-1] == "close"


@pytest.mark.parametrize("tracking", [True, False])
async def test_a_closed_desk_gets_a_message_with_a_made_up_contact(tracking: bool):
    desk = Desk(lambda text: None, is_open=False)
    counts = await _live(_plan(tracking=tracking, opens=0), desk)
    ((contact, text),) = [what for name, what in desk.done if name == "leave_message"]
    assert contact.endswith("@visitors.example")
    assert text == _plan().talk.says[0]
    assert counts.offline == 1
    assert "start" not in desk.names()


async def test_a_declined_invitation_is_answered_and_nothing_is_asked():
    desk = Desk(lambda text: "您好")
    desk.events.put_nowait({"on": "invitation", "id": "one", "text": "您好"})
    await _live(_plan(accepts=False), desk)
    assert ("invited", False) in desk.done
    assert "start" not in desk.names()


async def test_who_returns_keeps_their_token():
    desk = Desk(lambda text: None)
    visitor = _plan(again=_plan().stays[:1], pause=5.0)
    await _live(visitor, desk)
    assert desk.names().count("consent") == 1
    opened = [what for name, what in desk.done if name == "open"]
    assert opened == ["token", "token"]


async def test_a_page_without_the_widget_is_no_place_to_visit():
    with pytest.raises(ValueError, match="no widget"):
        parse("http://site.example/", "<title>x</title>")

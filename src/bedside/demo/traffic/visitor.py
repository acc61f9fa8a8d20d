"""One simulated visitor's life on the website, through the public protocol only."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, Protocol
from uuid import UUID

from bedside.demo.traffic.asker import Asker
from bedside.demo.traffic.model import Plan, Stay
from bedside.demo.traffic.website import WebPage, Website

LOOK_SECONDS = 5.0
"""How often a waiting visitor looks whether somebody has answered."""
SETTLE_SECONDS = 2.5
"""A reply is taken as whole when nothing was added to it for so long."""
FAREWELL_SECONDS = 12.0

Event = dict[str, Any]


class Line(Protocol):
    """A visitor's connection to the desk (docs/protocol.md)."""

    departments: dict[str, UUID]

    @property
    def token(self) -> str | None: ...

    async def consent(self, *, tracking: bool) -> None: ...
    async def open(self) -> Event:
        """Connect (again) and say hello; answers `welcome`."""
        ...

    async def view(self, page: WebPage, referrer: str | None) -> UUID: ...
    async def dwell(self, view: UUID, seconds: int) -> None: ...
    async def invited(self, invitation: str, *, accepted: bool) -> None: ...
    async def start(self, department: UUID | None) -> None: ...
    async def say(self, text: str) -> None: ...
    async def typing(self, text: str) -> None: ...
    async def read(self, seq: int) -> None: ...
    async def rate(self, score: int, comment: str) -> None: ...
    async def goodbye(self) -> None: ...
    async def leave_message(self, name: str, contact: str, text: str) -> None: ...
    async def event(self, within: float) -> Event | None:
        """The next event, or None if none comes within so many seconds."""
        ...

    async def close(self) -> None: ...


class Counts:
    """What became of everybody so far."""

    def __init__(self) -> None:
        self.here = self.arrived = self.invited = self.accepted = self.asked = self.answered = self.rated = 0
        self.offline = self.failed = 0
        self.booked = self.moved = self.cancelled = self.came = self.stayed_away = 0


class Books(Protocol):
    """The booking page, for one visitor (booking.Booking)."""

    async def live(self, token: str | None) -> bool: ...
    async def think_again(self) -> str: ...


BookingFor = Callable[[WebPage, Plan, Callable[[float], Awaitable[None]]], Books]


class Visitor:
    """Lives a plan. `pace` divides every waiting: 1 is real time. `booking`: the way to the booking page, if there is one."""

    def __init__(
        self, plan: Plan, website: Website, line_to: Callable[[WebPage, Plan], Awaitable[Line]], counts: Counts,
        pace: float = 1.0, booking: BookingFor | None = None,
    ) -> None:  # fmt: skip
        self._booking = booking
        self._plan = plan
        self._website = website
        self._line_to = line_to
        self._counts = counts
        self._pace = pace
        self._dice = Random(f"visitor:{plan.number}")
        self._connected = False
        self._desk_open = True
        self._asked = False
        self._invited = False

    async def live(self) -> None:
        """The first visit, and the second if the plan has one."""
        first = await self._website.page(self._plan.stays[0].path)
        line = await self._line_to(first, self._plan)
        try:
            await self._visit(line, self._plan.stays, self._plan.referrer)
            await self._book(first, line.token)
            if self._plan.again:
                await self._away(line)
                await self._sleep(self._plan.pause)
                await self._visit(line, self._plan.again, None)
        finally:
            await self._away(line)

    async def _visit(self, line: Line, stays: list[Stay], referrer: str | None) -> None:
        for index, stay in enumerate(stays):
            page = await self._website.page(stay.path)
            view = await self._arrive(line, page, referrer)
            unprompted = self._plan.opens is not None and index == min(self._plan.opens, len(stays) - 1)
            await self._stay(line, stay.seconds, asks=unprompted and not self._asked)
            if view is not None:
                await line.dwell(view, round(stay.seconds))
            referrer = page.url

    async def _arrive(self, line: Line, page: WebPage, referrer: str | None) -> UUID | None:
        """Show the page; the first one asks for consent before anything is told to anybody."""
        if not self._plan.tracking:
            return None
        if line.token is None:
            await self._sleep(self._plan.decides_after)
            await line.consent(tracking=True)
        await self._connect(line)
        return await line.view(page, referrer)

    async def _connect(self, line: Line) -> None:
        if not self._connected:
            self._desk_open = (await line.open())["desk"]["open"]
            self._connected = True

    async def _stay(self, line: Line, seconds: float, *, asks: bool) -> None:
        if asks:
            await self._sleep(min(seconds, 8.0))
            await self._ask(line)
            return
        left = seconds / self._pace
        while left > 0:
            began = asyncio.get_running_loop().time()
            event = await line.event(left) if self._connected else await self._sleep(seconds)
            left -= max(asyncio.get_running_loop().time() - began, 0.001)
            if event is None:
                return
            if event["on"] == "invitation" and not self._asked and await self._accepts(line, event):
                await self._ask(line)
                return

    async def _accepts(self, line: Line, invitation: Event) -> bool:
        self._counts.invited += not self._invited
        self._invited = True
        await self._sleep(self._dice.uniform(2, 7))
        await line.invited(invitation["id"], accepted=self._plan.accepts)
        self._counts.accepted += self._plan.accepts
        return self._plan.accepts

    async def _ask(self, line: Line) -> None:
        self._asked = True
        asker = Asker(self._plan)
        # Without tracking the chat is open all the same; nothing was stored until now.
        await self._connect(line)
        opening = asker.opening()
        await self._type(line, opening, shown=False)
        if not self._desk_open:
            self._counts.offline += 1
            await line.leave_message("", f"demo{self._plan.number}@visitors.example", opening)
            return
        await line.start(line.departments.get(self._plan.talk.department))
        await line.say(opening)
        self._counts.asked += 1
        await self._converse(line, asker)

    async def _converse(self, line: Line, asker: Asker) -> None:
        heard, waiting_since, answered = "", asyncio.get_running_loop().time(), False
        while not asker.done:
            event = await line.event((SETTLE_SECONDS if heard else LOOK_SECONDS) / self._pace)
            waited = (asyncio.get_running_loop().time() - waiting_since) * self._pace
            if event is not None:
                if _closed(event):
                    return
                text = _reply(event)
                if text is not None:
                    heard = f"{heard}\n{text}".strip()
                    await line.read(event["entry"]["seq"])
                continue
            if heard:
                self._counts.answered += not answered
                answered = True
                await self._sleep(min(9.0, 1.5 + len(heard) / 25))
                lines, heard = asker.hear(heard, waited), ""
            else:
                lines = asker.silence(waited)
            for text in lines:
                await self._type(line, text, shown=True)
                await line.say(text)
                waiting_since = asyncio.get_running_loop().time()
        await self._part(line, asker, answered=answered)

    async def _part(self, line: Line, asker: Asker, *, answered: bool) -> None:
        """Wait for the other's goodbye, rate, go."""
        await line.event(FAREWELL_SECONDS / self._pace)
        if answered and self._plan.rates:
            await line.rate(*asker.rating())
            self._counts.rated += 1
        await line.goodbye()

    async def _type(self, line: Line, text: str, *, shown: bool) -> None:
        """Take as long as these letters take; the desk sees them grow only within a conversation."""
        for end in range(12, len(text), 12):
            if shown:
                await line.typing(text[:end])
            await self._sleep(12 / self._plan.letters_per_second)
        await self._sleep(len(text) % 12 / self._plan.letters_per_second)

    async def _book(self, page: WebPage, token: str | None) -> None:
        """A seat, and a while later what the plan says becomes of it."""
        if not self._booking or not self._plan.books:
            return
        booking = self._booking(page, self._plan, self._sleep)
        if not await booking.live(token):
            return
        self._counts.booked += 1
        if self._plan.books != "keeps":
            await self._sleep(self._dice.uniform(30, 120))
            became = await booking.think_again()
            self._counts.moved += became == "moved"
            self._counts.cancelled += became == "cancelled"

    async def _away(self, line: Line) -> None:
        self._connected = False
        await line.close()

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._pace)


def _reply(event: Event) -> str | None:
    """The text of a colleague's message; None for anything else."""
    entry = event.get("entry", {})
    if event["on"] == "entry" and entry["by"]["kind"] == "staff" and entry["kind"] == "text":
        return str(entry["text"])
    return None


def _closed(event: Event) -> bool:
    entry = event.get("entry", {})
    return event["on"] == "entry" and entry["kind"] == "event" and entry["event"]["name"] == "closed"

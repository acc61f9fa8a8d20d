"""The visitor's socket: `/v1/visitor/socket` (docs/protocol.md)."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket

from bedside.conversation import frames as f
from bedside.conversation import live, opening, questions
from bedside.conversation.actions import ending
from bedside.conversation.actions.begin import Wish, begin
from bedside.conversation.actions.start import current
from bedside.conversation.desk import desk_of
from bedside.conversation.files import attached
from bedside.conversation.flags import watch_of
from bedside.conversation.model import By
from bedside.conversation.problems import CLOSED
from bedside.conversation.shown import visitor_conversation
from bedside.conversation.socket.connection import (
    FORBIDDEN,
    HELLO_SECONDS,
    MALFORMED,
    SIGNED_OUT,
    TOO_MANY,
    Connection,
    Pace,
    bad_text,
)
from bedside.conversation.store.rows import Facts
from bedside.conversation.store.says import NewMessage, Stored
from bedside.conversation.text import clean
from bedside.conversation.writer import Saying
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.problems import TOO_MANY as ASKED_TOO_OFTEN
from bedside.kit.services import Services
from bedside.people import questions as known_people
from bedside.people import token as tokens
from bedside.people.model import NO_CONSENT, Consents, Visitor, one_line
from bedside.visit import actions as visit
from bedside.visit import questions as visits
from bedside.visit.limits import Allowance
from bedside.visit.live import Board
from bedside.visit.model import Site, View
from bedside.visit.sites import Sites
from bedside.visit.writer import PageWriter

TYPING_MOST = 500
RETRY_SECONDS = 10


class Doors:
    """How many sockets each address holds in this process, and how many conversations it may begin: whoever comes without a
    token is a new visitor each time. An address may be that of a whole network."""

    def __init__(self, most: int, conversations_per_hour: int) -> None:
        self.most = most
        self.held: Counter[str] = Counter()
        self.starts = Allowance(conversations_per_hour, at_once=STARTS_AT_ONCE * conversations_per_hour)


STARTS_AT_ONCE = 20
"""Times what one visitor may begin in an hour; after that an address may begin as many each minute."""


@websocket("/v1/visitor/socket")
async def visitor_socket(socket: WebSocket[Any, Any, Any]) -> None:
    services: Services = socket.app.state.services
    connection = Connection(socket, services.bus)
    await socket.accept()
    doors = services.get(Doors)
    address = socket.client.host if socket.client else ""
    if doors.held[address] >= doors.most:
        connection.close_soon(TOO_MANY, "too many sockets", RETRY_SECONDS)
        return await connection.gone()
    doors.held[address] += 1
    tab = Tab(services, connection, socket.headers.get("origin"), socket.headers.get("user-agent", ""), address)
    try:
        return await tab.serve()
    finally:
        doors.held[address] -= 1
        if doors.held[address] <= 0:
            del doors.held[address]
        tab.leave()
        await connection.gone()


class Tab:
    """One page of the hospital's website in one visitor's browser."""

    __slots__ = (
        "address", "agent", "by", "connection", "consents", "fact", "hospital_id", "lang", "on_board", "origin", "pace", "services",
        "site", "visitor_id",
    )  # fmt: skip

    def __init__(
        self, services: Services, connection: Connection, origin: str | None, agent: str, address: str
    ) -> None:
        self.services = services
        self.address = address
        self.connection = connection
        self.origin = origin
        self.agent = agent
        self.pace = Pace(services.settings.visitor_frames_per_second, 3 * services.settings.visitor_frames_per_second)
        self.site: Site | None = None
        self.hospital_id = 0
        self.visitor_id: UUID | None = None
        self.consents = Consents()
        self.fact: Facts | None = None
        self.by = By("visitor")
        self.lang = "zh"
        self.on_board = False

    async def serve(self) -> None:
        connection = self.connection
        greeted = asyncio.get_running_loop().call_later(
            HELLO_SECONDS, lambda: None if self.site else connection.close_soon(MALFORMED, "hello")
        )
        try:
            while (found := await connection.frames(f.visitor_decoder)) is not None:
                if not self.pace.take(len(found)):
                    connection.close_soon(TOO_MANY, "too many frames", RETRY_SECONDS)
                    continue
                for frame in found:
                    try:
                        await self.handle(frame)
                    except Exception as error:
                        connection.failed(frame.ref, error, greeting=isinstance(frame, f.VisitorHello))
        finally:
            greeted.cancel()

    async def handle(self, frame: Any) -> None:
        if isinstance(frame, f.VisitorSay):  # the hot path first
            return await self.say(frame)
        if isinstance(frame, f.VisitorHello):
            return await self.hello(frame)
        if self.site is None:
            return self.connection.close_soon(MALFORMED, "hello")
        match frame:
            case f.VisitorTyping():
                self.typing(frame.text)
            case f.VisitorRead():
                self.read(frame.seq)
            case f.ViewPage():
                await self.view(frame.view)
                self.connection.say("ok", frame.ref)
            case f.Dwell():
                self.dwell(frame)
            case f.Invited():
                await self.invited(frame)
            case f.Start():
                await self.start(frame)
            case f.VisitorHistory():
                entries, more = await questions.entries_before(self.services, self._fact(), frame.before, staff=False)
                self.connection.say("history", frame.ref, entries=entries, more=more)
            case f.Rate():
                fact, who = self._fact(), self._who()
                comment = one_line(frame.comment, 1_000) if frame.comment else None
                await ending.rate(self.services, fact.hospital_id, who, fact.id, frame.score, comment)
                self.connection.say("ok", frame.ref)
            case f.Goodbye():
                fact = self._fact()
                await ending.goodbye(self.services, fact.hospital_id, self._who(), fact.id)
                self.connection.say("ok", frame.ref)
            case _:
                self.connection.close_soon(MALFORMED, "verb")
        return None

    async def hello(self, frame: f.VisitorHello) -> None:
        with self.connection.catching_up(greeting=True):
            await self._hello(frame)
        if frame.page is not None and self.consents.tracking:
            await self.view(frame.page)

    async def _hello(self, frame: f.VisitorHello) -> None:
        site = await self._admitted(frame)
        if site is None:
            return
        self.site, self.hospital_id = site, site.hospital_id
        self.lang = self.connection.lang = frame.lang
        self.connection.follow(opening.topic(site.hospital_id))
        token = tokens.read(self.services, frame.token)
        if frame.token and (token is None or token.hospital_id != site.hospital_id):
            return self.connection.close_soon(SIGNED_OUT, "unknown_visitor")
        visitor: Visitor | None = None
        entries: list[Any] = []
        face: Any = None
        if token is not None:
            # Follow first, read then: nothing falls between.
            self._follow_visitor(token.visitor_id)
            async with self.services.database.transaction([site.hospital_id]) as tx:
                visitor = await known_people.visitor(tx, site.hospital_id, token.visitor_id)
                if visitor is None or visitor.forgotten_at:
                    return self.connection.close_soon(SIGNED_OUT, "unknown_visitor")
                self.consents = visitor.consents
                fact = await current(tx, site.hospital_id, visitor.id)
                if fact is not None:
                    self._talk(fact)
                    cards = await desk_of(self.services).cards.of(site.hospital_id, tx)
                    face = await visitor_conversation(tx, fact, cards)
            if fact is not None:
                entries = await self.connection.missed(self.services, fact, frame.since, staff=False)
            self.by = By("visitor", visitor.id, fact.visitor_name if fact else visitor.name)
            await self._arrive()
        desk = await opening.look(self.services, site.hospital_id)
        invitation = await self._invitation()
        self.connection.say(
            "welcome",
            frame.ref,
            visitor=None if visitor is None else {"id": visitor.id, "name": visitor.name},
            consents=self.consents,
            desk=desk,
            conversation=face,
            entries=entries,
            invitation=invitation,
        )

    async def _admitted(self, frame: f.VisitorHello) -> Site | None:
        try:
            site = await self.services.get(Sites).find(frame.site)
        except Problem as problem:
            self.connection.refuse(frame.ref, problem)
            self.connection.close_soon(FORBIDDEN, problem.code)
            return None
        if not site.admits(self.origin):
            self.connection.close_soon(FORBIDDEN, "origin")
            return None
        if self.site is not None and self.site.key != site.key:
            self.connection.close_soon(MALFORMED, "another site")
            return None
        return site

    def _follow_visitor(self, visitor: UUID) -> None:
        self.visitor_id = visitor
        self.connection.follow(live.visitor(visitor), self._heard)

    def _heard(self, event: bytes) -> None:
        """Events to all of a visitor's tabs: some change what this tab follows."""
        if event.startswith(b'{"on":"begun"'):
            begun: dict[str, Any] = msgspec.json.decode(event)
            if self.fact is None or self.fact.id.hex != UUID(begun["conversation"]).hex:
                self.fact = None  # looked up again when this tab speaks
            self._follow_thread(UUID(begun["conversation"]))
        elif event.startswith(b'{"on":"forgotten"'):
            self.connection.close_soon(SIGNED_OUT, "forgotten")
            return
        elif event.startswith(b'{"on":"consents"'):
            told: dict[str, Any] = msgspec.json.decode(event)
            self.consents = msgspec.convert(told["consents"], Consents)
        self.connection.put(event)

    def _follow_thread(self, conversation: UUID) -> None:
        self.connection.follow(live.thread(conversation))
        self.connection.follow(live.thread_visitor(conversation))

    def _talk(self, fact: Facts) -> None:
        self.fact = fact
        self._follow_thread(fact.id)

    async def _arrive(self) -> None:
        if self.consents.tracking and self.visitor_id and not self.on_board:
            self.on_board = True
            await self.services.get(Board).arrived(self.hospital_id, self.visitor_id)
            if self.fact is not None and self.fact.status != "closed":
                self.services.get(Board).talking(self.hospital_id, self.visitor_id, self.fact.id)

    def leave(self) -> None:
        if self.on_board and self.visitor_id:
            self.services.get(Board).left(self.hospital_id, self.visitor_id)
        self.typing("")

    def _who(self) -> UUID:
        if self.visitor_id is None:
            raise Problem(REFUSED)
        return self.visitor_id

    def _fact(self) -> Facts:
        if self.fact is None:
            raise Problem(NOT_FOUND)
        return self.fact

    async def view(self, view: f.PageView) -> None:
        """A page is only ever stored under tracking consent; the writer looks the consent up again in its transaction."""
        if self.site is None or self.visitor_id is None or not self.consents.tracking:
            raise Problem(NO_CONSENT)
        told = View(id=view.id, url=view.url, title=view.title, referrer=view.referrer)
        await self._arrive()
        await self.services.get(PageWriter).view(self.site, self.visitor_id, told)

    def dwell(self, frame: f.Dwell) -> None:
        if self.visitor_id is not None and self.consents.tracking:
            self.services.get(PageWriter).dwell(self.hospital_id, self.visitor_id, frame.view, frame.seconds)
            self.services.get(Board).reading(self.hospital_id, self.visitor_id)
        if frame.ref is not None:
            self.connection.say("ok", frame.ref)

    async def _invitation(self) -> Any:
        if self.visitor_id is None or not self.consents.tracking:
            return None
        async with self.services.database.transaction([self.hospital_id]) as tx:
            found = await visits.open_invitation(tx, self.hospital_id, self.visitor_id)
        return visit.event(found) if found else None

    async def invited(self, frame: f.Invited) -> None:
        await visit.answer_invitation(self.services, self.hospital_id, self._who(), frame.invitation, frame.answer)
        self.connection.say("ok", frame.ref)

    async def start(self, frame: f.Start) -> None:
        assert self.site
        if not self.services.get(Doors).starts.admits(self.address):
            raise Problem(ASKED_TOO_OFTEN)
        wish = Wish(
            conversation=frame.conversation,
            department=frame.department,
            name=frame.name,
            health_consent=frame.health_consent,
            lang="en" if self.lang == "en" else "zh",
            agent=self.agent,
        )
        async with self.services.database.transaction([self.hospital_id]) as tx:
            begun = await begin(self.services, tx, self.site, self.visitor_id, wish)
            # Before the commit, so that this tab hears what happens right after it.
            self._follow_visitor(begun.visitor)
            self._talk(begun.fact)
        self.consents = begun.consents
        self.by = By("visitor", begun.visitor, begun.fact.visitor_name)
        if self.on_board:
            board = self.services.get(Board)
            board.talking(self.hospital_id, begun.visitor, begun.fact.id)
            board.renamed(self.hospital_id, begun.visitor, begun.fact.visitor_name)
        self.connection.say("started", frame.ref, token=begun.token, conversation=begun.face)

    async def say(self, frame: f.VisitorSay) -> None:
        fact = self.fact
        if fact is None or self.visitor_id is None:
            fact = await self._refreshed()
        file = await attached(self.services, fact, frame.file) if frame.file else None
        try:
            text = clean(frame.text) if frame.text else None
        except ValueError as error:
            raise bad_text() from error
        if text is None and file is None:
            raise bad_text()
        flag = await watch_of(self.services).read(fact.hospital_id, fact.id, frame.id, text) if text else None
        message = NewMessage(
            conversation=fact.id,
            id=frame.id,
            kind="file" if file else "text",
            audience="all",
            by_kind="visitor",
            by_id=fact.visitor_id,
            by_role=None,
            text=text,
            file=msgspec.to_builtins(file) if file else None,
        )

        def done(result: Stored | None) -> None:
            self.connection.told(frame.ref, frame.id, result)

        if not desk_of(self.services).writer.say(
            fact.hospital_id, Saying(message, self.by, fact.visitor_id, done, file, flag)
        ):
            done(None)

    async def _refreshed(self) -> Facts:
        """Another tab may have begun the conversation."""
        async with self.services.database.transaction([self.hospital_id]) as tx:
            fact = await current(tx, self.hospital_id, self._who())
            if fact is None:
                raise Problem(CLOSED)
        self._talk(fact)
        self.by = By("visitor", fact.visitor_id, fact.visitor_name)
        return fact

    def typing(self, text: str) -> None:
        """What is in the box, to the desk only and to no disk (L11: what is not sent is never stored)."""
        fact = self.fact
        if fact is None:
            return
        topic = live.thread_staff(fact.id)
        if self.services.bus.has_receivers(topic):
            shown = one_line(text, TYPING_MOST) if text else ""
            self.services.bus.publish(topic, live.encode(live.TypingEvent(fact.id, self.by, bool(text), shown)))

    def read(self, seq: int) -> None:
        fact = self._fact()
        desk_of(self.services).mark_read(fact.hospital_id, fact.id, False, seq)
        event = live.encode(live.ReadEvent(fact.id, "visitor", seq))
        self.services.bus.publish(live.thread(fact.id), event)

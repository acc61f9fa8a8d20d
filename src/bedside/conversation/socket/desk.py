"""The desk's socket: `/v1/desk/socket` (docs/protocol.md)."""

import asyncio
import logging
import time
from typing import Any
from uuid import UUID

import msgspec
from litestar import WebSocket, websocket

from bedside.conversation import frames as f
from bedside.conversation import live, questions
from bedside.conversation.actions import presence
from bedside.conversation.assisting.marking import mark
from bedside.conversation.desk import desk_of
from bedside.conversation.files import attached
from bedside.conversation.hinting import Hinting, doubted, shown
from bedside.conversation.model import By
from bedside.conversation.problems import NOT_MEMBER
from bedside.conversation.socket.connection import (
    HELLO_SECONDS,
    MALFORMED,
    SIGNED_OUT,
    Connection,
    bad_text,
)
from bedside.conversation.speaking import Speaking
from bedside.conversation.store.rows import Facts
from bedside.conversation.store.says import NewMessage, Stored
from bedside.conversation.text import MOST, clean
from bedside.conversation.writer import Saying
from bedside.gate.claims.gate import decision_topic, release_topic
from bedside.hospital.actions.sessions import keep_alive
from bedside.hospital.cards import StaffCard
from bedside.hospital.doorkeeper import COOKIE, session_topic, staff_topic, viewer_of_cookie
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services
from bedside.visit.live import Board
from bedside.visit.live import topic as board_topic

log = logging.getLogger(__name__)
KEEP_ALIVE_SECONDS = 60.0
COME_AGAIN = 1012


@websocket("/v1/desk/socket")
async def desk_socket(socket: WebSocket[Any, Any, Any]) -> None:
    services: Services = socket.app.state.services
    connection = Connection(socket, services.bus)
    await socket.accept()
    try:
        cookie, origin, host = socket.cookies.get(COOKIE), socket.headers.get("origin"), socket.headers.get("host")
        viewer = await viewer_of_cookie(services, cookie, origin, host)
    except Problem as problem:
        connection.refuse(None, problem)
        connection.close_soon(SIGNED_OUT, problem.code)
        return await connection.gone()
    seat = Seat(services, connection, viewer)
    try:
        return await seat.serve()
    finally:
        await seat.leave_desk()
        await connection.gone()


class Seat:
    """One open desk of one staff member."""

    def __init__(self, services: Services, connection: Connection, viewer: Viewer) -> None:
        self.services = services
        self.desk = desk_of(services)
        self.connection = connection
        self.viewer = viewer
        self.where = viewer.where(Right.CONVERSE)
        self.known: dict[UUID, Facts] = {}
        """Conversations that this desk has open or is a member of: whom they are with does not change."""
        self.open: set[UUID] = set()
        self.member: set[UUID] = set()
        self.writes: dict[UUID, By] = {}
        """Where this desk was last seen typing."""
        self.cards: dict[int, dict[UUID, StaffCard]] = {}
        self.by: dict[tuple[int, str], By] = {}
        self.speaking = Speaking(services, viewer)
        self.hinting = Hinting(services)
        self.ready = False
        self.alive_at = time.monotonic()
        connection.lang = viewer.lang

    async def serve(self) -> None:
        greeted = asyncio.get_running_loop().call_later(
            HELLO_SECONDS, lambda: None if self.ready else self.connection.close_soon(MALFORMED, "hello")
        )
        try:
            while (found := await self.connection.frames(f.desk_decoder)) is not None:
                if time.monotonic() > self.alive_at + KEEP_ALIVE_SECONDS:
                    self.alive_at = time.monotonic()
                    await self._keep_alive()
                for frame in found:
                    try:
                        await self.handle(frame)
                    except Exception as error:
                        self.connection.failed(frame.ref, error, greeting=isinstance(frame, f.DeskHello))
        finally:
            greeted.cancel()

    async def handle(self, frame: Any) -> None:
        if isinstance(frame, f.DeskSay):  # the hot path first
            return await self.say(frame)
        if isinstance(frame, f.DeskHello):
            return await self.hello(frame)
        if not self.ready:
            return self.connection.close_soon(MALFORMED, "hello")
        match frame:
            case f.Check():
                await self.check(frame)
            case f.AskRelease():
                await self.ask_release(frame)
            case f.DeskTyping():
                await self.typing(frame)
            case f.DeskRead():
                await self.read(frame)
            case f.Open():
                await self.open_thread(frame)
            case f.Leave():
                self.open.discard(frame.conversation)
                self._follow(frame.conversation)
            case f.DeskHistory():
                fact = await self._known(frame.conversation)
                entries, more = await questions.entries_before(self.services, fact, frame.before, staff=True)
                self.connection.say("history", frame.ref, conversation=frame.conversation, entries=entries, more=more)
            case f.Watch():
                await self.watch(frame)
            case _:
                self.connection.close_soon(MALFORMED, "verb")
        return None

    async def hello(self, frame: f.DeskHello) -> None:
        viewer, bus = self.viewer, self.connection
        if not self.where:
            raise Problem(REFUSED)
        self.connection.lang = frame.lang or viewer.lang
        if not self.ready:
            self.desk.online[viewer.staff_id] = self.desk.online.get(viewer.staff_id, 0) + 1
            self.ready = True
        # Follow first, read then, tell what came meanwhile last: nothing falls between, and nothing older overwrites it.
        with bus.catching_up(greeting=True):
            await self._greet(frame)

    async def _greet(self, frame: f.DeskHello) -> None:
        viewer, bus = self.viewer, self.connection
        for hospital_id in self.where:
            bus.follow(live.desk(hospital_id))
        for hospital_id in viewer.where(Right.LEAD_DESK):
            bus.follow(release_topic(hospital_id))
        bus.follow(decision_topic(viewer.staff_id))
        bus.follow(live.care(viewer.staff_id))
        bus.follow(live.staff(viewer.staff_id), self._membership)
        bus.follow(session_topic(viewer.session_id), self._revoked)
        bus.follow(staff_topic(viewer.staff_id), self._changed)
        await presence.set_presence(self.services, viewer, "online", None, only_if_offline=True)
        state = await questions.state(self.services, viewer)
        for row in state.rows:
            if viewer.staff_id in row.members:
                self.member.add(row.id)
                self._follow(row.id)
        me = {
            "id": viewer.staff_id,
            "name_zh": viewer.name_zh,
            "name_en": viewer.name_en,
            "hospitals": self.where,
            "roles": {str(h): sorted(roles) for h, roles in viewer.roles.items()},
        }
        bus.say("welcome", frame.ref, me=me, rows=state.rows, staff=state.staff, flags=state.flags)

    def _membership(self, payload: bytes) -> None:
        conversation = UUID(hex=payload[1:].decode())
        if payload[:1] == b"+":
            self.member.add(conversation)
        else:
            self.member.discard(conversation)
        self._follow(conversation)

    def _follow(self, conversation: UUID) -> None:
        for topic in (live.thread(conversation), live.thread_staff(conversation)):
            if conversation in self.open or conversation in self.member:
                self.connection.follow(topic)
            else:
                self.connection.unfollow(topic)

    def _revoked(self, _payload: bytes) -> None:
        self.connection.close_soon(SIGNED_OUT, "signed out")

    def _changed(self, _payload: bytes) -> None:
        """Roles or sessions changed: come again, and be looked at anew."""
        self.connection.close_soon(COME_AGAIN, "changed")

    async def _known(self, conversation: UUID, reason: str = "") -> Facts:
        fact = self.known.get(conversation)
        if fact is None:
            fact = await questions.find(self.services, self.viewer, conversation, reason)
            self.known[conversation] = fact
            if len(self.known) > 500:
                self.known.pop(next(iter(self.known)))
        return fact

    async def _by(self, fact: Facts) -> By:
        key = (fact.hospital_id, fact.lang)
        by = self.by.get(key)
        if by is None:
            card = (await self.desk.cards.of(fact.hospital_id)).get(self.viewer.staff_id)
            if card is None:
                raise Problem(REFUSED)
            by = By("staff", card.id, card.name(fact.lang), str(card.shown_role), card.shown_title(fact.lang))
            self.by[key] = by
        return by

    async def open_thread(self, frame: f.Open) -> None:
        self.known.pop(frame.conversation, None)  # the look-up is the authorisation, anew each time
        fact = await self._known(frame.conversation, frame.reason)
        with self.connection.catching_up():
            self.open.add(frame.conversation)
            self._follow(frame.conversation)
            thread = await questions.thread(self.services, self.viewer, frame.conversation, frame.reason)
            entries = await self.connection.missed(self.services, fact, frame.since, staff=True)
            more = bool(entries) and entries[0].seq > 1 and frame.since is None
            self.connection.say("thread", frame.ref, thread=thread, entries=entries, more=more)

    async def say(self, frame: f.DeskSay) -> None:
        fact = self.known.get(frame.conversation) or await self._known(frame.conversation)
        by = self.by.get((fact.hospital_id, fact.lang)) or await self._by(fact)
        file = await attached(self.services, fact, frame.file) if frame.file else None
        try:
            text = clean(frame.text) if frame.text else None
        except ValueError as error:
            raise bad_text() from error
        if text is None and file is None:
            raise bad_text()
        if text and not frame.whisper:
            await self.speaking.pass_on(fact, by, text)
        ai = None
        if text and frame.draft:
            ai = await mark(self.services, fact, self.viewer.staff_id, frame.draft, frame.id, text)
        message = NewMessage(
            conversation=fact.id,
            id=frame.id,
            kind="file" if file else "text",
            audience="staff" if frame.whisper else "all",
            by_kind="staff",
            by_id=self.viewer.staff_id,
            by_role=by.role,
            text=text,
            file=msgspec.to_builtins(file) if file else None,
            canned=frame.canned and text is not None,
            ai=ai,
        )

        def done(result: Stored | None) -> None:
            self.connection.told(frame.ref, frame.id, result)

        if not self.desk.writer.say(fact.hospital_id, Saying(message, by, fact.visitor_id, done, file)):
            done(None)

    async def check(self, frame: f.Check) -> None:
        fact = await self._known(frame.conversation)
        text, lang = frame.text[:MOST], self.connection.lang
        by = await self._by(fact)
        claims = await self.speaking.check(fact, by, text) if text else []
        doubts = await self.speaking.doubts(fact, by, text) if text and not claims else []
        now = self.services.clock.now()
        hints = await self.hinting.hints(fact, text, frame.seq, canned=frame.canned, now=now)
        self.connection.say(
            "checked", frame.ref, claims=[each.shown(lang) for each in claims],
            hints=[*(doubted(each, fact.lang) for each in doubts), *(shown(each, fact.lang) for each in hints)],
        )  # fmt: skip

    async def ask_release(self, frame: f.AskRelease) -> None:
        """Asked for the text as it would be said."""
        fact = await self._known(frame.conversation)
        try:
            text = clean(frame.text)
        except ValueError as error:
            raise bad_text() from error
        release = await self.speaking.ask_release(fact, await self._by(fact), text)
        self.connection.say("release_asked", frame.ref, release=release)

    async def typing(self, frame: f.DeskTyping) -> None:
        if frame.conversation not in self.member:
            return
        fact = await self._known(frame.conversation)
        by = await self._by(fact)
        if frame.typing:
            self.writes[fact.id] = by
        else:
            self.writes.pop(fact.id, None)
        self._tell_typing(fact.id, by, frame.typing)

    def _tell_typing(self, conversation: UUID, by: By, typing: bool) -> None:
        event = live.encode(live.TypingEvent(conversation, by, typing))
        self.services.bus.publish(live.thread_visitor(conversation), event)
        self.services.bus.publish(live.thread_staff(conversation), event)

    async def read(self, frame: f.DeskRead) -> None:
        """Only a member's reading counts: the visitor is not told that somebody who merely looks has read."""
        if frame.conversation not in self.member:
            raise Problem(NOT_MEMBER)
        fact = await self._known(frame.conversation)
        self.desk.mark_read(fact.hospital_id, fact.id, True, frame.seq)
        event = live.encode(live.ReadEvent(fact.id, "staff", frame.seq))
        self.services.bus.publish(live.thread(fact.id), event)

    async def watch(self, frame: f.Watch) -> None:
        board = self.services.get(Board)
        where = self.viewer.where(Right.SEE_VISITORS)
        for hospital_id in where:
            if frame.visitors:
                self.connection.follow(board_topic(hospital_id))
            else:
                self.connection.unfollow(board_topic(hospital_id))
        visitors = await board.visitors(where) if frame.visitors else []
        self.connection.say("board", frame.ref, visitors=visitors)

    async def _keep_alive(self) -> None:
        """Working over the socket is work: the session does not go idle meanwhile. Its end is seen here too."""
        try:
            await keep_alive(self.services, self.viewer)
        except Exception as error:
            log.warning("keeping a session alive: %s", error)
        if self.services.clock.now() >= self.viewer.session_ends_at:
            self.connection.close_soon(SIGNED_OUT, "signed out")

    async def leave_desk(self) -> None:
        if not self.ready:
            return
        for conversation, by in self.writes.items():  # a tab that died types no more
            self._tell_typing(conversation, by, False)
        left = self.desk.online.get(self.viewer.staff_id, 1) - 1
        if left > 0:
            self.desk.online[self.viewer.staff_id] = left
        else:
            self.desk.online.pop(self.viewer.staff_id, None)

"""The live board: who is on the website now, with what they read.

Each process keeps what it knows itself (its sockets, its beacons) and what others tell on the bus. It is never the record:
a process that starts reads the open visits from the database and asks the others.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from bedside.kit.bus import Bus
from bedside.kit.clock import Clock
from bedside.kit.database import Database
from bedside.people import questions as people
from bedside.visit.batch import Stored
from bedside.visit.model import LivePage, LiveVisitor, Visit
from bedside.visit.store import views as store

log = logging.getLogger(__name__)
STALE = timedelta(seconds=120)
"""Who has no socket and gives no sign for so long has left."""
GRACE = timedelta(seconds=6)
"""Between two pages a browser closes one socket and opens the next."""
LIMIT = 20_000
"""Visitors without a socket that one process remembers."""
FLUSH_EVERY, FLUSH_MOST = 0.25, 150
"""Seconds between flushes and events in one per hospital: a desk is not flooded by a crowd."""
ASK = "board.ask"
ALIVE = "board.alive"
"""Each process says its name here every two seconds; `-name` when it goes."""
SILENT = timedelta(seconds=10)
"""A process that has said nothing for so long is dead: its visitors come again at another, or have left."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(LiveVisitor).decode
Key = tuple[int, UUID]
Answered = Literal["shown", "accepted", "declined"]


class Here:
    """One visitor on the site, as this process knows them."""

    __slots__ = (
        "asked", "conversation", "hospital", "id", "invitation", "look_at", "name", "node", "page_since", "path", "sign", "sockets",
        "stored",
    )  # fmt: skip

    def __init__(self, hospital: int, visitor: UUID, node: str, at: datetime) -> None:
        self.hospital = hospital
        self.id = visitor
        self.node = node
        self.name = ""
        self.sign = at
        self.page_since = at
        self.sockets = 0
        self.conversation: UUID | None = None
        self.invitation: Answered | None = None
        self.stored: Stored | None = None
        self.path = ""
        self.asked = False
        """A rule has asked them, or was refused to: no more looking."""
        self.look_at: datetime | None = None

    def live(self, now: datetime, *, gone: bool = False) -> LiveVisitor | None:
        """As the board shows them; None before the first page is known."""
        visit = self.stored
        if visit is None:
            return None
        return LiveVisitor(
            id=self.id, hospital=self.hospital, name=self.name, returning=visit.number > 1, since=visit.began_at,
            page=LivePage(visit.title, visit.url), pages=visit.pages, source=visit.source, search_word=visit.search_word,
            campaign=visit.campaign, conversation=self.conversation, invitation=self.invitation,
            seconds=int((now - visit.began_at).total_seconds()), gone=gone, node=self.node,
        )  # fmt: skip


def topic(hospital_id: int) -> str:
    """Carries LiveVisitor events for desk sockets."""
    return f"board.{hospital_id}"


class Board:
    """One per process. `considered` hears of each visitor of this process whose situation changed (invitations)."""

    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self.node = uuid4().hex[:12]
        self.considered: Callable[[Here], None] = lambda here: None
        self._database = database
        self._bus = bus
        self._clock = clock
        self._here: dict[Key, Here] = {}
        self._elsewhere: dict[Key, tuple[LiveVisitor, datetime]] = {}
        self._nodes: dict[str, datetime] = {}
        self._dirty: dict[Key, None] = {}
        self._watched: dict[int, asyncio.Task[None]] = {}
        self._publishing = False
        self._loop: asyncio.Task[None] | None = None
        bus.subscribe(ASK, self._asked)
        bus.subscribe(ALIVE, self._sign_of)

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run())

    def close(self) -> None:
        """Stop, and tell that this process's visitors are not seen here any more."""
        if self._loop:
            self._loop.cancel()
        self._bus.unsubscribe(ASK, self._asked)
        self._bus.unsubscribe(ALIVE, self._sign_of)
        if self._bus.shared:
            self._bus.publish(ALIVE, f"-{self.node}".encode())
        for hospital_id, reading in self._watched.items():
            reading.cancel()
            self._bus.unsubscribe(topic(hospital_id), self._heard)

    async def arrived(self, hospital_id: int, visitor_id: UUID) -> None:
        """A visitor's socket said hello (call it only with tracking consent)."""
        here = self._at(hospital_id, visitor_id)
        here.sockets += 1
        if here.stored is None:
            try:
                async with self._database.transaction([hospital_id]) as tx:
                    who = (await people.trackable(tx, hospital_id, [visitor_id])).get(visitor_id)
                    visits = await store.visits(tx, hospital_id, visitor_id, 1)
            except Exception as error:
                log.warning("the board could not look a visitor up: %s", error)
                return
            if who and visits and here.stored is None:
                here.name = who.name
                here.stored = _stored(hospital_id, who.name, visits[0])
                here.path = here.stored.path
        self._touch(here)
        self.considered(here)

    def told(self, stored: Stored) -> None:
        """Page views were committed."""
        here = self._at(stored.hospital_id, stored.visitor_id)
        if here.stored is None or here.stored.url != stored.url or stored.fresh:
            here.page_since = self._clock.now()
        here.stored = stored
        here.name = stored.name
        here.path = stored.path
        self._touch(here)
        if here.sockets:
            self.considered(here)
        elif len(self._here) > LIMIT:
            self._forget_oldest()

    def reading(self, hospital_id: int, visitor_id: UUID) -> None:
        """A sign of life without a page."""
        here = self._here.get((hospital_id, visitor_id))
        if here:
            here.sign = self._clock.now()

    def left(self, hospital_id: int, visitor_id: UUID) -> None:
        """A socket closed. With the last one the visitor is gone after a moment of grace."""
        here = self._here.get((hospital_id, visitor_id))
        if here and here.sockets:
            here.sockets -= 1
            here.sign = self._clock.now() - (STALE - GRACE)

    def forget(self, hospital_id: int, visitor_id: UUID) -> None:
        """Take a visitor off the board at once (consent withdrawn, forgotten)."""
        here = self._here.pop((hospital_id, visitor_id), None)
        if here:
            self._say_gone(here)

    def talking(self, hospital_id: int, visitor_id: UUID, conversation: UUID | None) -> None:
        here = self._here.get((hospital_id, visitor_id))
        if here:
            here.conversation = conversation
            self._dirty[hospital_id, visitor_id] = None

    def invited(self, hospital_id: int, visitor_id: UUID, state: Answered) -> None:
        here = self._here.get((hospital_id, visitor_id))
        if here:
            here.invitation = state
            self._dirty[hospital_id, visitor_id] = None

    def renamed(self, hospital_id: int, visitor_id: UUID, name: str) -> None:
        here = self._here.get((hospital_id, visitor_id))
        if here:
            here.name = name
            self._dirty[hospital_id, visitor_id] = None

    def is_here(self, hospital_id: int, visitor_id: UUID) -> bool:
        return (hospital_id, visitor_id) in self._here or (hospital_id, visitor_id) in self._elsewhere

    def find(self, hospital_id: int, visitor_id: UUID) -> Here | None:
        """The visitor, if this process knows them itself."""
        return self._here.get((hospital_id, visitor_id))

    def here(self, hospital_id: int) -> list[Here]:
        """Visitors of this hospital whose sockets this process holds."""
        return [here for here in self._here.values() if here.hospital == hospital_id and here.sockets]

    async def visitors(self, hospitals: Iterable[int]) -> list[LiveVisitor]:
        """Everybody on these hospitals' sites now, the newest visit first."""
        wanted = set(hospitals)
        for hospital_id in wanted:
            await self._watch(hospital_id)
        now = self._clock.now()
        found: dict[Key, LiveVisitor] = {
            key: live for key, (live, _) in self._elsewhere.items() if live.hospital in wanted
        }
        for key, here in self._here.items():
            live = here.live(now) if here.hospital in wanted else None
            if live:
                found[key] = live
        return sorted(found.values(), key=lambda live: live.since, reverse=True)

    def _at(self, hospital_id: int, visitor_id: UUID) -> Here:
        key = (hospital_id, visitor_id)
        here = self._here.get(key)
        if here is None:
            here = self._here[key] = Here(hospital_id, visitor_id, self.node, self._clock.now())
            known = self._elsewhere.pop(key, None)
            if known:
                here.conversation, here.invitation = known[0].conversation, known[0].invitation
        return here

    def _touch(self, here: Here) -> None:
        here.sign = self._clock.now()
        if here.stored:
            self._dirty[here.hospital, here.id] = None

    def _forget_oldest(self) -> None:
        # Insertion order is near enough to age, and finding the first without a socket is cheap.
        for key, here in self._here.items():
            if not here.sockets:
                del self._here[key]
                self._dirty.pop(key, None)
                return

    async def _watch(self, hospital_id: int) -> None:
        """From now on hear what other processes tell of this hospital; first time: read what is open, ask the others."""
        if hospital_id not in self._watched:
            self._bus.subscribe(topic(hospital_id), self._heard)
            self._watched[hospital_id] = asyncio.create_task(self._catch_up(hospital_id))
        await asyncio.shield(self._watched[hospital_id])

    async def _catch_up(self, hospital_id: int) -> None:
        now = self._clock.now()
        try:
            async with self._database.transaction([hospital_id]) as tx:
                visits = await store.here(tx, hospital_id, now - STALE, 500)
                who = await people.trackable(tx, hospital_id, [visit.visitor_id for visit in visits])
        except Exception as error:
            log.warning("the board could not read open visits: %s", error)
            return
        for visit in visits:
            key = (hospital_id, visit.visitor_id)
            if visit.visitor_id in who and key not in self._here and key not in self._elsewhere:
                here = Here(hospital_id, visit.visitor_id, self.node, visit.last_at)
                here.stored = _stored(hospital_id, who[visit.visitor_id].name, visit)
                here.name = here.stored.name
                self._here[key] = here
        self._bus.publish(ASK, str(hospital_id).encode())

    def _asked(self, payload: bytes) -> None:
        """Another process has just begun to watch: tell it all that is ours."""
        hospital_id = int(payload)
        for key, here in self._here.items():
            if here.hospital == hospital_id and here.stored:
                self._dirty[key] = None

    def _heard(self, payload: bytes) -> None:
        if self._publishing:
            return
        live = _decode(payload)
        key = (live.hospital, live.id)
        self._nodes[live.node] = self._clock.now()
        if live.gone:
            if key in self._elsewhere and self._elsewhere[key][0].node == live.node:
                del self._elsewhere[key]
        else:
            mine = self._here.get(key)
            if mine and not mine.sockets:
                del self._here[key]  # the other process holds the visitor now
                mine = None
            if mine is None:
                self._elsewhere[key] = (live, self._clock.now())

    async def _run(self) -> None:
        rounds = 0
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            try:
                self._flush()
                rounds += 1
                if rounds % 8 == 0:
                    if self._bus.shared:
                        self._bus.publish(ALIVE, self.node.encode())
                    self.sweep()
                if rounds % 160 == 0:
                    self._renew()
            except Exception:
                log.exception("the live board stumbled")

    def _flush(self) -> None:
        now = self._clock.now()
        for key in list(self._dirty)[:FLUSH_MOST]:
            del self._dirty[key]
            here = self._here.get(key)
            live = here.live(now) if here and self._bus.has_receivers(topic(key[0])) else None
            if live:
                self._publish(live)

    def sweep(self) -> None:
        """Let go of who has left."""
        now = self._clock.now()
        for key, here in list(self._here.items()):
            if not here.sockets and now - here.sign > STALE:
                del self._here[key]
                self._say_gone(here)
        for node, heard in list(self._nodes.items()):
            if now - heard > SILENT:
                self._died(node)
        for key, (live, heard) in list(self._elsewhere.items()):
            if now - heard > STALE:
                self._let_go(key, live)

    def _sign_of(self, payload: bytes) -> None:
        node = payload.decode()
        if node.startswith("-"):
            self._died(node[1:])
        elif node != self.node:
            self._nodes[node] = self._clock.now()

    def _died(self, node: str) -> None:
        self._nodes.pop(node, None)
        for key, (live, _) in list(self._elsewhere.items()):
            if live.node == node:
                self._let_go(key, live)

    def _let_go(self, key: Key, live: LiveVisitor) -> None:
        """Of another process, which does not say so itself: every process tells its own desks."""
        del self._elsewhere[key]
        self._publishing = True
        try:
            self._bus.publish_here(topic(live.hospital), _encode(msgspec.structs.replace(live, gone=True)))
        finally:
            self._publishing = False

    def _renew(self) -> None:
        """Other processes let go of what is not renewed within STALE."""
        if self._bus.shared:
            for key, here in self._here.items():
                if here.sockets:
                    self._dirty[key] = None

    def _say_gone(self, here: Here) -> None:
        self._dirty.pop((here.hospital, here.id), None)
        live = here.live(self._clock.now(), gone=True)
        if live and self._bus.has_receivers(topic(here.hospital)):
            self._publish(live)

    def _publish(self, live: LiveVisitor) -> None:
        # Local receivers are called before publish returns, so our own words are told from others'.
        self._publishing = True
        try:
            self._bus.publish(topic(live.hospital), _encode(live))
        finally:
            self._publishing = False


def _stored(hospital_id: int, name: str, visit: Visit) -> Stored:
    path = "/" + visit.last_url.partition("://")[2].partition("/")[2]
    return Stored(
        hospital_id=hospital_id, visitor_id=visit.visitor_id, name=name, fresh=0, number=visit.number,
        began_at=visit.began_at, pages=visit.pages, source=visit.source, medium=visit.medium, campaign=visit.campaign,
        search_word=visit.search_word, url=visit.last_url, path=path, title=visit.last_title,
    )  # fmt: skip

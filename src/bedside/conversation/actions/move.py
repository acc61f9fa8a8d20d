"""The frame of every verb: lock the person, look the conversation up, tell what happened, deliver after the commit."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from bedside.conversation import live
from bedside.conversation.desk import desk_of
from bedside.conversation.model import Audience
from bedside.conversation.shown import entry_of, visitor_conversation
from bedside.conversation.store import changes, entries, rows
from bedside.conversation.store.rows import Facts
from bedside.hospital.cards import StaffCard
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.facts import Fact
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services


class Actor:
    """Who acts, as facts and entries name them."""

    def __init__(self, kind: str, id_: UUID | None = None, role: str | None = None) -> None:
        self.kind = kind
        self.id = id_
        self.role = role

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.id or 'desk'}"


SYSTEM = Actor("system")


class Move:
    """One conversation inside one transaction. `now` is its state; `tell` adds an entry; `announce` a fact."""

    def __init__(
        self, services: Services, tx: Transaction, now: Facts, cards: dict[UUID, StaffCard], actor: Actor
    ) -> None:
        self.services = services
        self.tx = tx
        self.now = now
        self.cards = cards
        self.actor = actor
        self.at = tx.clock.now()
        self.last_seq = now.last_seq

    @property
    def key(self) -> tuple[int, UUID]:
        return self.now.hospital_id, self.now.id

    async def tell(self, name: str, audience: Audience = "all", **members: Any) -> int:
        """Add the event as the next entry; everybody in the thread sees it after the commit. Returns its number."""
        stored = await entries.add_event(
            self.tx,
            *self.key,
            {"name": name, **members},
            audience=audience,
            by=(self.actor.kind, self.actor.id, self.actor.role),
            at=self.at,
        )
        entry = entry_of(stored, self.now, self.cards, Signer(self.services.key("files")))
        topic = live.thread if audience == "all" else live.thread_staff
        event = live.encode(live.EntryEvent(self.now.id, entry))
        self.tx.after_commit(lambda: self.services.bus.publish(topic(self.now.id), event))
        self.last_seq = stored.seq
        return stored.seq

    def announce(self, fact: Fact) -> None:
        self.tx.announce(self.now.hospital_id, self.now.visitor_id, fact, actor=self.actor.name, at=self.at)

    async def join(self, staff: UUID) -> bool:
        """Make somebody a member; their open sockets follow the thread from the commit on."""
        self._membership(staff, b"+")
        return await changes.join(self.tx, *self.key, staff, self.at)

    async def leave(self, staff: UUID) -> bool:
        self._membership(staff, b"-")
        return await changes.leave(self.tx, *self.key, staff, self.at)

    async def assign(self, staff: UUID) -> None:
        self._membership(staff, b"+")
        await changes.assign(self.tx, *self.key, staff, self.at)

    def staff_name(self, staff: UUID) -> str:
        card = self.cards.get(staff)
        return card.name(self.now.lang) if card else ""

    def _membership(self, staff: UUID, sign: bytes) -> None:
        payload = sign + self.now.id.hex.encode()
        self.tx.after_commit(lambda: self.services.bus.publish(live.staff(staff), payload))

    async def finish(self) -> Facts:
        """Read the row as it now stands and show it to the desk and to the visitor after the commit."""
        now = await rows.one(self.tx, *self.key)
        if now is None:
            raise Problem(NOT_FOUND)
        await show(self.services, self.tx, now, self.cards)
        if "waiting" in (now.status, self.now.status):
            self.tx.after_commit(lambda: queue_moved(self.services, now.hospital_id))
        return now


async def show(services: Services, tx: Transaction, now: Facts, cards: dict[UUID, StaffCard]) -> None:
    """After the commit, publish a conversation's row to the desk and its face to the visitor."""
    row = live.encode(live.RowEvent(now.row()))
    face = live.encode(live.ConversationEvent(await visitor_conversation(tx, now, cards)))

    def publish() -> None:
        services.bus.publish(live.desk(now.hospital_id), row)
        services.bus.publish(live.thread_visitor(now.id), face)

    def start_anew() -> None:
        live.start_anew(services.bus, now.id)
        services.bus.publish(live.desk(now.hospital_id), live.START_ANEW)

    tx.after_commit(publish)
    tx.in_doubt(start_anew)


@asynccontextmanager
async def moving(
    services: Services, hospital_id: int, conversation: UUID, actor: Actor, *also_lock: UUID
) -> AsyncGenerator[Move]:
    """Open the frame by hospital and id. Raises Problem NOT_FOUND."""
    async with services.database.transaction([hospital_id]) as tx:
        before = await rows.one(tx, hospital_id, conversation)
        if before is None:
            raise Problem(NOT_FOUND)
        await tx.lock(before.visitor_id, *also_lock)
        now = await rows.one(tx, hospital_id, conversation)
        if now is None:
            raise Problem(NOT_FOUND)
        move = Move(services, tx, now, await desk_of(services).cards.of(hospital_id, tx), actor)
        yield move
        await move.finish()


@asynccontextmanager
async def moving_as(
    services: Services, viewer: Viewer, conversation: UUID, right: Right = Right.CONVERSE
) -> AsyncGenerator[Move]:
    """Open the frame for a viewer: the look-up is the authorisation. Raises Problem NOT_FOUND."""
    hospital_id = await where_is(services, viewer, conversation, right)
    cards = await desk_of(services).cards.of(hospital_id)
    card = cards.get(viewer.staff_id)
    actor = Actor("staff", viewer.staff_id, str(card.shown_role) if card else None)
    async with moving(services, hospital_id, conversation, actor) as move:
        yield move


async def where_is(services: Services, viewer: Viewer, conversation: UUID, right: Right) -> int:
    """The hospital of a conversation that this viewer may act on: their own, or any if they see the whole desk."""
    async with services.database.transaction(viewer.where(right)) as tx:
        found = await rows.anywhere(tx, conversation)
    if found is None or not may_see(viewer, found):
        raise Problem(NOT_FOUND)
    return found.hospital_id


def may_see(viewer: Viewer, fact: Facts) -> bool:
    """Consultants see the desk they work at; a doctor sees the conversations that they were asked into."""
    return viewer.staff_id in fact.members or viewer.may(Right.SEE_VISITORS, fact.hospital_id)


def queue_moved(services: Services, hospital_id: int) -> None:
    """Places in the queue changed: route whom we can, and tell the others where they stand."""
    from bedside.conversation.actions.route import route

    async def again() -> None:
        await route(services, hospital_id)

    desk_of(services).once("route", hospital_id, again)

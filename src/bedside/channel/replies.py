"""What people wrote back: a list of work for who leads the desk or keeps relations, each text read by right and logged."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.channel.facts import ReplySettled
from bedside.channel.model import Channel
from bedside.channel.store import incoming as store
from bedside.channel.store.incoming import Incoming, ReplyState
from bedside.hospital.actions.audit import record
from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.identifiers import sealer
from bedside.people.known import known
from bedside.people.work import require_open


class IncomingShown(msgspec.Struct, frozen=True, kw_only=True):
    """One message that came back, without its words. `name` is "" while nobody is known at that number."""

    id: UUID
    hospital: int
    person: UUID | None
    name: str
    masked: str
    channel: Channel
    received_at: datetime
    state: ReplyState
    settled_at: datetime | None
    settled_by: str
    """The name of who saw to it."""


async def replies(
    services: Services, viewer: Viewer, hospital_id: int, *, state: ReplyState | None = None,
    before: tuple[datetime, UUID] | None = None, limit: int = 50,
) -> list[IncomingShown]:  # fmt: skip
    """What people wrote (stop words are not among it): newest first. Raises Problem refused."""
    viewer.require(Right.ANSWER_REPLIES, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await _shown(
            tx, services, viewer, hospital_id, await store.listed(tx, hospital_id, state, before, limit)
        )


async def read_reply(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> str:
    """The words, and an entry in the audit log. For who answers replies it is their own work; for everybody else the
    person's record must be open to them (rule L30). Raises Problem refused, record_closed, not_found."""
    async with services.database.transaction([hospital_id]) as tx:
        found = await _one(tx, hospital_id, id)
        if not viewer.may(Right.ANSWER_REPLIES, hospital_id):
            if found.person_id is None:
                raise Problem(REFUSED)
            await require_open(tx, services, viewer, hospital_id, await known(tx, hospital_id, found.person_id))
        if found.text_sealed is None:
            raise Problem(NOT_FOUND)
        detail = {"person": str(found.person_id)} if found.person_id else {}
        await record(tx, viewer, hospital_id, "reply_read", f"incoming:{id}", None, detail)
        return sealer(services).open(found.text_sealed)


async def settle_reply(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, state: ReplyState
) -> IncomingShown:
    """Say that it was answered, or needs nothing, or take that back (`open`). Raises Problem refused, not_found."""
    viewer.require(Right.ANSWER_REPLIES, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await _one(tx, hospital_id, id)
        await tx.lock(found.subject)
        if await store.settle(tx, hospital_id, id, state, viewer.actor):
            tx.announce(hospital_id, found.subject, ReplySettled(incoming=id, state=state), actor=viewer.actor)
        return (await _shown(tx, services, viewer, hospital_id, [await _one(tx, hospital_id, id)]))[0]


async def _one(tx: Transaction, hospital_id: int, id: UUID) -> Incoming:
    found = await store.one(tx, hospital_id, id)
    if found is None or found.means != "text":
        raise Problem(NOT_FOUND)
    return found


async def _shown(
    tx: Transaction, services: Services, viewer: Viewer, hospital_id: int, rows: list[Incoming]
) -> list[IncomingShown]:
    names = await people.names(tx, services, hospital_id, [row.person_id for row in rows if row.person_id])
    cards = await staff_cards(tx, hospital_id)
    by = {f"staff:{id}": card.name(viewer.lang) for id, card in cards.items()}
    return [
        IncomingShown(
            id=row.id, hospital=hospital_id, person=row.person_id, masked=row.masked, channel=row.channel,
            name=names.get(row.person_id, "") if row.person_id else "", received_at=row.received_at, state=row.state,
            settled_at=row.settled_at, settled_by=by.get(row.settled_by or "", ""),
        )
        for row in rows
    ]  # fmt: skip

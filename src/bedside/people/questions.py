"""Reads of the people room. They see only the hospitals for which their transaction was opened."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people import store
from bedside.people.model import ConsentRecord, Elsewhere, Visitor


class Trackable(msgspec.Struct, frozen=True):
    """A visitor who agreed to be tracked; `visits` counts those already begun."""

    id: UUID
    name: str
    visits: int
    made_at: datetime


async def visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Visitor | None:
    """The visitor, also a forgotten one (nameless), or None."""
    return await store.visitor(tx, hospital_id, visitor_id)


async def visitors(tx: Transaction, hospital_id: int, ids: list[UUID]) -> dict[UUID, Visitor]:
    return {found.id: found for found in await store.visitors(tx, hospital_id, ids)}


async def trackable(tx: Transaction, hospital_id: int, ids: list[UUID]) -> dict[UUID, Trackable]:
    """Who among `ids` may be tracked at this moment. Hold their locks, and it stays so until the commit."""
    return {row[0]: Trackable(*row) for row in await store.trackable(tx, hospital_id, ids)}


async def consents(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[ConsentRecord]:
    """Every answer ever given, oldest first."""
    return await store.consents(tx, hospital_id, visitor_id)


async def same_person_elsewhere(services: Services, hospital_id: int, visitor_id: UUID) -> list[Elsewhere]:
    """The same person at the group's other hospitals, while the consent of both sides holds.

    This is the one door through which a record crosses hospitals: whoever reads there opens a transaction for exactly the
    hospitals named here. Withdrawn, it is empty at once, because consent is read and not remembered.
    """
    async with services.database.transaction([hospital_id]) as tx:
        known = await store.links(tx, hospital_id, visitor_id)
    if not known:
        return []
    me = Elsewhere(hospital_id, visitor_id)
    async with services.database.transaction([hospital_id, *(k.hospital_id for k in known)]) as tx:
        sharing = await store.sharing(tx, [me, *known])
    return [other for other in sharing if other != me] if me in sharing else []

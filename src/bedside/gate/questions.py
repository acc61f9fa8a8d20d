"""Reads of the gate room."""

from datetime import datetime
from uuid import UUID

from bedside.gate import store
from bedside.gate.model import Rule, Stop
from bedside.gate.rules import as_amended
from bedside.gate.store import Decision
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services


async def rules(services: Services, viewer: Viewer, hospital_id: int) -> list[Rule]:
    """Every contact rule as it stands, amendments to come included. Raises Problem refused."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return as_amended(await store.amendments(tx, hospital_id))


async def stops(
    services: Services, viewer: Viewer, hospital_id: int, before: tuple[datetime, UUID] | None, limit: int
) -> list[Stop]:
    """Live stops, newest first. Raises Problem refused."""
    if not (viewer.may(Right.SEE_PERSONS, hospital_id) or viewer.may(Right.MANAGE_CHANNELS, hospital_id)):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.stops(tx, hospital_id, before, limit)


async def stop(tx: Transaction, hospital_id: int, stop_id: UUID) -> Stop | None:
    """A live stop, for the rooms that queue messages."""
    return await store.stop(tx, hospital_id, stop_id)


async def decisions(tx: Transaction, hospital_id: int, about: UUID) -> list[Decision]:
    """What the gate said about one message, oldest first."""
    return await store.decisions_about(tx, hospital_id, about)

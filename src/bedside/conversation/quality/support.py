"""Support (B15): after something hard, or after hours without a break, a pause is offered and the lead hears of it.

Who takes it is on a break, and routing gives nothing to who is not online.
"""

from datetime import timedelta
from uuid import UUID

from bedside.conversation import live
from bedside.conversation.actions.presence import set_presence
from bedside.conversation.quality.facts import CareAnswered, CareOffered
from bedside.conversation.quality.model import Answer, Care, Reason
from bedside.conversation.quality.store import care as store
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services

LONG_RUN = timedelta(hours=3)
FRESH = timedelta(hours=12)
SHOWN = timedelta(days=7)


async def offer(
    services: Services, tx: Transaction, hospital_id: int, staff: UUID, reason: Reason, conversation: UUID | None
) -> bool:
    """Once for a conversation. Their desk hears of it, and the lead sees it, from the commit on."""
    care = Care(
        id=new_id(), hospital=hospital_id, staff=staff, conversation=conversation, reason=reason, offered_at=tx.clock.now(),
        answer=None, answered_at=None, seen_by=None, seen_at=None,
    )  # fmt: skip
    if not await store.offer(tx, care):
        return False
    tx.announce(hospital_id, staff, CareOffered(care=care.id, reason=reason), actor="system:quality")
    tx.after_commit(lambda: services.bus.publish(live.care(staff), live.event("care")))
    return True


async def offer_after_long_runs(services: Services, hospital_id: int) -> int:
    """To everybody who has been online for LONG_RUN without a break; again after as long."""
    async with services.database.transaction([hospital_id]) as tx:
        tired = await store.long_runs(tx, hospital_id, tx.clock.now() - LONG_RUN)
        for staff in tired:
            await offer(services, tx, hospital_id, staff, "long_run", None)
    return len(tired)


async def offered(services: Services, viewer: Viewer) -> list[Care]:
    """What is offered to the viewer now."""
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        return await store.listed(tx, tx.hospitals, viewer.staff_id, tx.clock.now() - FRESH)


async def of_desk(services: Services, viewer: Viewer, hospital_id: int) -> list[Care]:
    """What happened to the lead's people this week, and what no lead has seen. Raises Problem REFUSED."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.listed(tx, [hospital_id], None, tx.clock.now() - SHOWN)


async def answer(services: Services, viewer: Viewer, care: UUID, answer: Answer) -> None:
    """One's own. Taken: on a break, at every hospital, from now until one comes back. Raises Problem NOT_FOUND."""
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        found = await store.one(tx, care)
        if found is None or found.staff != viewer.staff_id:
            raise Problem(NOT_FOUND)
        if not await store.answer(tx, found.hospital, care, answer, tx.clock.now()):
            return
        told = CareAnswered(care=care, answer=answer)
        tx.announce(found.hospital, viewer.staff_id, told, actor=viewer.actor)
    if answer == "taken":
        await set_presence(services, viewer, "break", "care")


async def see(services: Services, viewer: Viewer, care: UUID) -> None:
    """The lead has spoken with them. Raises Problem NOT_FOUND, REFUSED for one's own."""
    async with services.database.transaction(viewer.where(Right.LEAD_DESK)) as tx:
        found = await store.one(tx, care)
        if found is None:
            raise Problem(NOT_FOUND)
        if found.staff == viewer.staff_id:
            raise Problem(REFUSED)
        await store.seen(tx, found.hospital, care, viewer.staff_id, tx.clock.now())

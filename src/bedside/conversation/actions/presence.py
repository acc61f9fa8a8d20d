"""Being at the desk: online, away, on a break, gone (B15)."""

from uuid import UUID

from bedside.conversation import live
from bedside.conversation.actions.move import queue_moved
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import PresenceChanged
from bedside.conversation.model import PresenceStatus
from bedside.conversation.shown import presence_of
from bedside.conversation.store import desk as store
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.services import Services


async def set_presence(
    services: Services, viewer: Viewer, status: PresenceStatus, reason: str | None, *, only_if_offline: bool = False
) -> None:
    """At every hospital where the viewer converses. Colleagues see it, and routing looks at it, at once."""
    for hospital_id in viewer.where(Right.CONVERSE):
        await _set(services, hospital_id, viewer.staff_id, status, reason, only_if_offline)


async def _set(
    services: Services, hospital_id: int, staff: UUID, status: PresenceStatus, reason: str | None, only_if_offline: bool
) -> None:
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(staff)
        if only_if_offline:
            known = await store.presence(tx, hospital_id, staff)
            if known is not None and known.status != "offline":
                return await store.seen(tx, [staff], tx.clock.now())
        if await store.set_presence(tx, hospital_id, staff, status, reason, tx.clock.now()):
            tx.announce(hospital_id, staff, PresenceChanged(status=status, reason=reason), actor=f"staff:{staff}")
        cards = await desk_of(services).cards.of(hospital_id, tx)
        shown = presence_of(hospital_id, staff, cards.get(staff), await store.presence(tx, hospital_id, staff))
        event = live.encode(live.PresenceEvent(shown))
        tx.after_commit(lambda: services.bus.publish(live.desk(hospital_id), event))
        if status == "online":
            tx.after_commit(lambda: queue_moved(services, hospital_id))


async def gone(services: Services, hospital_id: int, staff: UUID) -> None:
    """Nobody has heard from this consultant for a while: show it, so that nobody waits for them."""
    await _set(services, hospital_id, staff, "offline", None, False)

"""Who works when, and who is on duty now."""

from datetime import datetime, timedelta
from uuid import UUID

from bedside.hospital.model import Handover, OnDuty, Shift, Swap, Viewer
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right
from bedside.hospital.store import shifts as store
from bedside.kit.database import Transaction
from bedside.kit.services import Services


async def on_duty(tx: Transaction, hospital_id: int, at: datetime) -> list[OnDuty]:
    """Everybody with a shift at this hospital at this moment, and whether they are on a break. For routing."""
    found = await store.shifts_between(tx, [hospital_id], at, at + timedelta(microseconds=1))
    return [
        OnDuty(shift.staff_id, shift.id, shift.ends_at, shift.on_break(at)) for shift in found if shift.ends_at > at
    ]


async def shifts(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None,
    since: datetime,
    until: datetime,
    staff_id: UUID | None = None,
) -> list[Shift]:
    """Shifts of the desk that touch this time; colleagues see each other's."""
    asked = asked_for(viewer, hospital_id)
    async with services.database.transaction(asked) as tx:
        return await store.shifts_between(tx, asked, since, until, staff_id)


async def swaps(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None,
    *,
    open_only: bool = False,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Swap]:
    """One's own; whoever plans shifts sees all of that hospital."""
    asked = asked_for(viewer, hospital_id)
    all_of = [each for each in asked if viewer.may(Right.PLAN_SHIFTS, each)]
    async with services.database.transaction(asked) as tx:
        found = await store.swaps(tx, asked, of=viewer.staff_id, open_only=open_only, before=before, limit=limit)
        if all_of:
            found += await store.swaps(tx, all_of, of=None, open_only=open_only, before=before, limit=limit)
    once = {each.id: each for each in found}
    return sorted(once.values(), key=lambda each: each.asked_at, reverse=True)[:limit]


async def handovers(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None,
    *,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Handover]:
    """One's own; whoever leads the desk sees all of that hospital."""
    asked = asked_for(viewer, hospital_id)
    all_of = [each for each in asked if viewer.may(Right.LEAD_DESK, each)]
    async with services.database.transaction(asked) as tx:
        found = await store.handovers(tx, asked, of=viewer.staff_id, before=before, limit=limit)
        if all_of:
            found += await store.handovers(tx, all_of, of=None, before=before, limit=limit)
    once = {each.id: each for each in found}
    return sorted(once.values(), key=lambda each: each.made_at, reverse=True)[:limit]

"""Who opened which record, and whether it is open to somebody now."""

from datetime import datetime
from uuid import UUID

from bedside.hospital.model import Opening, Viewer
from bedside.hospital.rights import Right
from bedside.hospital.store import access as store
from bedside.kit.database import Transaction
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services


async def may_open(tx: Transaction, viewer: Viewer, hospital_id: int, subject: UUID) -> bool:
    """Whether this viewer opened this record with a reason and the time is not over. One's own work needs no asking."""
    return await store.standing(tx, hospital_id, viewer.staff_id, subject, tx.clock.now()) is not None


async def openings(
    services: Services,
    viewer: Viewer,
    hospital_id: int | None,
    *,
    kind: str | None = None,
    unreviewed: bool = False,
    before: datetime | None = None,
    limit: int = 50,
) -> list[Opening]:
    """All where the viewer reviews; one's own elsewhere. Raises Problem REFUSED for another's hospital."""
    if hospital_id is not None and hospital_id not in viewer.hospitals:
        raise Problem(REFUSED)
    asked = list(viewer.hospitals) if hospital_id is None else [hospital_id]
    reviewed = [each for each in asked if viewer.may(Right.REVIEW_ACCESS, each)]
    async with services.database.transaction(asked) as tx:
        found = await store.openings(
            tx, asked, kind=kind, unreviewed=unreviewed, of=viewer.staff_id, before=before, limit=limit
        )
        if reviewed:
            found += await store.openings(
                tx, reviewed, kind=kind, unreviewed=unreviewed, of=None, before=before, limit=limit
            )
    once = {each.id: each for each in found}
    return sorted(once.values(), key=lambda each: each.opened_at, reverse=True)[:limit]

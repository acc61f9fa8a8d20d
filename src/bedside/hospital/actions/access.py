"""Looking closer than one's work asks for (rule L30): with a reason, for a time, reviewed."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.facts import RecordOpened, Revealed
from bedside.hospital.model import Opening, Viewer
from bedside.hospital.questions.places import settings_of
from bedside.hospital.rights import Right
from bedside.hospital.store import access as store
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, REFUSED, TOO_MANY, Problem
from bedside.kit.services import Services

Kind = Literal["outside_work", "break_glass"]


async def open_record(
    services: Services, viewer: Viewer, hospital_id: int, subject: UUID, kind: Kind, reason: str
) -> Opening:
    """Open a person's record outside one's own work, or in an emergency; it closes by itself.

    Raises Problem REFUSED, REASON_NEEDED. Whoever shows the record asks `questions.access.may_open`.
    """
    viewer.require(Right.BREAK_GLASS if kind == "break_glass" else Right.SEE_PERSONS, hospital_id)
    why = reason_given(reason)
    now = services.clock.now()
    async with services.database.transaction([hospital_id]) as tx:
        settings = await settings_of(tx, hospital_id)
        lasts = (
            timedelta(minutes=settings.break_glass_minutes)
            if kind == "break_glass"
            else timedelta(hours=settings.outside_work_hours)
        )
        opening = Opening(
            hospital_id=hospital_id,
            id=new_id(),
            staff_id=viewer.staff_id,
            subject=subject,
            kind=kind,
            reason=why,
            opened_at=now,
            expires_at=now + lasts,
            reviewed_by=None,
            reviewed_at=None,
            justified=None,
            review_note="",
        )
        await store.add(tx, opening)
        fact = RecordOpened(opening=opening.id, staff=viewer.staff_id, how=kind)
        tx.announce(hospital_id, subject, fact, actor=viewer.actor)
        await record(tx, viewer, hospital_id, kind, f"person:{subject}", why)
    return opening


async def review_opening(services: Services, viewer: Viewer, id: UUID, justified: bool, note: str) -> None:
    """The privacy officer's word on an opening; nobody reviews their own. Raises Problem REFUSED, NOT_FOUND."""
    places = list(viewer.where(Right.REVIEW_ACCESS))
    if not places:
        raise Problem(REFUSED)
    async with services.database.transaction(places) as tx:
        found = await store.review(tx, places, id, viewer.staff_id, justified, note.strip(), services.clock.now())
        if found is None:
            raise Problem(NOT_FOUND)
        await record(
            tx, viewer, found.hospital_id, "opening_reviewed", f"opening:{id}", note.strip(), {"justified": justified}
        )


async def reveal(tx: Transaction, viewer: Viewer, hospital_id: int, subject: UUID, what: str, reason: str) -> None:
    """Log that a masked value (`what`: phone, id_number, …) of this subject is shown in full; then show it.

    For the room that keeps the value, in the transaction that reads it. Raises Problem REFUSED, REASON_NEEDED, and
    TOO_MANY for whoever reveals more in an hour than the hospital allows.
    """
    viewer.require(Right.REVEAL, hospital_id)
    why = reason_given(reason)
    settings = await settings_of(tx, hospital_id)
    since = tx.clock.now() - timedelta(hours=1)
    if await store.reveals_since(tx, hospital_id, viewer.actor, since) >= settings.reveals_per_hour:
        raise Problem(TOO_MANY)
    tx.announce(hospital_id, subject, Revealed(staff=viewer.staff_id, what=what), actor=viewer.actor)
    await record(tx, viewer, hospital_id, "revealed", f"person:{subject}", why, {"what": what})

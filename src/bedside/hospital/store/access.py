"""Openings of records outside one's own work, and reveals as the audit log counts them."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.hospital.model import Opening
from bedside.kit.database import Transaction

_OPENING = """
    SELECT hospital_id, id, staff_id, subject, kind, reason, opened_at, expires_at, reviewed_by, reviewed_at, justified,
           review_note
    FROM hospital.openings
"""


async def add(tx: Transaction, given: Opening) -> None:
    await tx.run(
        """
        INSERT INTO hospital.openings (hospital_id, id, staff_id, subject, kind, reason, opened_at, expires_at)
        VALUES (%(hospital_id)s, %(id)s, %(staff_id)s, %(subject)s, %(kind)s, %(reason)s, %(opened_at)s, %(expires_at)s)
        """,
        msgspec.structs.asdict(given),
    )


async def standing(tx: Transaction, hospital_id: int, staff_id: UUID, subject: UUID, now: datetime) -> Opening | None:
    """The opening that still lasts, if any."""
    return await tx.row(
        Opening,
        _OPENING
        + """
        WHERE hospital_id = %s AND staff_id = %s AND subject = %s AND expires_at > %s
        ORDER BY expires_at DESC LIMIT 1
        """,
        (hospital_id, staff_id, subject, now),
    )


async def openings(
    tx: Transaction,
    hospitals: list[int],
    *,
    kind: str | None,
    unreviewed: bool,
    of: UUID | None,
    before: datetime | None,
    limit: int,
) -> list[Opening]:
    """Newest first."""
    return await tx.rows(
        Opening,
        _OPENING
        + """
        WHERE hospital_id = ANY(%s) AND (%s::text IS NULL OR kind = %s) AND (NOT %s OR reviewed_at IS NULL)
          AND (%s::uuid IS NULL OR staff_id = %s) AND opened_at < coalesce(%s, 'infinity'::timestamptz)
        ORDER BY opened_at DESC LIMIT %s
        """,
        (hospitals, kind, kind, unreviewed, of, of, before, limit),
    )


async def review(
    tx: Transaction, hospitals: list[int], id: UUID, by: UUID, justified: bool, note: str, now: datetime
) -> Opening | None:
    """The reviewed opening; None if it is not there, is the reviewer's own, or was reviewed before."""
    found = await tx.value(
        """
        UPDATE hospital.openings SET reviewed_by = %s, reviewed_at = %s, justified = %s, review_note = %s
        WHERE hospital_id = ANY(%s) AND id = %s AND reviewed_at IS NULL AND staff_id <> %s RETURNING id
        """,
        (by, now, justified, note, hospitals, id, by),
    )
    return await tx.row(Opening, _OPENING + " WHERE id = %s", (found,)) if found else None


async def reveals_since(tx: Transaction, hospital_id: int, actor: str, since: datetime) -> int:
    return await tx.value(
        """
        SELECT count(*) FROM hospital.audit
        WHERE hospital_id = %s AND action = 'revealed' AND actor = %s AND occurred_at > %s
        """,
        (hospital_id, actor, since),
    )


async def redact(tx: Transaction, hospital_id: int, pattern: str, blot: str) -> None:
    """Blot out what matches (case ignored) of the reasons of openings and of what reviewers noted."""
    await tx.run(
        """
        UPDATE hospital.openings SET reason = regexp_replace(reason, %(pattern)s, %(blot)s, 'gi'),
            review_note = regexp_replace(review_note, %(pattern)s, %(blot)s, 'gi')
        WHERE hospital_id = %(hospital)s AND (reason ~* %(pattern)s OR review_note ~* %(pattern)s)
        """,
        {"pattern": pattern, "blot": blot, "hospital": hospital_id},
    )

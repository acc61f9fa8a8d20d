"""What the two sides' books say differently: found, listed, settled."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """`ours` and `theirs`: what each side says, ids, codes, times and money only. `about`: what makes it the same
    difference when it is found again."""

    id: UUID
    connection_id: UUID
    kind: str
    about: str
    appointment_id: UUID | None
    ref: str
    ours: dict[str, Any]
    theirs: dict[str, Any]
    found_at: datetime
    seen_at: datetime
    state: str
    resolution: str
    note: str
    resolved_at: datetime | None
    resolved_by: str


class Difference(Differing, frozen=True, kw_only=True):
    hospital_id: int


_SELECT: LiteralString = """
    SELECT hospital_id, id, connection_id, kind, about, appointment_id, ref, ours, theirs, found_at, seen_at, state,
           resolution, note, resolved_at, resolved_by
    FROM appointment.differences
"""


async def found(
    tx: Transaction,
    hospital_id: int,
    connection_id: UUID,
    kind: str,
    about: str,
    *,
    appointment_id: UUID | None = None,
    ref: str = "",
    ours: dict[str, Any] | None = None,
    theirs: dict[str, Any] | None = None,
) -> None:
    """Once however often it is found, with what both sides say now. What was dismissed and is still the same stays so."""
    now = tx.clock.now()
    await tx.run(
        """
        INSERT INTO appointment.differences AS d
            (hospital_id, id, connection_id, kind, about, appointment_id, ref, ours, theirs, found_at, seen_at)
        SELECT %(hospital)s, %(id)s, %(connection)s, %(kind)s, %(about)s, %(appointment)s, %(ref)s, %(ours)s::jsonb,
               %(theirs)s::jsonb, %(now)s, %(now)s
        WHERE NOT EXISTS (
            SELECT FROM appointment.differences s
            WHERE s.hospital_id = %(hospital)s AND s.connection_id = %(connection)s AND s.kind = %(kind)s
              AND s.about = %(about)s AND s.resolution = 'dismiss' AND s.ours = %(ours)s::jsonb AND s.theirs = %(theirs)s::jsonb)
        ON CONFLICT (hospital_id, connection_id, kind, about) WHERE state = 'open' DO UPDATE
            SET seen_at = excluded.seen_at, ours = excluded.ours, theirs = excluded.theirs, ref = excluded.ref
        """,
        {
            "hospital": hospital_id, "id": new_id(), "connection": connection_id, "kind": kind, "about": about[:140],
            "appointment": appointment_id, "ref": ref[:100], "ours": msgspec.json.encode(ours or {}).decode(),
            "theirs": msgspec.json.encode(theirs or {}).decode(), "now": now,
        },
    )  # fmt: skip


async def gone(tx: Transaction, hospital_id: int, connection_id: UUID, kinds: list[str], before: datetime) -> int:
    """Those of these kinds that were not found since: they are no more. Returns how many."""
    return await tx.run(
        """
        UPDATE appointment.differences SET state = 'gone', resolved_at = %s, resolution = 'gone'
        WHERE hospital_id = %s AND connection_id = %s AND kind = ANY (%s) AND state = 'open' AND seen_at < %s
        """,
        (tx.clock.now(), hospital_id, connection_id, kinds, before),
    )


async def listed(
    tx: Transaction, hospitals: list[int], *, state: str, before: UUID | None, limit: int
) -> list[Difference]:
    """The newest first, those with an id below `before`."""
    return await tx.rows(
        Difference,
        _SELECT
        + """
        WHERE hospital_id = ANY (%s) AND state = %s AND (%s::uuid IS NULL OR id < %s) ORDER BY id DESC LIMIT %s
        """,
        (hospitals, state, before, before, limit),
    )


async def one(tx: Transaction, hospitals: list[int], id: UUID) -> Difference | None:
    """Locked: who settles it settles it alone."""
    return await tx.row(Difference, _SELECT + "WHERE hospital_id = ANY (%s) AND id = %s FOR UPDATE", (hospitals, id))


async def settle(
    tx: Transaction, hospital_id: int, id: UUID, resolution: str, note: str, by: str, now: datetime
) -> None:
    await tx.run(
        """
        UPDATE appointment.differences
        SET state = 'resolved', resolution = %s, note = %s, resolved_by = %s, resolved_at = %s
        WHERE hospital_id = %s AND id = %s
        """,
        (resolution, note, by, now, hospital_id, id),
    )

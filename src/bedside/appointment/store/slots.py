"""Slots: read by key under the booking's locks, found by people who look for a time."""

from datetime import date, datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from bedside.appointment.model import Slot
from bedside.kit.arrays import array
from bedside.kit.database import Transaction

SLOT: Final[LiteralString] = """
    SELECT hospital_id, id, doctor_id, service_id, department_id, day, starts_at, ends_at, seats, green_seats, taken,
           green_taken, closed_at, owner, his_ref, emptying
    FROM appointment.slots
"""


async def by_ids(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Slot]:
    return await tx.rows(Slot, SLOT + " WHERE hospital_id = %s AND id = ANY (%s::uuid[])", (hospital_id, array(ids)))


async def of_doctor(tx: Transaction, hospital_id: int, doctor_id: UUID, first: date, last: date) -> list[Slot]:
    """All slots of the days `first` to `last`, closed ones too."""
    return await tx.rows(
        Slot,
        SLOT + " WHERE hospital_id = %s AND doctor_id = %s AND day BETWEEN %s AND %s ORDER BY starts_at",
        (hospital_id, doctor_id, first, last),
    )


_FREE: Final[LiteralString] = (
    SLOT
    + """
    WHERE hospital_id = %(hospital)s AND free AND starts_at >= %(since)s AND starts_at < %(until)s
      AND (starts_at, id) > (%(after_at)s, %(after_id)s)
    """
)
_GREEN: Final[LiteralString] = (
    SLOT
    + """
    WHERE hospital_id = %(hospital)s AND green_seats > 0 AND green_taken < green_seats AND closed_at IS NULL
      AND starts_at >= %(since)s AND starts_at < %(until)s AND (starts_at, id) > (%(after_at)s, %(after_id)s)
    """
)
_SOONEST: Final[LiteralString] = " ORDER BY starts_at, id LIMIT %(limit)s"
_DOCTOR: Final[LiteralString] = " AND doctor_id = %(doctor)s"
_SERVICE: Final[LiteralString] = " AND service_id = %(service)s"
_DEPARTMENT: Final[LiteralString] = " AND department_id = %(department)s"
_RUNS: Final[LiteralString] = " AND ends_at > %(ends_after)s"
RUNNING = timedelta(hours=24)
"""A slot that began so long ago may still run: none is longer."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks for; None: any. `green`: seats of the green channel. `ends_after`: only what still runs then."""

    since: datetime
    until: datetime
    department: UUID | None = None
    service: UUID | None = None
    doctor: UUID | None = None
    green: bool = False
    ends_after: datetime | None = None


async def find(
    tx: Transaction, hospital_id: int, wanted: Wanted, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[Slot]:
    """Slots with a free seat, soonest first; those after `after` (start, id)."""
    sql = _GREEN if wanted.green else _FREE
    if wanted.doctor:
        sql += _DOCTOR
    if wanted.service:
        sql += _SERVICE
    if wanted.department:
        sql += _DEPARTMENT
    if wanted.ends_after:
        sql += _RUNS
    params: dict[str, Any] = msgspec.structs.asdict(wanted) | {
        "hospital": hospital_id,
        "limit": limit,
        "after_at": after[0] if after else wanted.since,
        "after_id": after[1] if after else UUID(int=0),
    }
    return await tx.rows(Slot, sql + _SOONEST, params)


async def move_counts(tx: Transaction, hospital_id: int, moves: list[tuple[UUID, int, int]]) -> int:
    """Add to `taken` and `green_taken`; returns how many slots were found. One that empties shrinks with it, and closes when
    nobody is left."""
    return await tx.run(
        """
        UPDATE appointment.slots s SET
            taken = s.taken + m.taken, green_taken = s.green_taken + m.green,
            seats = CASE WHEN s.emptying THEN s.taken + m.taken ELSE s.seats END,
            green_seats = CASE WHEN s.emptying THEN s.green_taken + m.green ELSE s.green_seats END,
            closed_at = CASE WHEN s.emptying AND s.taken + m.taken + s.green_taken + m.green = 0
                             THEN coalesce(s.closed_at, %s) ELSE s.closed_at END
        FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS m (id, taken, green)
        WHERE s.hospital_id = %s AND s.id = m.id
        """,
        [
            tx.clock.now(),
            array(m[0] for m in moves),
            array(m[1] for m in moves),
            array(m[2] for m in moves),
            hospital_id,
        ],
    )


async def insert(tx: Transaction, hospital_id: int, doctor_number: int, slots: list[Slot]) -> None:
    """Raises ExclusionViolation when one overlaps another open slot of the doctor."""
    await tx.run(
        """
        INSERT INTO appointment.slots (hospital_id, id, doctor_id, doctor_number, service_id, department_id, day, starts_at,
                                       ends_at, seats, green_seats, owner, his_ref)
        SELECT %s, s.id, s.doctor_id, %s, s.service_id, s.department_id, s.day, s.starts_at, s.ends_at, s.seats, s.green_seats,
               s.owner, s.his_ref
        FROM json_to_recordset(%s::json) AS s (id uuid, doctor_id uuid, service_id uuid, department_id uuid, day date,
            starts_at timestamptz, ends_at timestamptz, seats smallint, green_seats smallint, owner text, his_ref text)
        """,
        (hospital_id, doctor_number, msgspec.json.encode(slots).decode()),
    )


async def set_sizes(tx: Transaction, hospital_id: int, sizes: list[tuple[UUID, int, int]]) -> None:
    """New numbers of seats, never below what is taken; a slot that was closed is open again."""
    await tx.run(
        """
        UPDATE appointment.slots s SET seats = greatest(m.seats, s.taken), green_seats = greatest(m.green, s.green_taken),
               closed_at = NULL, emptying = false
        FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS m (id, seats, green) WHERE s.hospital_id = %s AND s.id = m.id
        """,
        ([m[0] for m in sizes], [m[1] for m in sizes], [m[2] for m in sizes], hospital_id),
    )


async def close(tx: Transaction, hospital_id: int, ids: list[UUID], at: datetime) -> None:
    await tx.run(
        "UPDATE appointment.slots SET closed_at = coalesce(closed_at, %s) WHERE hospital_id = %s AND id = ANY (%s)",
        (at, hospital_id, ids),
    )


async def hand_over(tx: Transaction, hospital_id: int, ids: list[UUID], at: datetime) -> None:
    """Their department goes to another owner: those without anybody are closed, the others empty."""
    await tx.run(
        """
        UPDATE appointment.slots SET emptying = taken + green_taken > 0, seats = taken, green_seats = green_taken,
               closed_at = CASE WHEN taken + green_taken = 0 THEN %s::timestamptz END
        WHERE hospital_id = %s AND id = ANY (%s) AND closed_at IS NULL
        """,
        (at, hospital_id, ids),
    )


async def remove_unused(tx: Transaction, hospital_id: int, ids: list[UUID]) -> set[UUID]:
    """Delete those in which nobody ever had a seat; returns which."""
    gone = await tx.tuples(
        """
        DELETE FROM appointment.slots s WHERE s.hospital_id = %(hospital)s AND s.id = ANY (%(ids)s)
          AND NOT EXISTS (SELECT FROM appointment.appointments a WHERE a.hospital_id = %(hospital)s AND a.slot_id = s.id)
        RETURNING s.id
        """,
        {"hospital": hospital_id, "ids": ids},
    )
    return {row[0] for row in gone}


async def offered(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> set[tuple[UUID, UUID, UUID]]:
    """Which (department, service, doctor) have clinics at all in this time, full ones too."""
    found = await tx.tuples(
        """
        SELECT DISTINCT department_id, service_id, doctor_id FROM appointment.slots
        WHERE hospital_id = %s AND closed_at IS NULL AND seats > 0 AND starts_at BETWEEN %s AND %s
        """,
        (hospital_id, since, until),
    )
    return {(row[0], row[1], row[2]) for row in found}

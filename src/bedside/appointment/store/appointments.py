"""Appointments: many are written by one statement, because bookings are stored in batches."""

from datetime import date, datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from bedside.appointment.model import Appointment, doctor_day
from bedside.kit.arrays import array
from bedside.kit.database import Transaction

_COLUMNS: Final[LiteralString] = """
    hospital_id, id, slot_id, seat, green, status, doctor_id, department_id, service_id, day, starts_at, ends_at,
    person_id, visitor_id, conversation_id, hold_expires_at, price_fen, urgency, reason, green_confirmed_by,
    green_confirmed_at, owner, his_ref, replaces, displaced_at, walk_in, cancel_reason, lang, made_at, made_by,
    confirmed_at, arrived_at, ended_at, rev
"""
SELECT: Final[LiteralString] = "SELECT " + _COLUMNS + " FROM appointment.appointments "
_GIVEN: Final[LiteralString] = "FROM json_populate_recordset(NULL::appointment.appointments, %s::json) AS n "


async def by_ids(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Appointment]:
    return await tx.rows(
        Appointment, SELECT + "WHERE hospital_id = %s AND id = ANY (%s::uuid[])", (hospital_id, array(ids))
    )


class Place(msgspec.Struct, frozen=True):
    """Where a seat is, and whose: what must be locked before it is read."""

    slot_id: UUID
    doctor_id: UUID
    day: date
    person_id: UUID | None
    visitor_id: UUID | None

    def lock(self, hospital_id: int) -> UUID:
        return doctor_day(hospital_id, self.doctor_id, self.day)


async def places(tx: Transaction, hospital_id: int, appointments: list[UUID], slots: list[UUID]) -> list[Place]:
    """Of these appointments and of these slots, as it is before anything is locked."""
    return await tx.rows(
        Place,
        """
        SELECT slot_id, doctor_id, day, person_id, visitor_id FROM appointment.appointments
        WHERE hospital_id = %(hospital)s AND id = ANY (%(appointments)s::uuid[])
        UNION ALL
        SELECT id, doctor_id, day, NULL, NULL FROM appointment.slots
        WHERE hospital_id = %(hospital)s AND id = ANY (%(slots)s::uuid[])
        """,
        {"hospital": hospital_id, "appointments": array(appointments), "slots": array(slots)},
    )


async def one(tx: Transaction, hospital_id: int, id_: UUID) -> Appointment | None:
    return await tx.row(Appointment, SELECT + "WHERE hospital_id = %s AND id = %s", (hospital_id, id_))


async def kin(tx: Transaction, hospital_id: int, ids: list[UUID]) -> set[UUID]:
    """What asks for a seat in place of these, and what these ask for one in place of."""
    rows = await tx.tuples(
        """
        SELECT id FROM appointment.appointments
        WHERE hospital_id = %(hospital)s AND replaces = ANY (%(ids)s::uuid[])
          AND status IN ('held', 'requested', 'booked', 'arrived', 'fulfilled', 'no_show')
        UNION
        SELECT replaces FROM appointment.appointments
        WHERE hospital_id = %(hospital)s AND id = ANY (%(ids)s::uuid[]) AND replaces IS NOT NULL
        """,
        {"hospital": hospital_id, "ids": array(ids)},
    )
    return {row[0] for row in rows}


async def anywhere(tx: Transaction, id_: UUID) -> Appointment | None:
    """At whichever of the transaction's hospitals it is."""
    for hospital_id in tx.hospitals:
        found = await one(tx, hospital_id, id_)
        if found:
            return found
    return None


async def seats(tx: Transaction, hospital_id: int, slots: list[UUID]) -> list[tuple[UUID, bool, list[int]]]:
    """The taken seat numbers of these slots: (slot, green, numbers)."""
    found: list[Any] = await tx.tuples(
        """
        SELECT slot_id, green, array_agg(seat) FROM appointment.appointments
        WHERE hospital_id = %s AND slot_id = ANY (%s::uuid[])
          AND status IN ('held', 'requested', 'booked', 'arrived', 'fulfilled', 'no_show')
        GROUP BY slot_id, green
        """,
        (hospital_id, array(slots)),
    )
    return found


async def stale_holds(tx: Transaction, hospital_id: int, slots: list[UUID], now: datetime) -> list[Appointment]:
    """Holds in these slots whose time is over."""
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND slot_id = ANY (%s::uuid[]) AND status = 'held' AND hold_expires_at <= %s
             ORDER BY hold_expires_at""",
        (hospital_id, array(slots), now),
    )


async def holds_due(tx: Transaction, hospital_id: int, now: datetime, limit: int) -> list[UUID]:
    found = await tx.tuples(
        """
        SELECT id FROM appointment.appointments
        WHERE status = 'held' AND hold_expires_at <= %s AND hospital_id = %s ORDER BY hold_expires_at LIMIT %s
        """,
        (now, hospital_id, limit),
    )
    return [row[0] for row in found]


async def insert(tx: Transaction, appointments: list[Appointment]) -> None:
    """Raises UniqueViolation when a seat has somebody."""
    await tx.run(
        "INSERT INTO appointment.appointments (" + _COLUMNS + ") SELECT " + _COLUMNS + _GIVEN,
        (msgspec.json.encode(appointments).decode(),),
    )


async def update(tx: Transaction, appointments: list[tuple[Appointment, int]]) -> int:
    """Write those whose stored revision is still the one given with each; returns how many were."""
    return await tx.run(
        """
        UPDATE appointment.appointments a SET
            slot_id = n.slot_id, seat = n.seat, green = n.green, status = n.status, doctor_id = n.doctor_id,
            department_id = n.department_id, service_id = n.service_id, day = n.day, starts_at = n.starts_at,
            ends_at = n.ends_at, person_id = n.person_id, visitor_id = n.visitor_id, conversation_id = n.conversation_id,
            hold_expires_at = n.hold_expires_at, price_fen = n.price_fen, urgency = n.urgency, reason = n.reason,
            green_confirmed_by = n.green_confirmed_by, green_confirmed_at = n.green_confirmed_at, owner = n.owner,
            his_ref = n.his_ref, replaces = n.replaces, displaced_at = n.displaced_at, walk_in = n.walk_in,
            cancel_reason = n.cancel_reason, lang = n.lang, made_by = n.made_by,
            confirmed_at = n.confirmed_at, arrived_at = n.arrived_at,
            ended_at = n.ended_at, rev = n.rev
        """
        + _GIVEN
        + """JOIN unnest(%s::uuid[], %s::int[]) AS was (id, rev) ON was.id = n.id
             WHERE a.hospital_id = n.hospital_id AND a.id = n.id AND a.rev = was.rev""",
        (
            msgspec.json.encode([each for each, _ in appointments]).decode(),
            array(each.id for each, _ in appointments),
            array(rev for _, rev in appointments),
        ),
    )


async def of_persons(
    tx: Transaction, hospital_id: int, persons: list[UUID], since: datetime, limit: int
) -> list[Appointment]:
    """Of one human being (all ids of a merge), soonest last; holds and what expired are nobody's business."""
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND person_id = ANY (%s) AND starts_at >= %s AND status NOT IN ('held', 'expired')
             ORDER BY starts_at DESC, id LIMIT %s""",
        (hospital_id, persons, since, limit),
    )


async def of_conversation(tx: Transaction, hospital_id: int, conversation: UUID) -> list[Appointment]:
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND conversation_id = %s AND status NOT IN ('held', 'expired')
             ORDER BY starts_at DESC, id LIMIT 50""",
        (hospital_id, conversation),
    )


async def between(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime, made_by: str, statuses: list[str]
) -> list[Appointment]:
    """Those that somebody made or that came out of any conversation, in order of time."""
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND day BETWEEN (%s::timestamptz - interval '1 day')::date
                 AND (%s::timestamptz + interval '1 day')::date
               AND starts_at >= %s AND starts_at < %s AND status = ANY (%s)
               AND (made_by = %s OR conversation_id IS NOT NULL)
             ORDER BY starts_at, id LIMIT 2000""",
        (hospital_id, since, until, since, until, statuses, made_by),
    )


class OfDay(msgspec.Struct, frozen=True, kw_only=True):
    """What the front desk asks for; None: all."""

    day: date
    department: UUID | None = None
    doctor: UUID | None = None
    status: str | None = None


async def of_day(
    tx: Transaction, hospital_id: int, wanted: OfDay, limit: int, after: tuple[datetime, UUID]
) -> list[Appointment]:
    """A day's list in order of time; without `status` what is held, expired or cancelled is left out."""
    return await tx.rows(
        Appointment,
        SELECT
        + """
        WHERE hospital_id = %(hospital)s AND day = %(day)s AND (starts_at, id) > (%(at)s, %(id)s)
          AND (%(department)s::uuid IS NULL OR department_id = %(department)s)
          AND (%(doctor)s::uuid IS NULL OR doctor_id = %(doctor)s)
          AND CASE WHEN %(status)s::text IS NULL THEN status NOT IN ('held', 'expired', 'cancelled')
                   ELSE status = %(status)s END
        ORDER BY starts_at, id LIMIT %(limit)s
        """,
        msgspec.structs.asdict(wanted) | {"hospital": hospital_id, "limit": limit, "at": after[0], "id": after[1]},
    )


async def standing_in(tx: Transaction, hospital_id: int, slots: list[UUID]) -> list[Appointment]:
    """Held, requested and booked ones in these slots."""
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND slot_id = ANY (%s) AND status IN ('held', 'requested', 'booked')
             ORDER BY starts_at, seat""",
        (hospital_id, slots),
    )


async def displaced_past(tx: Transaction, hospital_id: int, now: datetime, limit: int) -> list[UUID]:
    """Displaced ones whose time came without a choice."""
    found = await tx.tuples(
        """
        SELECT id FROM appointment.appointments
        WHERE hospital_id = %s AND displaced_at IS NOT NULL AND status IN ('requested', 'booked') AND starts_at <= %s
        ORDER BY starts_at LIMIT %s
        """,
        (hospital_id, now, limit),
    )
    return [row[0] for row in found]


async def green_unanswered(tx: Transaction, hospital_id: int, now: datetime, limit: int) -> list[UUID]:
    """Asked of a clinician for an hour that has come, and nobody answered."""
    found = await tx.tuples(
        """
        SELECT id FROM appointment.appointments
        WHERE hospital_id = %s AND green AND status = 'requested' AND green_confirmed_by IS NULL AND starts_at <= %s
        ORDER BY starts_at LIMIT %s
        """,
        (hospital_id, now, limit),
    )
    return [row[0] for row in found]


async def ended_unanswered(tx: Transaction, hospital_id: int, since: date, limit: int) -> list[Appointment]:
    """Green ones that ended so since that day, latest first: what a clinician declines has a reason."""
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND green AND status = 'cancelled' AND green_confirmed_by IS NULL
               AND day >= %s AND ended_at >= starts_at AND cancel_reason = '' AND reason <> '-'
             ORDER BY starts_at DESC, id LIMIT %s""",
        (hospital_id, since, limit),
    )


async def displaced(tx: Transaction, hospital_id: int, limit: int) -> list[Appointment]:
    return await tx.rows(
        Appointment,
        SELECT
        + """WHERE hospital_id = %s AND displaced_at IS NOT NULL AND status IN ('requested', 'booked')
             ORDER BY starts_at, id LIMIT %s""",
        (hospital_id, limit),
    )


async def holds_of_visitor(tx: Transaction, hospital_id: int, visitor: UUID, now: datetime) -> int:
    return await tx.value(
        """
        SELECT count(*) FROM appointment.appointments
        WHERE hospital_id = %s AND visitor_id = %s AND status = 'held' AND hold_expires_at > %s
        """,
        (hospital_id, visitor, now),
    )


async def forget_visitor(tx: Transaction, hospital_id: int, visitor: UUID) -> None:
    """Cut the tie to a browser; the appointment itself is the person's."""
    await tx.run(
        """
        UPDATE appointment.appointments SET visitor_id = NULL, conversation_id = NULL
        WHERE hospital_id = %s AND visitor_id = %s
        """,
        (hospital_id, visitor),
    )


async def forget_words(tx: Transaction, hospital_id: int, person: UUID) -> int:
    """Erase what was written about a person; returns how many appointments stay as bare seats."""
    return await tx.run(
        """
        UPDATE appointment.appointments SET cancel_reason = '', visitor_id = NULL, conversation_id = NULL,
               reason = CASE WHEN green THEN '-' ELSE '' END
        WHERE hospital_id = %s AND person_id = %s
        """,
        (hospital_id, person),
    )


async def requested(tx: Transaction, hospital_id: int, limit: int) -> list[Appointment]:
    """What waits for a clinician or for the hospital's own system, the oldest first."""
    return await tx.rows(
        Appointment,
        SELECT + "WHERE hospital_id = %s AND status = 'requested' ORDER BY made_at, id LIMIT %s",
        (hospital_id, limit),
    )

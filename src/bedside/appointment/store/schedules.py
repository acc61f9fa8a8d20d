"""Doctors' books: weekly schedules and exceptions."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from bedside.appointment.weeks import Exceptional, Line
from bedside.kit.database import Transaction


class BookRow(msgspec.Struct, frozen=True):
    doctor_id: UUID
    number: int
    version: int
    made_until: date | None


async def hospitals_with_books(tx: Transaction) -> list[int]:
    return [row[0] for row in await tx.tuples("SELECT appointment.hospitals_with_books()")]


async def hospitals_with_holds_due(tx: Transaction, now: datetime) -> list[int]:
    return [row[0] for row in await tx.tuples("SELECT appointment.hospitals_with_holds_due(%s)", (now,))]


async def books(tx: Transaction, hospital_id: int) -> list[BookRow]:
    return await tx.rows(
        BookRow,
        "SELECT doctor_id, number, version, made_until FROM appointment.books WHERE hospital_id = %s ORDER BY number",
        (hospital_id,),
    )


async def book(tx: Transaction, hospital_id: int, doctor_id: UUID) -> BookRow | None:
    return await tx.row(
        BookRow,
        "SELECT doctor_id, number, version, made_until FROM appointment.books WHERE hospital_id = %s AND doctor_id = %s",
        (hospital_id, doctor_id),
    )


async def make_book(tx: Transaction, hospital_id: int, doctor_id: UUID) -> None:
    await tx.run(
        "INSERT INTO appointment.books (hospital_id, doctor_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (hospital_id, doctor_id),
    )


async def next_version(tx: Transaction, hospital_id: int, doctor_id: UUID, version: int) -> bool:
    return (
        await tx.run(
            """
            UPDATE appointment.books SET version = version + 1
            WHERE hospital_id = %s AND doctor_id = %s AND version = %s
            """,
            (hospital_id, doctor_id, version),
        )
        == 1
    )


async def made_until(tx: Transaction, hospital_id: int, doctor_id: UUID, day: date | None) -> None:
    await tx.run(
        "UPDATE appointment.books SET made_until = %s WHERE hospital_id = %s AND doctor_id = %s",
        (day, hospital_id, doctor_id),
    )


async def make_all_anew(tx: Transaction, hospital_id: int) -> None:
    """The next pass looks at every slot again (holidays changed)."""
    await tx.run("UPDATE appointment.books SET made_until = NULL WHERE hospital_id = %s", (hospital_id,))


async def lines(tx: Transaction, hospital_id: int, doctor_id: UUID) -> list[Line]:
    return await tx.rows(
        Line,
        """
        SELECT id, service_id, department_id, weekday, starts, ends, slot_minutes, seats, green_seats, valid_from, valid_to
        FROM appointment.schedules WHERE hospital_id = %s AND doctor_id = %s ORDER BY weekday, starts, id
        """,
        (hospital_id, doctor_id),
    )


async def exceptions(tx: Transaction, hospital_id: int, doctor_id: UUID, since: date) -> list[Exceptional]:
    return await tx.rows(
        Exceptional,
        """
        SELECT id, day, kind, starts, ends, service_id, department_id, slot_minutes, seats, green_seats, reason
        FROM appointment.exceptions WHERE hospital_id = %s AND doctor_id = %s AND day >= %s ORDER BY day, starts, id
        """,
        (hospital_id, doctor_id, since),
    )


class DayOff(msgspec.Struct, frozen=True):
    """Hours of a local day on which a doctor is not there, in minutes."""

    doctor_id: UUID
    day: date
    starts: int
    ends: int


async def days_off(tx: Transaction, hospital_id: int, since: date) -> list[DayOff]:
    """Every doctor's."""
    return await tx.rows(
        DayOff,
        """
        SELECT doctor_id, day, starts, ends FROM appointment.exceptions
        WHERE hospital_id = %s AND kind = 'off' AND day >= %s
        """,
        (hospital_id, since),
    )


async def replace_lines(tx: Transaction, hospital_id: int, doctor_id: UUID, lines: list[Line]) -> None:
    await tx.run(
        "DELETE FROM appointment.schedules WHERE hospital_id = %s AND doctor_id = %s", (hospital_id, doctor_id)
    )
    await tx.run(
        """
        INSERT INTO appointment.schedules (hospital_id, id, doctor_id, service_id, department_id, weekday, starts, ends,
                                           slot_minutes, seats, green_seats, valid_from, valid_to)
        SELECT %s, n.id, %s, n.service_id, n.department_id, n.weekday, n.starts, n.ends, n.slot_minutes, n.seats,
               n.green_seats, n.valid_from, n.valid_to
        FROM json_populate_recordset(NULL::appointment.schedules, %s::json) AS n
        """,
        (hospital_id, doctor_id, msgspec.json.encode(lines).decode()),
    )


async def replace_exceptions(
    tx: Transaction, hospital_id: int, doctor_id: UUID, since: date, given: list[Exceptional], by: str
) -> None:
    """Those before `since` are history and stay."""
    await tx.run(
        "DELETE FROM appointment.exceptions WHERE hospital_id = %s AND doctor_id = %s AND day >= %s",
        (hospital_id, doctor_id, since),
    )
    await add_exceptions(tx, hospital_id, doctor_id, given, by)


async def add_exceptions(tx: Transaction, hospital_id: int, doctor_id: UUID, given: list[Exceptional], by: str) -> None:
    await tx.run(
        """
        INSERT INTO appointment.exceptions (hospital_id, id, doctor_id, day, kind, starts, ends, service_id, department_id,
                                            slot_minutes, seats, green_seats, reason, made_at, made_by)
        SELECT %s, n.id, %s, n.day, n.kind, n.starts, n.ends, n.service_id, n.department_id, n.slot_minutes, n.seats,
               n.green_seats, n.reason, %s, %s
        FROM json_populate_recordset(NULL::appointment.exceptions, %s::json) AS n
        """,
        (hospital_id, doctor_id, tx.clock.now(), by, msgspec.json.encode(given).decode()),
    )


async def slots_left_behind(
    tx: Transaction, hospital_id: int, now: datetime, closed_before: datetime, zone: str, limit: int
) -> list[UUID]:
    """Appointments that stand in a closed slot to come, whose people were not yet told. What another owner closed is for
    people to look at (`slot_gone`), unless the doctor is known to be away."""
    found = await tx.tuples(
        """
        SELECT a.id FROM appointment.slots s CROSS JOIN LATERAL (
            SELECT a.id FROM appointment.appointments a
            WHERE a.hospital_id = %(hospital)s AND a.slot_id = s.id AND a.status IN ('requested', 'booked')
              AND a.displaced_at IS NULL
        ) a
        WHERE s.hospital_id = %(hospital)s AND s.closed_at IS NOT NULL AND s.starts_at > %(now)s
          AND s.closed_at <= %(before)s
          AND (s.owner = 'own' OR EXISTS (
            SELECT FROM appointment.exceptions e
            WHERE e.hospital_id = %(hospital)s AND e.doctor_id = s.doctor_id AND e.day = s.day AND e.kind = 'off'
              AND (e.day + make_interval(mins => e.starts)) AT TIME ZONE %(zone)s < s.ends_at
              AND (e.day + make_interval(mins => e.ends)) AT TIME ZONE %(zone)s > s.starts_at))
        LIMIT %(limit)s
        """,
        {"hospital": hospital_id, "now": now, "before": closed_before, "zone": zone, "limit": limit},
    )
    return [row[0] for row in found]

"""Every SQL statement about reminders, and about who said that they will come."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    appointment_id: UUID
    kind: str
    starts_at: datetime
    due_at: datetime


async def plan(tx: Transaction, hospital_id: int, reminder: Reminder, state: str) -> None:
    """Due for this time; for another time than before it is due anew."""
    await tx.run(
        """
        INSERT INTO appointment.reminders AS r (hospital_id, appointment_id, kind, starts_at, due_at, state)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (hospital_id, appointment_id, kind) DO UPDATE
            SET starts_at = excluded.starts_at, due_at = excluded.due_at, state = excluded.state, done_at = NULL
            WHERE r.starts_at <> excluded.starts_at
        """,
        (hospital_id, reminder.appointment_id, reminder.kind, reminder.starts_at, reminder.due_at, state),
    )


async def drop(tx: Transaction, hospital_id: int, appointment_id: UUID, now: datetime) -> None:
    await tx.run(
        """
        UPDATE appointment.reminders SET state = 'dropped', done_at = %s
        WHERE hospital_id = %s AND appointment_id = %s AND state = 'due'
        """,
        (now, hospital_id, appointment_id),
    )


async def next_due(tx: Transaction, hospital_id: int, now: datetime) -> Reminder | None:
    """The longest due; nobody has it yet."""
    return await tx.row(
        Reminder,
        """
        SELECT appointment_id, kind, starts_at, due_at FROM appointment.reminders
        WHERE hospital_id = %s AND state = 'due' AND due_at <= %s ORDER BY due_at LIMIT 1
        """,
        (hospital_id, now),
    )


async def finish(tx: Transaction, hospital_id: int, reminder: Reminder, state: str, now: datetime) -> bool:
    """False when somebody else had it first, or it is for another time now."""
    return (
        await tx.run(
            """
            UPDATE appointment.reminders SET state = %s, done_at = %s
            WHERE hospital_id = %s AND appointment_id = %s AND kind = %s AND state = 'due' AND starts_at = %s
            """,
            (state, now, hospital_id, reminder.appointment_id, reminder.kind, reminder.starts_at),
        )
        == 1
    )


async def hospitals_to_remind(tx: Transaction, now: datetime) -> list[int]:
    """As the system role: where a reminder is due."""
    return [row[0] for row in await tx.tuples("SELECT appointment.hospitals_to_remind(%s)", (now,))]


async def say_coming(
    tx: Transaction, hospital_id: int, appointment_id: UUID, starts_at: datetime, now: datetime
) -> bool:
    """True when it was not said of this time before."""
    return (
        await tx.run(
            """
            INSERT INTO appointment.comings AS c (hospital_id, appointment_id, starts_at, said_at) VALUES (%s, %s, %s, %s)
            ON CONFLICT (hospital_id, appointment_id) DO UPDATE SET starts_at = excluded.starts_at, said_at = excluded.said_at
                WHERE c.starts_at <> excluded.starts_at
            """,
            (hospital_id, appointment_id, starts_at, now),
        )
        == 1
    )


async def is_coming(tx: Transaction, hospital_id: int, appointment_id: UUID, starts_at: datetime) -> bool:
    return bool(
        await tx.value(
            """
            SELECT true FROM appointment.comings WHERE hospital_id = %s AND appointment_id = %s AND starts_at = %s
            """,
            (hospital_id, appointment_id, starts_at),
        )
    )


async def calendar_serial(tx: Transaction, hospital_id: int, doctor_id: UUID) -> int | None:
    """Which address of the doctor's feed is good; None before the first."""
    return await tx.value(
        "SELECT serial FROM appointment.calendar_links WHERE hospital_id = %s AND doctor_id = %s",
        (hospital_id, doctor_id),
    )


async def next_calendar(tx: Transaction, hospital_id: int, doctor_id: UUID, by: str, now: datetime) -> int:
    """A new address; the one before ends."""
    return await tx.value(
        """
        INSERT INTO appointment.calendar_links AS c (hospital_id, doctor_id, serial, made_at, made_by)
        VALUES (%s, %s, 1, %s, %s)
        ON CONFLICT (hospital_id, doctor_id) DO UPDATE
            SET serial = c.serial + 1, made_at = excluded.made_at, made_by = excluded.made_by
        RETURNING serial
        """,
        (hospital_id, doctor_id, now, by),
    )


async def of_doctor(tx: Transaction, hospital_id: int, doctor_id: UUID, since: datetime, until: datetime) -> list[UUID]:
    """Who comes to a doctor in this span, and came: appointments by id."""
    rows = await tx.tuples(
        """
        SELECT a.id FROM appointment.slots s
        CROSS JOIN LATERAL (
            SELECT id FROM appointment.appointments a
            WHERE a.hospital_id = s.hospital_id AND a.slot_id = s.id
              AND a.status IN ('requested', 'booked', 'arrived', 'fulfilled', 'no_show')) a
        WHERE s.hospital_id = %s AND s.doctor_id = %s AND s.day BETWEEN %s AND %s
        ORDER BY s.starts_at, a.id LIMIT 5000
        """,
        (hospital_id, doctor_id, since.date(), until.date()),
    )
    return [row[0] for row in rows]

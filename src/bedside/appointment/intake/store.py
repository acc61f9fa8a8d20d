"""Every SQL statement about intake forms and what was answered."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.appointment.intake.model import Form
from bedside.kit.database import Transaction


class StoredIntake(msgspec.Struct, frozen=True, kw_only=True):
    appointment_id: UUID
    person_id: UUID
    department_id: UUID
    version: int
    answers_sealed: bytes
    filled_by: str
    filled_at: datetime
    read_at: datetime | None


async def form(tx: Transaction, hospital_id: int, department_id: UUID, version: int | None = None) -> Form:
    """The newest version, or a certain one."""
    found = await tx.dicts(
        """
        SELECT department_id, version, fields FROM appointment.intake_forms
        WHERE hospital_id = %(hospital)s AND department_id = %(department)s
          AND (%(version)s::int IS NULL OR version = %(version)s)
        ORDER BY version DESC LIMIT 1
        """,
        {"hospital": hospital_id, "department": department_id, "version": version},
    )
    return msgspec.convert(found[0], Form) if found else Form(department_id=department_id)


async def insert_form(tx: Transaction, hospital_id: int, made: Form, by: str, at: datetime) -> bool:
    """False when this version is there already."""
    return (
        await tx.run(
            """
            INSERT INTO appointment.intake_forms (hospital_id, department_id, version, fields, made_at, made_by)
            VALUES (%s, %s, %s, %s::jsonb, %s, %s) ON CONFLICT DO NOTHING
            """,
            (hospital_id, made.department_id, made.version, msgspec.json.encode(made.fields).decode(), at, by),
        )
        == 1
    )


async def intake(tx: Transaction, hospital_id: int, appointment_id: UUID) -> StoredIntake | None:
    return await tx.row(
        StoredIntake,
        """
        SELECT appointment_id, person_id, department_id, version, answers_sealed, filled_by, filled_at, read_at
        FROM appointment.intakes WHERE hospital_id = %s AND appointment_id = %s
        """,
        (hospital_id, appointment_id),
    )


async def filled(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> set[UUID]:
    """Those of these appointments whose form was filled in."""
    rows = await tx.tuples(
        "SELECT appointment_id FROM appointment.intakes WHERE hospital_id = %s AND appointment_id = ANY (%s)",
        (hospital_id, appointments),
    )
    return {row[0] for row in rows}


async def write(tx: Transaction, hospital_id: int, made: StoredIntake) -> None:
    """Answered again, the later answers stand, and are to be read again."""
    await tx.run(
        """
        INSERT INTO appointment.intakes
            (hospital_id, appointment_id, person_id, department_id, version, answers_sealed, filled_by, filled_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (hospital_id, appointment_id) DO UPDATE
            SET version = excluded.version, answers_sealed = excluded.answers_sealed, filled_by = excluded.filled_by,
                filled_at = excluded.filled_at, read_at = NULL
        """,
        (
            hospital_id, made.appointment_id, made.person_id, made.department_id, made.version, made.answers_sealed,
            made.filled_by, made.filled_at,
        ),
    )  # fmt: skip


async def mark_read(tx: Transaction, hospital_id: int, appointment_id: UUID, at: datetime) -> bool:
    """True for the first reading."""
    return (
        await tx.run(
            """
            UPDATE appointment.intakes SET read_at = %s
            WHERE hospital_id = %s AND appointment_id = %s AND read_at IS NULL
            """,
            (at, hospital_id, appointment_id),
        )
        == 1
    )


async def of_person(tx: Transaction, hospital_id: int, person_id: UUID) -> list[StoredIntake]:
    return await tx.rows(
        StoredIntake,
        """
        SELECT appointment_id, person_id, department_id, version, answers_sealed, filled_by, filled_at, read_at
        FROM appointment.intakes WHERE hospital_id = %s AND person_id = %s ORDER BY filled_at
        """,
        (hospital_id, person_id),
    )


async def erase(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> None:
    await tx.run(
        "DELETE FROM appointment.intakes WHERE hospital_id = %s AND appointment_id = ANY (%s)",
        (hospital_id, appointments),
    )


async def carry_over(tx: Transaction, hospital_id: int, from_id: UUID, to_id: UUID) -> None:
    """A moved appointment keeps what was answered for it."""
    await tx.run(
        """
        UPDATE appointment.intakes SET appointment_id = %(new)s WHERE hospital_id = %(hospital)s AND appointment_id = %(old)s
          AND NOT EXISTS (SELECT FROM appointment.intakes WHERE hospital_id = %(hospital)s AND appointment_id = %(new)s)
        """,
        {"hospital": hospital_id, "old": from_id, "new": to_id},
    )


async def known_to_his(tx: Transaction, hospital_id: int, person_id: UUID) -> bool:
    """Whether the hospital's own system was told of this person."""
    return bool(
        await tx.value(
            """
            SELECT true FROM appointment.appointments
            WHERE hospital_id = %s AND person_id = %s AND owner = 'his' AND status NOT IN ('held', 'expired') LIMIT 1
            """,
            (hospital_id, person_id),
        )
    )

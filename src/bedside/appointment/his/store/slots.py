"""Our copies of slots that a hospital system owns."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Mirrored(msgspec.Struct, frozen=True, kw_only=True):
    """A copy and what we have in it; `known`: seats of ours that the owner knows of, too."""

    slot_id: UUID
    ref: str
    department_id: UUID
    doctor_id: UUID
    service_id: UUID
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    known: int
    open: bool


async def mirrored(
    tx: Transaction, hospital_id: int, connection_id: UUID, since: datetime, refs: list[str] | None = None
) -> list[Mirrored]:
    """Our copies that begin since then: all, or those of these refs."""
    return await tx.rows(
        Mirrored,
        """
        SELECT h.slot_id, h.ref, s.department_id, s.doctor_id, s.service_id, s.starts_at, s.ends_at,
               s.seats::int AS seats, s.taken::int AS taken, k.known, s.closed_at IS NULL AS open
        FROM appointment.his_slots h
        CROSS JOIN LATERAL (
            SELECT * FROM appointment.slots s WHERE s.hospital_id = h.hospital_id AND s.id = h.slot_id LIMIT 1) s
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS known FROM appointment.appointments a
            WHERE a.hospital_id = h.hospital_id AND a.slot_id = h.slot_id AND a.his_ref <> ''
              AND a.status IN ('booked', 'arrived', 'fulfilled', 'no_show')) k
        WHERE h.hospital_id = %s AND h.connection_id = %s AND s.starts_at >= %s AND (%s::text[] IS NULL OR h.ref = ANY (%s))
        """,
        (hospital_id, connection_id, since, refs, refs),
    )


async def remember(
    tx: Transaction, hospital_id: int, connection_id: UUID, made: list[tuple[UUID, str]], now: datetime
) -> None:
    """Which of ours is which of theirs. A ref that named another slot before names this one from now on."""
    await tx.run(
        """
        INSERT INTO appointment.his_slots (hospital_id, slot_id, connection_id, ref, seen_at)
        SELECT %s, m.id, %s, m.ref, %s FROM unnest(%s::uuid[], %s::text[]) AS m (id, ref)
        ON CONFLICT (hospital_id, connection_id, ref) DO UPDATE SET slot_id = excluded.slot_id, seen_at = excluded.seen_at
        """,
        (hospital_id, connection_id, now, [id for id, _ in made], [ref for _, ref in made]),
    )


async def resize(tx: Transaction, hospital_id: int, sizes: list[tuple[UUID, int]]) -> None:
    """So many seats are left with the owner; what it knows we have comes on top, and nobody of ours is put out here."""
    await tx.run(
        """
        UPDATE appointment.slots s SET closed_at = NULL, seats = greatest(s.taken, m.free + (
            SELECT count(*) FROM appointment.appointments a
            WHERE a.hospital_id = s.hospital_id AND a.slot_id = s.id AND a.his_ref <> ''
              AND a.status IN ('booked', 'arrived', 'fulfilled', 'no_show')))
        FROM unnest(%s::uuid[], %s::int[]) AS m (id, free) WHERE s.hospital_id = %s AND s.id = m.id
        """,
        ([id for id, _ in sizes], [free for _, free in sizes], hospital_id),
    )


async def doctor_number(tx: Transaction, hospital_id: int, doctor_id: UUID) -> int:
    """The doctor's number in the slots' exclusion constraint, made on first use."""
    await tx.run(
        "INSERT INTO appointment.books (hospital_id, doctor_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (hospital_id, doctor_id),
    )
    return await tx.value(
        "SELECT number FROM appointment.books WHERE hospital_id = %s AND doctor_id = %s", (hospital_id, doctor_id)
    )


async def open_to_come(
    tx: Transaction, hospital_id: int, departments: list[UUID], owner: str, now: datetime
) -> list[UUID]:
    """Slots of these departments that are still open under this owner."""
    rows = await tx.tuples(
        """
        SELECT id FROM appointment.slots
        WHERE hospital_id = %s AND department_id = ANY (%s) AND owner = %s AND closed_at IS NULL AND starts_at > %s
        """,
        (hospital_id, departments, owner, now),
    )
    return [row[0] for row in rows]


async def doctors_of(tx: Transaction, hospital_id: int, slots: list[UUID]) -> list[tuple[UUID, str]]:
    """(doctor, day) of these slots, to lock them."""
    rows = await tx.tuples(
        "SELECT DISTINCT doctor_id, day::text FROM appointment.slots WHERE hospital_id = %s AND id = ANY (%s)",
        (hospital_id, slots),
    )
    return [(row[0], row[1]) for row in rows]


async def plan_anew(tx: Transaction, hospital_id: int, departments: list[UUID]) -> None:
    """Doctors with a weekly clinic in departments that change hands have their slots made anew, or not at all."""
    await tx.run(
        """
        UPDATE appointment.books b SET made_until = NULL
        WHERE b.hospital_id = %s AND EXISTS (
            SELECT FROM appointment.schedules s
            WHERE s.hospital_id = b.hospital_id AND s.doctor_id = b.doctor_id AND s.department_id = ANY (%s))
        """,
        (hospital_id, departments),
    )

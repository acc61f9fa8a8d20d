"""People who wait for a seat, and what was offered to them."""

from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.appointment.model import Offer, Slot, Wait
from bedside.kit.database import Transaction

_WAIT: Final[LiteralString] = """
    SELECT w.hospital_id, w.id, w.person_id, w.doctor_id, w.service_id, w.department_id, w.from_at, w.to_at, w.keeps,
           w.state, w.lang, w.made_at, w.made_by
"""
_OFFER: Final[LiteralString] = """
    SELECT o.hospital_id, o.id, o.wait_id, o.person_id, o.appointment_id, o.slot_id, o.state, o.expires_at, o.made_at
    FROM appointment.offers o
"""


class Waiter(Wait, frozen=True, kw_only=True):
    """Somebody who waits for just this slot."""

    for_slot: UUID


async def waiters(tx: Transaction, hospital_id: int, slots: list[Slot], each: int) -> list[Waiter]:
    """Who waits for these slots and was not offered them yet, longest waiting first, at most `each` of a slot."""
    return await tx.rows(
        Waiter,
        "SELECT s.id AS for_slot, f.* FROM json_to_recordset(%(slots)s::json) AS s (id uuid, doctor_id uuid, "
        "service_id uuid, department_id uuid, starts_at timestamptz) CROSS JOIN LATERAL ("
        + _WAIT
        + """
            FROM appointment.waits w
            WHERE w.hospital_id = %(hospital)s AND w.state = 'waiting' AND w.department_id = s.department_id
              AND (w.doctor_id IS NULL OR w.doctor_id = s.doctor_id)
              AND (w.service_id IS NULL OR w.service_id = s.service_id)
              AND w.from_at <= s.starts_at AND w.to_at > s.starts_at
              AND NOT EXISTS (SELECT FROM appointment.offers o
                              WHERE o.hospital_id = %(hospital)s AND o.wait_id = w.id AND o.slot_id = s.id)
              AND NOT EXISTS (SELECT FROM appointment.appointments a
                              WHERE a.hospital_id = %(hospital)s AND a.id = w.keeps AND a.slot_id = s.id)
            ORDER BY w.made_at, w.id LIMIT %(each)s
        ) f
        """,
        {"slots": msgspec.json.encode(slots).decode(), "hospital": hospital_id, "each": each},
    )


async def slots_waited_for(tx: Transaction, hospital_id: int, since: datetime, limit: int) -> list[UUID]:
    """Slots with a free seat that somebody waits for and was not offered: seats that came by a new schedule."""
    found = await tx.tuples(
        """
        SELECT DISTINCT f.id FROM appointment.waits w CROSS JOIN LATERAL (
            SELECT s.id FROM appointment.slots s
            WHERE s.hospital_id = %(hospital)s AND s.department_id = w.department_id AND s.free
              AND s.starts_at >= greatest(w.from_at, %(since)s) AND s.starts_at < w.to_at
              AND (w.doctor_id IS NULL OR w.doctor_id = s.doctor_id)
              AND (w.service_id IS NULL OR w.service_id = s.service_id)
              AND NOT EXISTS (SELECT FROM appointment.offers o
                              WHERE o.hospital_id = %(hospital)s AND o.wait_id = w.id AND o.slot_id = s.id)
              AND NOT EXISTS (SELECT FROM appointment.appointments a
                              WHERE a.hospital_id = %(hospital)s AND a.id = w.keeps AND a.slot_id = s.id)
            ORDER BY s.starts_at LIMIT 1
        ) f
        WHERE w.hospital_id = %(hospital)s AND w.state = 'waiting' AND w.to_at > %(since)s LIMIT %(limit)s
        """,
        {"hospital": hospital_id, "since": since, "limit": limit},
    )
    return [row[0] for row in found]


async def by_ids(tx: Transaction, hospital_id: int, ids: list[UUID]) -> list[Wait]:
    return await tx.rows(
        Wait, _WAIT + " FROM appointment.waits w WHERE w.hospital_id = %s AND w.id = ANY (%s)", (hospital_id, ids)
    )


async def keeping(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> list[Wait]:
    """Who waits for a better time than one of these appointments, which stands until then."""
    return await tx.rows(
        Wait,
        _WAIT + " FROM appointment.waits w WHERE w.hospital_id = %s AND w.state = 'waiting' AND w.keeps = ANY (%s)",
        (hospital_id, appointments),
    )


async def keepers(tx: Transaction, hospital_id: int, persons: list[UUID]) -> list[Wait]:
    """Who of these waits for a better time than what they have."""
    return await tx.rows(
        Wait,
        _WAIT
        + """ FROM appointment.waits w WHERE w.hospital_id = %s AND w.state = 'waiting' AND w.keeps IS NOT NULL
              AND w.person_id = ANY (%s)""",
        (hospital_id, persons),
    )


async def of_seats(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> list[Offer]:
    """Open offers of these held seats."""
    return await tx.rows(
        Offer,
        _OFFER + " WHERE o.hospital_id = %s AND o.appointment_id = ANY (%s) AND o.state = 'open' ORDER BY o.id",
        (hospital_id, appointments),
    )


async def won_by(tx: Transaction, hospital_id: int, appointment_id: UUID) -> UUID | None:
    """The wait whose offer won this seat."""
    row = await tx.tuples(
        "SELECT wait_id FROM appointment.offers WHERE hospital_id = %s AND appointment_id = %s AND state = 'won'",
        (hospital_id, appointment_id),
    )
    return row[0][0] if row else None


async def offer(tx: Transaction, hospital_id: int, id_: UUID) -> Offer | None:
    return await tx.row(Offer, _OFFER + " WHERE o.hospital_id = %s AND o.id = %s", (hospital_id, id_))


async def offers_of(tx: Transaction, hospital_id: int, waits: list[UUID], since: datetime) -> list[Offer]:
    """The offers of these waits that were made since, newest first."""
    return await tx.rows(
        Offer,
        _OFFER + " WHERE o.hospital_id = %s AND o.wait_id = ANY (%s) AND o.made_at >= %s ORDER BY o.made_at DESC",
        (hospital_id, waits, since),
    )


async def waiting(tx: Transaction, hospital_id: int, department: UUID | None, limit: int) -> list[Wait]:
    return await tx.rows(
        Wait,
        _WAIT
        + """
        FROM appointment.waits w
        WHERE w.hospital_id = %s AND w.state = 'waiting' AND (%s::uuid IS NULL OR w.department_id = %s)
        ORDER BY w.made_at, w.id LIMIT %s
        """,
        (hospital_id, department, department, limit),
    )


async def of_persons(tx: Transaction, hospital_id: int, persons: list[UUID]) -> list[Wait]:
    return await tx.rows(
        Wait,
        _WAIT
        + """ FROM appointment.waits w WHERE w.hospital_id = %s AND w.person_id = ANY (%s)
              ORDER BY w.made_at DESC LIMIT 100""",
        (hospital_id, persons),
    )


async def insert(tx: Transaction, wait: Wait) -> None:
    await tx.run(
        """
        INSERT INTO appointment.waits (hospital_id, id, person_id, doctor_id, service_id, department_id, from_at, to_at,
                                       keeps, state, lang, made_at, made_by)
        VALUES (%(hospital_id)s, %(id)s, %(person_id)s, %(doctor_id)s, %(service_id)s, %(department_id)s, %(from_at)s,
                %(to_at)s, %(keeps)s, %(state)s, %(lang)s, %(made_at)s, %(made_by)s)
        """,
        msgspec.structs.asdict(wait),
    )


async def update_waits(tx: Transaction, hospital_id: int, waits: list[Wait]) -> None:
    await tx.run(
        """
        UPDATE appointment.waits w SET state = m.state, keeps = m.keeps, from_at = m.from_at, to_at = m.to_at
        FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::timestamptz[], %s::timestamptz[])
            AS m (id, state, keeps, from_at, to_at)
        WHERE w.hospital_id = %s AND w.id = m.id
        """,
        (
            [w.id for w in waits],
            [w.state for w in waits],
            [w.keeps for w in waits],
            [w.from_at for w in waits],
            [w.to_at for w in waits],
            hospital_id,
        ),
    )


async def insert_offers(tx: Transaction, offers: list[Offer]) -> None:
    await tx.run(
        """
        INSERT INTO appointment.offers (hospital_id, id, wait_id, person_id, appointment_id, slot_id, state, expires_at, made_at)
        SELECT hospital_id, id, wait_id, person_id, appointment_id, slot_id, state, expires_at, made_at
        FROM json_populate_recordset(NULL::appointment.offers, %s::json)
        """,
        (msgspec.json.encode(offers).decode(),),
    )


async def set_offer_states(tx: Transaction, hospital_id: int, offers: list[Offer]) -> None:
    await tx.run(
        """
        UPDATE appointment.offers o SET state = m.state FROM unnest(%s::uuid[], %s::text[]) AS m (id, state)
        WHERE o.hospital_id = %s AND o.id = m.id
        """,
        ([o.id for o in offers], [o.state for o in offers], hospital_id),
    )


async def lapsed(tx: Transaction, hospital_id: int, now: datetime, limit: int) -> list[Wait]:
    """Waits whose time is over."""
    return await tx.rows(
        Wait,
        _WAIT + " FROM appointment.waits w WHERE w.hospital_id = %s AND w.state = 'waiting' AND w.to_at <= %s LIMIT %s",
        (hospital_id, now, limit),
    )


async def withdraw(tx: Transaction, hospital_id: int, ids: list[UUID]) -> None:
    await tx.run(
        "UPDATE appointment.waits SET state = 'withdrawn' WHERE hospital_id = %s AND id = ANY (%s)", (hospital_id, ids)
    )

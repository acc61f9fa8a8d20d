"""Slots and appointments of a span, by owner."""

from datetime import datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

from bedside.appointment.model import Appointment, Slot
from bedside.kit.database import Transaction

A_DAY = timedelta(days=1)
_APPOINTMENTS: Final[LiteralString] = """
    SELECT hospital_id, id, slot_id, seat, green, status, doctor_id, department_id, service_id, day, starts_at, ends_at,
           person_id, visitor_id, conversation_id, hold_expires_at, price_fen, urgency, reason, green_confirmed_by,
           green_confirmed_at, owner, his_ref, replaces, displaced_at, walk_in, cancel_reason, lang, made_at, made_by,
           confirmed_at, arrived_at, ended_at, rev
    FROM appointment.appointments
"""


async def offered(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[Slot]:
    """Our own open slots."""
    return await tx.rows(
        Slot,
        """
        SELECT hospital_id, id, doctor_id, service_id, department_id, day, starts_at, ends_at, seats, green_seats, taken,
               green_taken, closed_at, owner, his_ref
        FROM appointment.slots
        WHERE hospital_id = %s AND owner = 'own' AND closed_at IS NULL AND starts_at >= %s AND starts_at < %s
        ORDER BY starts_at, id
        """,
        (hospital_id, since, until),
    )


async def standing(
    tx: Transaction, hospital_id: int, owner: str, since: datetime, until: datetime
) -> list[Appointment]:
    """What was ever asked or booked for this span under this owner, cancelled ones too; no holds."""
    return await tx.rows(
        Appointment,
        _APPOINTMENTS
        + """
        WHERE hospital_id = %s AND day BETWEEN %s AND %s AND owner = %s AND starts_at >= %s AND starts_at < %s
          AND status NOT IN ('held', 'expired')
        ORDER BY starts_at, id
        """,
        # A day is the hospital's own, whichever zone that is in.
        (hospital_id, since.date() - A_DAY, until.date() + A_DAY, owner, since, until),
    )


async def left_in_closed(
    tx: Transaction, hospital_id: int, departments: list[UUID], now: datetime
) -> list[Appointment]:
    """Who stands in a slot to come that its other owner no longer offers, and was told nothing yet."""
    return await tx.rows(
        Appointment,
        _APPOINTMENTS
        + """
        WHERE hospital_id = %(hospital)s AND status IN ('requested', 'booked') AND displaced_at IS NULL AND slot_id IN (
            SELECT id FROM appointment.slots
            WHERE hospital_id = %(hospital)s AND owner = 'his' AND closed_at IS NOT NULL AND starts_at > %(now)s
              AND department_id = ANY (%(departments)s))
        ORDER BY starts_at, id
        """,
        {"hospital": hospital_id, "now": now, "departments": departments},
    )

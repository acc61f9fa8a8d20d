"""Slots and appointments of a span, by owner."""

from datetime import datetime, timedelta
from uuid import UUID

from bedside.appointment.model import Appointment, Slot
from bedside.appointment.store.appointments import SELECT
from bedside.appointment.store.slots import SLOT
from bedside.kit.database import Transaction

A_DAY = timedelta(days=1)


async def offered(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[Slot]:
    """Our own open slots."""
    return await tx.rows(
        Slot,
        SLOT
        + """
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
        SELECT
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
        SELECT
        + """
        WHERE hospital_id = %(hospital)s AND status IN ('requested', 'booked') AND displaced_at IS NULL AND slot_id IN (
            SELECT id FROM appointment.slots
            WHERE hospital_id = %(hospital)s AND owner = 'his' AND closed_at IS NOT NULL AND starts_at > %(now)s
              AND department_id = ANY (%(departments)s))
        ORDER BY starts_at, id
        """,
        {"hospital": hospital_id, "now": now, "departments": departments},
    )

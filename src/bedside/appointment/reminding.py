"""Reminders: a day and two hours before, as due rows; moved with the appointment, dropped with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bedside.appointment import telling
from bedside.appointment.model import Appointment
from bedside.appointment.store import appointments
from bedside.appointment.store import reminders as store
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.services import Services

HOURS_BEFORE = timedelta(hours=2)
DAY_USEFUL_UNTIL = timedelta(hours=3)
"""The reminder of the day before is not sent later than this before the visit: the other one follows."""
BATCH = 50


def times(starts_at: datetime, zone: ZoneInfo) -> dict[str, datetime]:
    """When each reminder is due."""
    return {"day": telling.day_before(starts_at, zone), "hours": starts_at - HOURS_BEFORE}


async def plan(tx: Transaction, about: Appointment, zone: ZoneInfo) -> None:
    """Plan what is still to come of them; planned again for the same time nothing changes."""
    for kind, due_at in times(about.starts_at, zone).items():
        row = store.Reminder(appointment_id=about.id, kind=kind, starts_at=about.starts_at, due_at=due_at)
        await store.plan(tx, about.hospital_id, row, "due" if due_at > tx.clock.now() else "dropped")


async def drop(tx: Transaction, about: Appointment) -> None:
    await store.drop(tx, about.hospital_id, about.id, tx.clock.now())


async def remind(services: Services) -> int:
    """Queue the messages that are due; returns how many rows were done."""
    async with services.database.system() as tx:
        hospitals = await store.hospitals_to_remind(tx, services.clock.now())
    done = 0
    for hospital_id in hospitals:
        for _ in range(BATCH):
            if not await _next(services, hospital_id):
                break
            done += 1
    return done


async def _next(services: Services, hospital_id: int) -> bool:
    """One reminder, in one transaction with its message; False when none is due."""
    house = await catalogue(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        now = tx.clock.now()
        due = await store.next_due(tx, hospital_id, now)
        if due is None:
            return False
        about = await appointments.one(tx, hospital_id, due.appointment_id)
        await tx.lock(about.subject if about else due.appointment_id)
        about = await appointments.one(tx, hospital_id, due.appointment_id)
        useful_until = due.starts_at - (DAY_USEFUL_UNTIL if due.kind == "day" else timedelta())
        stands = about and about.status == "booked" and about.starts_at == due.starts_at and not about.displaced_at
        if about is None or not stands or now >= useful_until:
            await store.finish(tx, hospital_id, due, "dropped", now)
        elif await store.finish(tx, hospital_id, due, "sent", now):
            key = f"appointment:{about.id}:reminder:{due.kind}:{int(due.starts_at.timestamp())}"
            await telling.tell(tx, services, house, about, "reminder", key=key, expires_at=useful_until)
    return True

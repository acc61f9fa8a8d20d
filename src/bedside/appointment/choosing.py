"""Another time behind the link of a message: what is free, and the move to one of them."""

from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.appointment.actions.changing import found, move
from bedside.appointment.book import Book
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.links import CHANGED_SINCE
from bedside.appointment.model import STANDING, Appointment, Slot
from bedside.appointment.offering import BEFORE_START
from bedside.appointment.store import slots as store
from bedside.appointment.store.slots import Wanted
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

OF_DOCTOR, OF_DEPARTMENT = 4, 8
"""So many times of each are shown."""
AHEAD = timedelta(weeks=13)


async def choices(tx: Transaction, mine: Appointment) -> list[Slot]:
    """The doctor's next free times and the department's, the soonest first; of whoever may still come, for the same service."""
    now = tx.clock.now()
    department = Wanted(
        since=now + BEFORE_START, until=now + AHEAD, department=mine.department_id, green=mine.green,
        service=None if mine.displaced_at else mine.service_id,
    )  # fmt: skip
    doctor = msgspec.structs.replace(department, doctor=mine.doctor_id)
    free = [
        *await store.find(tx, mine.hospital_id, doctor, OF_DOCTOR),
        *await store.find(tx, mine.hospital_id, department, OF_DEPARTMENT),
    ]
    others = {slot.id: slot for slot in free if slot.owner == "own" and slot.id != mine.slot_id}
    return sorted(others.values(), key=lambda slot: slot.starts_at)


async def choose(services: Services, seen: Appointment, slot: UUID, actor: str) -> Appointment:
    """Move the appointment, as it was seen, to this time; whoever finds it taken keeps what they have.

    The same choice again is the same answer. Raises Problem appointment_changed, not_found, wrong_status, seat_taken,
    no_green_seat, slot_closed, slot_past.
    """
    known = await catalogue(services, seen.hospital_id)

    def run(book: Book) -> Appointment:
        mine = found(book, seen.id, *STANDING)
        if mine.displaced_at is None and mine.slot_id == slot:
            return mine
        if mine.rev != seen.rev:
            raise Problem(CHANGED_SINCE)
        there = book.slots.get(slot)
        if there is None or there.department_id != mine.department_id or there.owner != "own":
            raise Problem(NOT_FOUND)
        return move(book, mine, slot, known, actor)

    return await counter_of(services).do(seen.hospital_id, Needs(slots=(slot,), appointments=(seen.id,)), run)

"""A freed seat is kept back and offered to several who wait: the first to accept has it. Pure."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.appointment.book import WAITLIST, Book
from bedside.appointment.facts import Offered
from bedside.appointment.model import Appointment, Offer, Slot
from bedside.appointment.store.waits import Waiter
from bedside.kit.ids import new_id

AT_ONCE = 5
"""How many hear of one seat."""
ANSWER = timedelta(minutes=30)
BEFORE_START = timedelta(minutes=30)
"""Nobody is offered a seat that they could hardly reach."""
DAY = (time(8, 0), time(21, 0))
"""Local hours in which an offer's time runs; one made at night stays open until half past eight."""
MORNING = time(8, 30)


def worth_offering(book: Book) -> list[Slot]:
    """Slots in which seats were given back that are still free and not too near."""
    found = (book.slots[id_] for id_, count in book.freed.items() if count > 0)
    return [slot for slot in found if slot.left > 0 and slot.starts_at > book.now + BEFORE_START]


def open_until(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When an offer made now ends: after ANSWER by day, in the morning by night, and always before the visit."""
    local = now.astimezone(zone)
    ends = now + ANSWER
    if not DAY[0] <= local.time() < DAY[1]:
        day = local.date() + timedelta(days=1 if local.time() >= DAY[1] else 0)
        ends = max(ends, datetime.combine(day, MORNING, tzinfo=zone))
    return min(ends, starts_at - BEFORE_START / 2).astimezone(now.tzinfo)


def offer_freed(book: Book, waiters: Iterable[Waiter], zone: ZoneInfo) -> None:
    """Keep each freed seat back for the next AT_ONCE who wait for its slot. Who has two wishes that it fits hears of it once,
    by the one that would move what they have."""
    queues: dict[UUID, dict[UUID, Waiter]] = {}
    for waiter in waiters:
        theirs = queues.setdefault(waiter.for_slot, {})
        if waiter.keeps or waiter.person_id not in theirs:
            theirs[waiter.person_id] = waiter
    for slot_id, people in queues.items():
        queue = list(people.values())
        for _ in range(min(book.freed[slot_id], book.slots[slot_id].left)):
            chosen, queue = queue[:AT_ONCE], queue[AT_ONCE:]
            if not chosen:
                break
            _offer(book, book.slots[slot_id], chosen, zone)


def _offer(book: Book, slot: Slot, chosen: list[Waiter], zone: ZoneInfo) -> None:
    until = open_until(book.now, slot.starts_at, zone)
    kept = book.put(
        Appointment(
            hospital_id=book.hospital_id, id=new_id(), slot_id=slot.id, seat=book.seat(slot.id), green=False, status="held",
            doctor_id=slot.doctor_id, department_id=slot.department_id, service_id=slot.service_id, day=slot.day,
            starts_at=slot.starts_at, ends_at=slot.ends_at, person_id=None, visitor_id=None, conversation_id=None,
            hold_expires_at=until, price_fen=0, urgency=None, reason="", green_confirmed_by=None, green_confirmed_at=None,
            owner=slot.owner, his_ref="", replaces=None, displaced_at=None, walk_in=False, cancel_reason="", lang="zh",
            made_at=book.now, made_by=WAITLIST, confirmed_at=None, arrived_at=None, ended_at=None, rev=1,
        )
    )  # fmt: skip
    for waiter in chosen:
        offer = Offer(
            hospital_id=book.hospital_id, id=new_id(), wait_id=waiter.id, person_id=waiter.person_id, appointment_id=kept.id,
            slot_id=slot.id, state="open", expires_at=until, made_at=book.now,
        )  # fmt: skip
        book.put_offer(offer)
        fact = Offered(
            offer=offer.id, wait=waiter.id, slot=slot.id, doctor=slot.doctor_id, department=slot.department_id,
            service=slot.service_id, starts_at=slot.starts_at, expires_at=until,
        )  # fmt: skip
        book.tell(waiter.person_id, fact, WAITLIST)

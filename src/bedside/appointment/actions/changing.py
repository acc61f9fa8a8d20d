"""Cancel, move to another time, and the clinician's word on the green channel."""

from uuid import UUID

import msgspec

from bedside.appointment.actions.confirming import settle
from bedside.appointment.book import Ask, Book
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Booked, GreenConfirmed, Moved, Requested
from bedside.appointment.model import STANDING, Appointment, Slot
from bedside.appointment.problems import WRONG_STATUS
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services


def found(book: Book, id_: UUID, *statuses: str) -> Appointment:
    """The appointment in one of these states. Raises Problem not_found or wrong_status."""
    mine = book.appointments.get(id_)
    if mine is None:
        raise Problem(NOT_FOUND)
    if mine.status not in statuses:
        raise Problem(WRONG_STATUS, status=mine.status)
    return mine


async def cancel(
    services: Services, hospital_id: int, id_: UUID, *, by: str, actor: str, reason: str = ""
) -> Appointment:
    """Give the seat back, and with it the wish for another in its place. `by`: person, staff, clinician, system; his:… when only
    this seat is not to be had. Cancelled already is cancelled."""

    def run(book: Book) -> Appointment:
        mine = book.appointments.get(id_)
        if mine and mine.status == "cancelled":
            return mine
        mine = found(book, id_, "held", *STANDING)
        if not by.startswith("his:"):
            take_back(book, book.successor(id_), actor)
        return book.cancel(mine, by=by, actor=actor, reason=reason)

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,), moving=True), run)


async def reschedule(services: Services, hospital_id: int, id_: UUID, slot: UUID, actor: str) -> Appointment:
    """The new seat first, then the old one back, in one transaction: whoever finds no seat keeps theirs.

    Where the hospital's own system has a say on the new seat, a second appointment is "requested" and the old one stands
    until the answer. Asked again it is the same request; another wish takes its place. Raises Problem seat_taken,
    no_green_seat, slot_closed, slot_past, wrong_status, not_found.
    """
    known = await catalogue(services, hospital_id)

    def run(book: Book) -> Appointment:
        asked = book.successor(id_)
        if asked and asked.slot_id == slot:
            return asked
        return move(book, found(book, id_, *STANDING), slot, known, actor)

    return await counter_of(services).do(hospital_id, Needs(slots=(slot,), appointments=(id_,), moving=True), run)


def move(
    book: Book, mine: Appointment, slot_id: UUID, known: Catalogue, actor: str, *, absence: bool = False
) -> Appointment:
    """Into this slot; whoever sits there already stays. What was asked for before in its place is taken back. Needs.moving."""
    root = root_of(book, mine)
    for sitting in (mine, root):
        if sitting.slot_id == slot_id and sitting.displaced_at is None:
            take_back(book, book.successor(sitting.id), actor)
            return sitting
    if slot_id in book.slots and not (mine.green or absence):
        book.require_calm(book.slots[slot_id], mine.person_id, mine.visitor_id)
    seat = book.seat(slot_id, green=mine.green)
    slot = book.slots[slot_id]
    new = msgspec.structs.replace(_in(mine, slot, known), seat=seat, displaced_at=None)
    members = {"from_slot": mine.slot_id, "from_starts_at": mine.starts_at, "absence": absence}
    take_back(book, book.successor(mine.id), actor)
    if "his" not in (slot.owner, mine.owner):
        new = book.put(new)
        book.say(Moved, new, actor, **members)
        book.note("moved", new, actor)
        return new
    new = msgspec.structs.replace(
        new, id=new_id(), rev=1, his_ref="", owner=slot.owner, made_at=book.now, made_by=actor
    )
    if root is not mine:
        take_back(book, mine, actor)
    if slot.owner == "his":
        return settle(book, msgspec.structs.replace(new, replaces=root.id), actor, mine.green_confirmed_by)
    asked = new.green and new.green_confirmed_by is None
    new = msgspec.structs.replace(new, status="requested" if asked else "booked", confirmed_at=book.now, replaces=None)
    new = book.put(new)
    book.cancel(root, by="moved", actor=actor, into=new)
    book.say(Moved, new, actor, **members)
    book.note("moved", new, actor)
    return new


def root_of(book: Book, mine: Appointment) -> Appointment:
    """What stands for somebody while `mine` is only asked for in its place; else `mine`."""
    before = book.appointments.get(mine.replaces) if mine.replaces and mine.status == "requested" else None
    return before if before and before.status in STANDING else mine


def take_back(book: Book, asked: Appointment | None, actor: str) -> None:
    """A wish for another seat that was not granted yet is a wish no more."""
    if asked and asked.status in STANDING:
        book.cancel(asked, by="moved", actor=actor)


def _in(mine: Appointment, slot: Slot, known: Catalogue) -> Appointment:
    service = known.services.get(slot.service_id)
    return msgspec.structs.replace(
        mine, slot_id=slot.id, doctor_id=slot.doctor_id, department_id=slot.department_id, service_id=slot.service_id,
        day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at,
        # Another service has another published price; the same one keeps what was shown.
        price_fen=service.price_fen if service and slot.service_id != mine.service_id else mine.price_fen,
    )  # fmt: skip


async def confirm_green(services: Services, hospital_id: int, id_: UUID, clinician: UUID, actor: str) -> Appointment:
    """A clinician agrees to the stated urgency. Again is harmless."""

    def run(book: Book) -> Appointment:
        mine = book.appointments.get(id_)
        if mine and mine.green and mine.green_confirmed_by and mine.live:
            return mine
        mine = found(book, id_, "requested")
        if not mine.green:
            raise Problem(WRONG_STATUS, status=mine.status)
        mine = book.put(
            msgspec.structs.replace(
                mine, green_confirmed_by=clinician, green_confirmed_at=book.now,
                status="requested" if mine.owner == "his" else "booked",
            )
        )  # fmt: skip
        book.say(GreenConfirmed, mine, actor, urgency=mine.urgency)
        if mine.status == "booked":
            book.say(Booked, mine, actor)
        else:
            book.say(Requested, mine, actor)
            book.asks.append(Ask(mine.id, "confirm"))
        book.note(mine.status, mine, actor)
        return mine

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def decline_green(services: Services, hospital_id: int, id_: UUID, actor: str, reason: str) -> Appointment:
    """The clinician sees no such urgency: the reserved seat is free again, with the reason noted."""

    def run(book: Book) -> Appointment:
        mine = found(book, id_, "requested")
        if not mine.waits_for_clinician:
            raise Problem(WRONG_STATUS, status=mine.status)
        return book.cancel(mine, by="clinician", actor=actor, reason=reason)

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)

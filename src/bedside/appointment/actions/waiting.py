"""The waiting list: join, leave, and the race for a freed seat, which the first to accept wins."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.appointment.actions.changing import root_of, take_back
from bedside.appointment.actions.confirming import settle
from bedside.appointment.book import Book, over
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import OfferEnded, WaitChanged, WaitEnded, Waitlisted
from bedside.appointment.model import STANDING, Appointment, Offer, Wait
from bedside.appointment.problems import ALREADY_WAITING, OFFER_GONE
from bedside.appointment.store import appointments as store
from bedside.appointment.store import waits as wait_store
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people.questions import same_person


class NewWait(msgspec.Struct, frozen=True, kw_only=True):
    """`keeps`: the appointment that is given back only when a better one is won."""

    hospital_id: int
    person: UUID
    department: UUID
    doctor: UUID | None = None
    service: UUID | None = None
    from_at: datetime
    to_at: datetime
    keeps: UUID | None = None
    lang: str = "zh"


async def join(services: Services, given: NewWait, actor: str) -> Wait:
    """Wait, or change for which days they wait. Raises Problem invalid, not_found, already_waiting."""
    now = services.clock.now()
    if given.to_at <= max(now, given.from_at):
        raise Problem(INVALID, what="to")
    known = await catalogue(services, given.hospital_id)
    doctor, service = known.doctors.get(given.doctor or given.person), known.services.get(given.service or given.person)
    if given.department not in known.departments or (given.doctor and not doctor) or (given.service and not service):
        raise Problem(NOT_FOUND)
    async with services.database.transaction([given.hospital_id]) as tx:
        group = list(await same_person(tx, given.hospital_id, given.person))
        await tx.lock(given.person, *group)
        keeps = await _kept(tx, given.hospital_id, given.keeps, group) if given.keeps else None
        theirs = await wait_store.of_persons(tx, given.hospital_id, group)
        wish = next((each for each in theirs if each.asks_for(given.department, given.doctor, given.service)), None)
        if wish:
            return await _changed(tx, wish, given, keeps, actor)
        wait = Wait(
            hospital_id=given.hospital_id, id=new_id(), person_id=given.person, doctor_id=given.doctor,
            service_id=given.service, department_id=given.department, from_at=given.from_at, to_at=given.to_at,
            keeps=keeps, state="waiting", lang=given.lang, made_at=now, made_by=actor,
        )  # fmt: skip
        await wait_store.insert(tx, wait)
        fact = Waitlisted(
            wait=wait.id, department=given.department, doctor=given.doctor, service=given.service, keeps=keeps
        )
        tx.announce(given.hospital_id, given.person, fact, actor=actor)
    return wait


async def _changed(tx: Transaction, wish: Wait, given: NewWait, keeps: UUID | None, actor: str) -> Wait:
    """The same wish for other days; the place in line stays. One for an earlier time than an appointment stays one, and is
    changed by nothing else: another might take that appointment to a later day. Raises Problem invalid, already_waiting."""
    if wish.keeps not in (None, keeps):
        raise Problem(ALREADY_WAITING)
    kept = await store.one(tx, given.hospital_id, wish.keeps) if wish.keeps else None
    to_at = min(given.to_at, wish.to_at) if kept and kept.starts_at == wish.to_at else given.to_at
    now = tx.clock.now()
    if to_at <= max(given.from_at, now):
        raise Problem(INVALID, what="to")
    if (max(wish.from_at, now), wish.to_at, wish.keeps) == (max(given.from_at, now), to_at, keeps):
        return wish
    wish = msgspec.structs.replace(wish, from_at=given.from_at, to_at=to_at, keeps=keeps)
    await wait_store.update_waits(tx, given.hospital_id, [wish])
    fact = WaitChanged(wait=wish.id, keeps=keeps, from_at=wish.from_at, to_at=wish.to_at)
    tx.announce(given.hospital_id, wish.person_id, fact, actor=actor)
    return wish


async def _kept(tx: Transaction, hospital_id: int, id_: UUID, group: list[UUID]) -> UUID:
    """What stands for them while they wait: of a seat that is only asked for, the one before it. Raises Problem not_found."""
    kept = await store.one(tx, hospital_id, id_)
    if kept is None or kept.person_id not in group or kept.status not in STANDING:
        raise Problem(NOT_FOUND)
    before = await store.one(tx, hospital_id, kept.replaces) if kept.replaces and kept.status == "requested" else None
    return before.id if before and before.status in STANDING else kept.id


async def earlier(services: Services, kept: Appointment, lang: str, actor: str) -> Wait:
    """Wait for the same, sooner than this appointment, which stands until then. Raises Problem not_found, already_waiting."""
    if kept.person_id is None or kept.displaced_at:
        raise Problem(NOT_FOUND)
    given = NewWait(
        hospital_id=kept.hospital_id, person=kept.person_id, department=kept.department_id, service=kept.service_id,
        from_at=services.clock.now(), to_at=kept.starts_at, keeps=kept.id, lang=lang,
    )  # fmt: skip
    return await join(services, given, actor)


async def end_wait(
    services: Services, hospital_id: int, id_: UUID, actor: str, state: Literal["withdrawn", "lapsed"] = "withdrawn"
) -> Wait:
    """No longer waiting; what was offered and is still open is declined. Raises Problem not_found."""
    wait = await decline_all(services, hospital_id, id_, actor)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(wait.person_id)
        wait = next(iter(await wait_store.by_ids(tx, hospital_id, [id_])))
        if wait.state == "waiting":
            wait = msgspec.structs.replace(wait, state=state)
            await wait_store.update_waits(tx, hospital_id, [wait])
            tx.announce(hospital_id, wait.person_id, WaitEnded(wait=wait.id, state=state), actor=actor)
    return wait


async def decline_all(services: Services, hospital_id: int, wait_id: UUID, actor: str) -> Wait:
    """Whatever is offered to this wait goes on to others. Raises Problem not_found."""
    async with services.database.transaction([hospital_id]) as tx:
        wait = next(iter(await wait_store.by_ids(tx, hospital_id, [wait_id])), None)
        offers = await wait_store.offers_of(tx, hospital_id, [wait_id], wait.made_at) if wait else []
    if wait is None:
        raise Problem(NOT_FOUND)
    for offer in offers:
        if offer.state == "open":
            await decline(services, hospital_id, offer.id, actor)
    return wait


async def accept(services: Services, hospital_id: int, offer_id: UUID, actor: str) -> Appointment:
    """Take the offered seat, and give back what was kept. Whoever comes second keeps the old one, and is told so.

    Accepted already by the same: the same answer. Raises Problem offer_gone, not_found.
    """
    offer, wait, person = await _found(services, hospital_id, offer_id)
    known = await catalogue(services, hospital_id)

    def run(book: Book) -> Appointment | None:
        seat = book.appointments.get(offer.appointment_id)
        if seat is None:
            raise Problem(NOT_FOUND)
        # Only the winner's own id is on the seat: the offer itself may be theirs under an id merged since.
        if seat.person_id is not None:
            if seat.live and offer.state == "won":
                return seat
            raise Problem(OFFER_GONE)
        now_open = book.offers.get(offer_id)
        if seat.status != "held" or over(seat, book.now) or now_open is None or book.slots[seat.slot_id].closed_at:
            raise Problem(OFFER_GONE)
        waiting = book.waits.get(wait.id)
        if waiting is None or waiting.state != "waiting":
            raise Problem(OFFER_GONE)
        book.require_calm(book.slots[seat.slot_id], person)
        book.end_offers(seat.id, "lost", winner=offer_id, actor=actor)
        service = known.services.get(seat.service_id)
        if waiting.keeps and waiting.keeps not in book.appointments:
            return None  # it became another appointment since it was looked up
        kept = book.appointments.get(waiting.keeps) if waiting.keeps else None
        replaced = root_of(book, kept) if kept and kept.status in STANDING else None
        if replaced:
            take_back(book, book.successor(replaced.id), actor)
        book.put_wait(msgspec.structs.replace(waiting, state="won", keeps=replaced.id if replaced else waiting.keeps))
        mine = msgspec.structs.replace(
            seat, person_id=person, price_fen=service.price_fen if service else 0, lang=waiting.lang, made_by=actor,
            conversation_id=kept.conversation_id if kept else None, visitor_id=kept.visitor_id if kept else None,
            replaces=replaced.id if replaced and seat.owner == "his" else None,
        )  # fmt: skip
        mine = settle(book, mine, actor)
        if replaced and mine.status == "booked":
            book.cancel(replaced, by="moved", actor=actor, into=mine)
        return mine

    appointments = (offer.appointment_id, *((wait.keeps,) if wait.keeps else ()))
    needs = Needs(appointments=appointments, subjects=(person,), moving=True)
    won = await counter_of(services).do(hospital_id, needs, run)
    return won or await accept(services, hospital_id, offer_id, actor)


async def decline(services: Services, hospital_id: int, offer_id: UUID, actor: str) -> None:
    """Not this one; they keep waiting for others. When the last says no, the next who wait are asked."""
    offer, _, _ = await _found(services, hospital_id, offer_id)

    def run(book: Book) -> None:
        mine, seat = book.offers.get(offer_id), book.appointments.get(offer.appointment_id)
        if mine is None or mine.state != "open" or seat is None:
            return
        book.put_offer(msgspec.structs.replace(mine, state="declined"))
        book.tell(mine.person_id, OfferEnded(offer=mine.id, wait=mine.wait_id, state="declined"), actor)
        left = [each for each in book.offers.values() if each.appointment_id == seat.id and each.state == "open"]
        if not left and seat.status == "held":
            book.expire(seat)

    await counter_of(services).do(hospital_id, Needs(appointments=(offer.appointment_id,)), run)


async def _found(services: Services, hospital_id: int, offer_id: UUID) -> tuple[Offer, Wait, UUID]:
    """The offer, who waits, and the id under which that person is kept. Raises Problem not_found."""
    async with services.database.transaction([hospital_id]) as tx:
        offer = await wait_store.offer(tx, hospital_id, offer_id)
        waits = await wait_store.by_ids(tx, hospital_id, [offer.wait_id]) if offer else []
        if offer is None or not waits:
            raise Problem(NOT_FOUND)
        person = (await same_person(tx, hospital_id, waits[0].person_id))[0]
    return offer, waits[0], person

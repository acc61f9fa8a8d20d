"""The front desk: who came, who did not, who walked in."""

from uuid import UUID

import msgspec

from bedside.appointment.actions.changing import found, take_back
from bedside.appointment.actions.confirming import settle
from bedside.appointment.actions.holding import new_appointment
from bedside.appointment.book import Ask, Book
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Arrived, Fulfilled, NoShow, Undone
from bedside.appointment.model import Appointment, Status
from bedside.appointment.problems import DISPLACED, NO_SEAT, WRONG_STATUS
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store.slots import Wanted
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import CONFLICT, Problem
from bedside.kit.services import Services

CANDIDATES = 20


def unchanged(mine: Appointment, rev: int | None) -> None:
    """Raise Problem conflict when somebody changed it since it was seen."""
    if rev is not None and mine.rev != rev:
        raise Problem(CONFLICT, what=mine.status)


async def arrive(services: Services, hospital_id: int, id_: UUID, actor: str, rev: int | None = None) -> Appointment:
    """They are here, and wish for no other time instead. Again is harmless. Raises Problem displaced when the doctor is not."""

    def run(book: Book) -> Appointment:
        mine = found(book, id_, "booked", "arrived", "no_show")
        if mine.status == "arrived":
            return mine
        unchanged(mine, rev)
        if mine.displaced_at:
            raise Problem(DISPLACED)
        take_back(book, book.successor(id_), actor)
        mine = book.put(msgspec.structs.replace(mine, status="arrived", arrived_at=book.now))
        book.say(Arrived, mine, actor)
        if mine.owner == "his":
            book.asks.append(Ask(mine.id, "arrival"))
        return mine

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,), moving=True), run)


async def no_show(services: Services, hospital_id: int, id_: UUID, actor: str, rev: int | None = None) -> Appointment:
    """They did not come, and the visit's time has begun."""

    def run(book: Book) -> Appointment:
        mine = found(book, id_, "booked", "no_show")
        if mine.status == "no_show":
            return mine
        unchanged(mine, rev)
        if mine.starts_at > book.now or mine.displaced_at:
            raise Problem(WRONG_STATUS, status=mine.status)
        mine = book.put(msgspec.structs.replace(mine, status="no_show", ended_at=book.now))
        book.say(NoShow, mine, actor)
        return mine

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def fulfil(services: Services, hospital_id: int, id_: UUID, actor: str, rev: int | None = None) -> Appointment:
    """The visit took place."""

    def run(book: Book) -> Appointment:
        mine = found(book, id_, "arrived", "fulfilled")
        if mine.status == "fulfilled":
            return mine
        unchanged(mine, rev)
        mine = book.put(msgspec.structs.replace(mine, status="fulfilled", ended_at=book.now))
        book.say(Fulfilled, mine, actor)
        return mine

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def undo(services: Services, hospital_id: int, id_: UUID, actor: str, rev: int | None = None) -> Appointment:
    """Take the last note back: arrived or no-show to booked, fulfilled to arrived."""
    before: dict[Status, Status] = {"arrived": "booked", "no_show": "booked", "fulfilled": "arrived"}

    def run(book: Book) -> Appointment:
        mine = found(book, id_, *before)
        unchanged(mine, rev)
        new = msgspec.structs.replace(
            mine, status=before[mine.status], ended_at=None,
            arrived_at=mine.arrived_at if mine.status == "fulfilled" else None,
        )  # fmt: skip
        new = book.put(new)
        book.say(Undone, new, actor, was=mine.status)
        return new

    return await counter_of(services).do(hospital_id, Needs(appointments=(id_,)), run)


async def walk_in(
    services: Services, hospital_id: int, person: UUID, wanted: Wanted, actor: str, slot: UUID | None = None
) -> Appointment:
    """Somebody stands at the desk: the first free seat of today, also of a slot that runs. Never beyond capacity.

    Raises Problem no_seat, or the slot's own.
    """
    known = await catalogue(services, hospital_id)
    slots = [slot] if slot else await _today(services, hospital_id, wanted)

    def run(book: Book) -> Appointment:
        for id_ in slots:
            try:
                seat = book.seat(id_, until_end=True)
            except Problem:
                if slot:
                    raise
                continue
            chosen = book.slots[id_]
            service = known.services.get(chosen.service_id)
            mine = new_appointment(
                chosen, seat, status="held", person_id=person, price_fen=service.price_fen if service else 0, walk_in=True,
                made_at=book.now, made_by=actor,
            )  # fmt: skip
            mine = settle(book, mine, actor)
            if mine.status != "booked":
                return mine
            mine = book.put(msgspec.structs.replace(mine, status="arrived", arrived_at=book.now))
            book.say(Arrived, mine, actor)
            return mine
        raise Problem(NO_SEAT)

    return await counter_of(services).do(hospital_id, Needs(slots=tuple(slots), subjects=(person,)), run)


async def _today(services: Services, hospital_id: int, wanted: Wanted) -> list[UUID]:
    now = services.clock.now()
    async with services.database.transaction([hospital_id]) as tx:
        running = msgspec.structs.replace(wanted, since=now - slot_store.RUNNING, ends_after=now)
        return [slot.id for slot in await slot_store.find(tx, hospital_id, running, CANDIDATES)]

"""Keep a seat for ten minutes, while its price is read and a name is given."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from bedside.appointment.book import Book, over
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Held
from bedside.appointment.model import Appointment, Slot, Urgency
from bedside.appointment.problems import GREEN_REASON, HOLD_EXPIRED, HOLDS_MANY, NO_SEAT
from bedside.appointment.store import appointments as store
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store.slots import Wanted
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services

LASTS = timedelta(minutes=10)
MOST_OF_A_VISITOR = 3
CANDIDATES = 20
ROUNDS = 3


class Green(msgspec.Struct, frozen=True):
    """Why a reserved seat: clinical urgency and its reason, never a person's value (rule L21)."""

    urgency: Urgency
    reason: str


class Token(msgspec.Struct, frozen=True, array_like=True):
    """Says of its bearer that this hold is theirs: bound to the hold as it was made, and to who made it."""

    hospital_id: int
    appointment_id: UUID
    rev: int
    holder: str


class Hold(msgspec.Struct, frozen=True):
    """A seat kept until then. `price_fen` is the full published price of its service."""

    appointment: Appointment
    token: str
    slot: Slot


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a seat, and for what: a slot, or any that fits."""

    hospital_id: int
    actor: str
    """staff:<id>, visitor:<id>, or visitor:guest for a browser that has no id."""
    id: UUID | None = None
    """The client's own id of the hold: asked again, it is the same hold."""
    slot: UUID | None = None
    any: Wanted | None = None
    visitor: UUID | None = None
    person: UUID | None = None
    conversation: UUID | None = None
    green: Green | None = None
    lang: str = "zh"
    instead: Token | None = None
    """An earlier hold of theirs, given back with this one."""
    lasts: timedelta = LASTS


def signed(services: Services, token: Token) -> str:
    return Signer(services.key("hold")).sign(token)


def read_token(services: Services, text: str) -> Token | None:
    return Signer(services.key("hold")).read(text, Token)


async def hold(services: Services, asked: Asked) -> Hold:
    """Raises Problem seat_taken, no_seat, slot_closed, slot_past, not_found, green_reason, no_green_seat, holds_many,
    in_danger."""
    if asked.green and not asked.green.reason.strip():
        raise Problem(GREEN_REASON)
    if asked.visitor and asked.actor.startswith("visitor:"):
        await _not_too_many(services, asked)
    known = await catalogue(services, asked.hospital_id)
    if asked.slot:
        return await _one_of(services, asked, [asked.slot], known)
    if asked.any is None:
        raise Problem(NOT_FOUND)
    for _ in range(ROUNDS):
        candidates = await _candidates(services, asked.hospital_id, asked.any)
        if not candidates:
            break
        try:
            return await _one_of(services, asked, candidates, known)
        except Problem as problem:
            if problem.code != NO_SEAT:
                raise
    raise Problem(NO_SEAT)


async def release(services: Services, token: Token) -> None:
    """Give a hold back before its time. One that was confirmed or is gone stays as it is."""

    def run(book: Book) -> None:
        _release(book, token)

    needs = Needs(appointments=(token.appointment_id,))
    await counter_of(services).do(token.hospital_id, needs, run)


async def _one_of(services: Services, asked: Asked, slots: list[UUID], known: Catalogue) -> Hold:
    def run(book: Book) -> Hold:
        return _hold(services, book, asked, slots, known)

    subjects = tuple(each for each in (asked.visitor, asked.person) if each)
    appointments = tuple(each for each in (asked.id, asked.instead and asked.instead.appointment_id) if each)
    needs = Needs(slots=tuple(slots), appointments=appointments, subjects=subjects)
    return await counter_of(services).do(asked.hospital_id, needs, run)


def _hold(services: Services, book: Book, asked: Asked, slots: list[UUID], known: Catalogue) -> Hold:
    if asked.id and (mine := book.appointments.get(asked.id)):
        return _again(services, book, asked, mine)
    slot, seat = _free(book, asked, slots)
    service = known.services.get(slot.service_id)
    if service is None:
        raise Problem(NOT_FOUND)
    if not asked.green:
        book.require_calm(slot, asked.visitor, asked.person)
    if asked.instead:
        _release(book, asked.instead)
    green = asked.green
    held = book.put(
        new_appointment(
            slot, seat, id=asked.id or new_id(), green=green is not None, status="held", price_fen=service.price_fen,
            person_id=asked.person, visitor_id=asked.visitor, conversation_id=asked.conversation,
            hold_expires_at=book.now + asked.lasts, urgency=green.urgency if green else None,
            reason=green.reason.strip() if green else "", lang=asked.lang, made_at=book.now, made_by=asked.actor,
        )
    )  # fmt: skip
    book.say(Held, held, asked.actor)
    token = Token(asked.hospital_id, held.id, held.rev, asked.actor)
    return Hold(held, signed(services, token), book.slots[slot.id])


def _again(services: Services, book: Book, asked: Asked, mine: Appointment) -> Hold:
    if mine.made_by != asked.actor or (asked.slot and asked.slot != mine.slot_id):
        raise Problem(NOT_FOUND)
    if mine.status != "held" or over(mine, book.now):
        raise Problem(HOLD_EXPIRED)
    return Hold(
        mine, signed(services, Token(asked.hospital_id, mine.id, mine.rev, asked.actor)), book.slots[mine.slot_id]
    )


def _free(book: Book, asked: Asked, slots: list[UUID]) -> tuple[Slot, int]:
    if asked.slot:
        return book.slots.get(asked.slot) or _missing(), book.seat(asked.slot, green=asked.green is not None)
    for id_ in slots:
        try:
            return book.slots[id_], book.seat(id_, green=asked.green is not None)
        except (Problem, KeyError):
            continue
    raise Problem(NO_SEAT)


def _missing() -> Slot:
    raise Problem(NOT_FOUND)


def _release(book: Book, token: Token) -> None:
    mine = book.appointments.get(token.appointment_id)
    if mine and mine.status == "held" and mine.made_by == token.holder:
        book.cancel(mine, by="person", actor=token.holder)


_EMPTY: dict[str, Any] = dict.fromkeys(Appointment.__struct_fields__)


def new_appointment(slot: Slot, seat: int, **members: object) -> Appointment:
    """An appointment in this slot; what is not given is empty."""
    row: dict[str, Any] = {
        **_EMPTY, "hospital_id": slot.hospital_id, "id": new_id(), "slot_id": slot.id, "seat": seat, "green": False,
        "doctor_id": slot.doctor_id, "department_id": slot.department_id, "service_id": slot.service_id, "day": slot.day,
        "starts_at": slot.starts_at, "ends_at": slot.ends_at, "owner": slot.owner, "his_ref": "", "reason": "",
        "walk_in": False, "cancel_reason": "", "lang": "zh", "rev": 1,
    }  # fmt: skip
    return Appointment(**(row | members))  # pyright: ignore[reportArgumentType]


async def _candidates(services: Services, hospital_id: int, wanted: Wanted) -> list[UUID]:
    since = max(wanted.since, services.clock.now())
    if since >= wanted.until:
        return []
    async with services.database.transaction([hospital_id]) as tx:
        wanted = msgspec.structs.replace(wanted, since=since)
        return [slot.id for slot in await slot_store.find(tx, hospital_id, wanted, CANDIDATES)]


async def _not_too_many(services: Services, asked: Asked) -> None:
    assert asked.visitor
    async with services.database.transaction([asked.hospital_id]) as tx:
        held = await store.holds_of_visitor(tx, asked.hospital_id, asked.visitor, services.clock.now())
    if held - (1 if asked.instead else 0) >= MOST_OF_A_VISITOR:
        raise Problem(HOLDS_MANY)

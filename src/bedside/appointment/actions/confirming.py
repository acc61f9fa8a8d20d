"""A held seat becomes somebody's."""

from uuid import UUID

import msgspec

from bedside.appointment.actions.holding import Token, read_token
from bedside.appointment.book import Ask, Book, over
from bedside.appointment.counter import Needs, counter_of
from bedside.appointment.facts import Booked, GreenAsked, GreenConfirmed, Requested
from bedside.appointment.model import Appointment
from bedside.appointment.problems import HOLD_EXPIRED, HOLD_UNKNOWN, HOLD_USED, SLOT_CLOSED, SLOT_PAST
from bedside.kit.problems import Problem
from bedside.kit.services import Services

GUEST = "visitor:guest"


def token_of(services: Services, text: str, holder: str) -> Token:
    """The hold's token, if it is this holder's. Raises Problem hold_unknown for a forged or borrowed one."""
    token = read_token(services, text)
    if token is None or token.holder not in (holder, GUEST):
        raise Problem(HOLD_UNKNOWN)
    return token


async def confirm(
    services: Services, token: Token, person: UUID, actor: str, *, confirms_green: UUID | None = None
) -> Appointment:
    """Give the held seat to this person. The same token again is the same answer.

    `confirms_green`: the clinician who acts, if one does. What belongs to the hospital's own system, or waits for a
    clinician, is "requested" and nobody is told that it is booked. Raises Problem hold_expired, hold_used, hold_unknown,
    in_danger.
    """

    def run(book: Book) -> Appointment:
        return _confirm(book, token, person, actor, confirms_green)

    needs = Needs(appointments=(token.appointment_id,), subjects=(person,), same_seat=True)
    return await counter_of(services).do(token.hospital_id, needs, run)


def _confirm(book: Book, token: Token, person: UUID, actor: str, clinician: UUID | None) -> Appointment:
    held = book.appointments.get(token.appointment_id)
    if held is None:
        raise Problem(HOLD_UNKNOWN)
    if held.status != "held":
        if held.confirmed_at is None or not held.live:
            raise Problem(HOLD_EXPIRED)
        if held.person_id != person:
            raise Problem(HOLD_USED)
        return held
    if held.rev != token.rev or over(held, book.now):
        raise Problem(HOLD_EXPIRED)
    slot = book.slots[held.slot_id]
    if slot.closed_at:
        raise Problem(SLOT_CLOSED)
    if slot.ends_at <= book.now:
        raise Problem(SLOT_PAST)
    if not held.green:
        book.require_calm(slot, person, held.visitor_id)
    return settle(book, msgspec.structs.replace(held, person_id=person), actor, clinician)


def settle(book: Book, mine: Appointment, actor: str, clinician: UUID | None = None) -> Appointment:
    """From held (or new) to booked, or to requested where somebody else has the say."""
    open_green = mine.green and clinician is None
    mine = book.put(
        msgspec.structs.replace(
            mine, status="requested" if open_green or mine.owner == "his" else "booked", confirmed_at=book.now,
            hold_expires_at=None, green_confirmed_by=clinician if mine.green else None,
            green_confirmed_at=book.now if mine.green and clinician else None,
        )
    )  # fmt: skip
    if mine.green:
        book.say(GreenAsked, mine, actor, urgency=mine.urgency)
        if clinician:
            book.say(GreenConfirmed, mine, actor, urgency=mine.urgency)
    if mine.status == "booked":
        book.say(Booked, mine, actor, walk_in=mine.walk_in)
    else:
        book.say(Requested, mine, actor)
        if not open_green:
            book.asks.append(Ask(mine.id, "confirm"))
    book.note(mine.status, mine, actor)
    return mine

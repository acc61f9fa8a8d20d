"""A visitor books alone: times, a seat kept for ten minutes, a name, and what they booked (docs/protocol.md)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from bedside.appointment import own, questions
from bedside.appointment.actions import changing, confirming, holding, waiting
from bedside.appointment.actions.confirming import GUEST
from bedside.appointment.actions.holding import Asked
from bedside.appointment.api.shapes import NewGiven, care_answered, days
from bedside.appointment.front import BookingPage, booking_page
from bedside.appointment.own import AppointmentOfMine, Mine, SlotOfMine
from bedside.appointment.parts import Limits
from bedside.appointment.store.slots import Wanted
from bedside.appointment.whom import Consented, Fresh, as_shown, whom_of_contact
from bedside.hospital.api.bodies import takes
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import INVALID, TOO_MANY, Lang, Problem
from bedside.kit.services import Services
from bedside.people import contact as contacts
from bedside.people.contact import ContactToken
from bedside.people.model import NO_CONSENT, agent_family
from bedside.visit.api.guests import Guest, address_of, admitted, decoded, lang_of, services_of, who_is, within
from bedside.visit.model import Site
from bedside.visit.parts import Doorman

Token = Annotated[str, msgspec.Meta(max_length=2000)]


class SiteBody(msgspec.Struct, kw_only=True):
    site: str
    token: Token | None = None
    lang: str = "zh"


class SlotsBody(SiteBody, kw_only=True):
    """Local days of the hospital, both included. `moving`, with the contact whose it is: times to which it may be moved."""

    department: UUID | None = None
    service: UUID | None = None
    doctor: UUID | None = None
    moving: UUID | None = None
    contact: Token = ""
    from_: date = msgspec.field(name="from")
    to: date
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class AnyWish(msgspec.Struct, kw_only=True):
    department: UUID | None = None
    service: UUID | None = None
    doctor: UUID | None = None
    from_: date = msgspec.field(name="from")
    to: date


class HoldBody(SiteBody, kw_only=True):
    """Either `slot` or `any`. `instead`: an earlier hold, given back."""

    slot: UUID | None = None
    any: AnyWish | None = None
    instead: Token | None = None


class WhomBody(SiteBody, kw_only=True):
    contact: Token
    person: UUID | None = None
    new: NewGiven | None = None
    health: bool = False
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""

    def who(self) -> UUID | Fresh:
        if self.new is not None and self.person is None:
            # A phone that somebody types is not theirs yet: the verified contact is what counts.
            return msgspec.structs.replace(self.new.fresh(), phone="")
        if self.person is None or self.new is not None:
            raise Problem(INVALID, what="person, new")
        return self.person


class ConfirmBody(WhomBody, kw_only=True):
    hold: Token
    care: bool | None = None


class WaitBody(WhomBody, kw_only=True):
    department: UUID
    service: UUID | None = None
    doctor: UUID | None = None
    from_: date = msgspec.field(name="from")
    to: date
    keeps: UUID | None = None
    care: bool | None = None


class ContactBody(SiteBody, kw_only=True):
    contact: Token


class MoveBody(ContactBody, kw_only=True):
    slot: UUID


class HoldAnswer(msgspec.Struct):
    id: UUID
    hold: str
    expires_at: datetime | None
    price_fen: int
    slot: SlotOfMine


class Slots(msgspec.Struct):
    items: list[SlotOfMine]


class Done(msgspec.Struct):
    done: bool = True


_slots = msgspec.json.Decoder(SlotsBody)
_hold = msgspec.json.Decoder(HoldBody)
_confirm = msgspec.json.Decoder(ConfirmBody)
_contact = msgspec.json.Decoder(ContactBody)
_move = msgspec.json.Decoder(MoveBody)
_wait = msgspec.json.Decoder(WaitBody)


@get("/sites/{key:str}/booking", operation_id="showBooking")
async def show_booking(request: Guest, key: FromPath[str]) -> BookingPage:
    """Departments, services and doctors that can be booked, and the full price list. Stores nothing."""
    services = services_of(request)
    within(services.get(Doorman).pages, request)
    site = await admitted(request, key)
    return await booking_page(services, site.hospital_id, lang_of(request))


@post("/slots", operation_id="findSlots", status_code=200, operation_class=takes(SlotsBody))
async def find_slots(request: Guest) -> Slots:
    """Free times, the soonest first."""
    services = services_of(request)
    within(services.get(Doorman).pages, request)
    body = decoded(await request.body(), _slots)
    site = await admitted(request, body.site)
    known = await catalogue(services, site.hospital_id)
    wanted = await _wanted(services, site, body)
    if body.moving:
        mine = await own.theirs(services, _contact_of(services, site, body.contact), body.moving)
        wanted = msgspec.structs.replace(wanted, green=mine.green)
    found = await questions.find(services, site.hospital_id, wanted, body.limit)
    return Slots([own.slot_of_mine(known, each, _lang(body), green=wanted.green) for each in found])


@post("/holds", operation_id="holdSeat", operation_class=takes(HoldBody))
async def hold_seat(request: Guest) -> HoldAnswer:
    """Keep a seat for ten minutes. Makes no visitor: nobody has said who they are."""
    services = services_of(request)
    if not services.get(Limits).holds.admits(address_of(request)):
        raise Problem(TOO_MANY)
    body = decoded(await request.body(), _hold)
    site = await admitted(request, body.site)
    if (body.slot is None) == (body.any is None):
        raise Problem(INVALID, what="slot, any")
    visitor, holder = _holder(services, site, body)
    known = await catalogue(services, site.hospital_id)
    wanted = await _wanted(services, site, body.any) if body.any else None
    instead = holding.read_token(services, body.instead) if body.instead else None
    asked = Asked(
        hospital_id=site.hospital_id, actor=holder, slot=body.slot, any=wanted, visitor=visitor, lang=_lang(body),
        instead=instead if instead and instead.hospital_id == site.hospital_id else None,
    )  # fmt: skip
    kept = await holding.hold(services, asked)
    mine = kept.appointment
    shown = own.slot_of_mine(known, kept.slot, _lang(body))
    return HoldAnswer(mine.id, kept.token, mine.hold_expires_at, mine.price_fen, shown)


@post("/confirm", operation_id="confirmSeat", status_code=200, operation_class=takes(ConfirmBody))
async def confirm_seat(request: Guest) -> AppointmentOfMine:
    """The kept seat becomes somebody's: one of those at the verified contact, or somebody new there."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _confirm)
    site = await admitted(request, body.site)
    visitor, holder = _holder(services, site, body)
    token = confirming.token_of(services, body.hold, holder)
    if token.hospital_id != site.hospital_id:
        raise Problem(confirming.HOLD_UNKNOWN)
    contact = _contact_of(services, site, body.contact)
    consented = _consented(request, body, care_answered(body.care))
    person = await whom_of_contact(services, contact, body.who(), consented, holder, visitor)
    mine = await confirming.confirm(services, token, person, f"visitor:{visitor}" if visitor else f"person:{person}")
    return await own.one_of_mine(services, mine, _lang(body))


@post("/appointments", operation_id="myAppointments", status_code=200, operation_class=takes(ContactBody))
async def my_appointments(request: Guest) -> Mine:
    """Everything of everybody at the verified contact, and what they wait for."""
    services, contact, body = await _asked(request, _contact)
    return await own.mine(services, contact, _lang(body))


@post(
    "/appointments/{appointment_id:uuid}/cancel",
    operation_id="cancelMine",
    status_code=200,
    operation_class=takes(ContactBody),
)
async def cancel_mine(request: Guest, appointment_id: FromPath[UUID]) -> AppointmentOfMine:
    services, contact, body = await _asked(request, _contact)
    mine = await own.theirs(services, contact, appointment_id)
    actor = f"person:{mine.person_id}"
    gone = await changing.cancel(services, contact.hospital_id, appointment_id, by="person", actor=actor)
    return await own.one_of_mine(services, gone, _lang(body))


@post(
    "/appointments/{appointment_id:uuid}/reschedule",
    operation_id="moveMine",
    status_code=200,
    operation_class=takes(MoveBody),
)
async def move_mine(request: Guest, appointment_id: FromPath[UUID]) -> AppointmentOfMine:
    services, contact, body = await _asked(request, _move)
    mine = await own.theirs(services, contact, appointment_id)
    actor = f"person:{mine.person_id}"
    moved = await changing.reschedule(services, contact.hospital_id, appointment_id, body.slot, actor)
    return await own.one_of_mine(services, moved, _lang(body))


@post("/waitlist", operation_id="waitForSeat", operation_class=takes(WaitBody))
async def wait_for_seat(request: Guest) -> own.WaitOfMine:
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _wait)
    site = await admitted(request, body.site)
    contact = _contact_of(services, site, body.contact)
    visitor, holder = _holder(services, site, body)
    kept = [await own.theirs(services, contact, body.keeps)] if body.keeps else []
    wanted = await _wanted(services, site, body)
    person = await whom_of_contact(services, contact, body.who(), _consented(request, body, body.care), holder, visitor)
    given = waiting.NewWait(
        hospital_id=site.hospital_id, person=person, department=body.department, doctor=body.doctor, service=body.service,
        from_at=wanted.since, to_at=wanted.until, keeps=body.keeps, lang=_lang(body),
    )  # fmt: skip
    wait = await waiting.join(services, given, f"person:{person}")
    return own.wait_of_mine(await catalogue(services, site.hospital_id), wait, [], [], _lang(body), kept)


@post(
    "/appointments/{appointment_id:uuid}/wait-earlier",
    operation_id="waitForEarlier",
    operation_class=takes(ContactBody),
)
async def wait_earlier(request: Guest, appointment_id: FromPath[UUID]) -> own.WaitOfMine:
    """Wait for a sooner time; what is booked stands until one is won, and is then moved there."""
    services, contact, body = await _asked(request, _contact)
    mine = await own.theirs(services, contact, appointment_id)
    wait = await waiting.earlier(services, mine, _lang(body), f"person:{mine.person_id}")
    return own.wait_of_mine(await catalogue(services, contact.hospital_id), wait, [], [], _lang(body), [mine])


@post(
    "/waitlist/{wait_id:uuid}/leave", operation_id="leaveWaiting", status_code=200, operation_class=takes(ContactBody)
)
async def leave_waiting(request: Guest, wait_id: FromPath[UUID]) -> Done:
    services, contact, _ = await _asked(request, _contact)
    wait = await own.their_wait(services, contact, wait_id)
    await waiting.end_wait(services, contact.hospital_id, wait.id, f"person:{wait.person_id}")
    return Done()


@post("/offers/{offer_id:uuid}/accept", operation_id="acceptOffer", status_code=200, operation_class=takes(ContactBody))
async def accept_offer(request: Guest, offer_id: FromPath[UUID]) -> AppointmentOfMine:
    """First to accept wins; whoever comes second keeps what they had."""
    services, contact, body = await _asked(request, _contact)
    offer = await own.their_offer(services, contact, offer_id)
    won = await waiting.accept(services, contact.hospital_id, offer.id, f"person:{offer.person_id}")
    return await own.one_of_mine(services, won, _lang(body))


@post(
    "/offers/{offer_id:uuid}/decline", operation_id="declineOffer", status_code=200, operation_class=takes(ContactBody)
)
async def decline_offer(request: Guest, offer_id: FromPath[UUID]) -> Done:
    services, contact, _ = await _asked(request, _contact)
    offer = await own.their_offer(services, contact, offer_id)
    await waiting.decline(services, contact.hospital_id, offer.id, f"person:{offer.person_id}")
    return Done()


def _lang(body: SiteBody) -> Lang:
    return "en" if body.lang.lower().startswith("en") else "zh"


def _holder(services: Services, site: Site, body: SiteBody) -> tuple[UUID | None, str]:
    token = who_is(services, site, body.token)
    return (token.visitor_id, f"visitor:{token.visitor_id}") if token else (None, GUEST)


def _contact_of(services: Services, site: Site, text: str) -> ContactToken:
    return contacts.required(services, site.hospital_id, text, services.clock.now())


def _consented(request: Guest, body: WhomBody, care: bool | None) -> Consented:
    """Keeping a name and an appointment needs a yes (rule L10); messages may be declined."""
    if not body.health:
        raise Problem(NO_CONSENT)
    as_shown(body.version)
    agent = agent_family(request.headers.get("user-agent", ""))
    return Consented(care=care, health=True, lang=_lang(body), channel="booking", agent=agent)


async def _asked(request: Guest, decoder: Any) -> tuple[Services, ContactToken, Any]:
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), decoder)
    site = await admitted(request, body.site)
    return services, _contact_of(services, site, body.contact), body


async def _wanted(services: Services, site: Site, wish: SlotsBody | AnyWish | WaitBody) -> Wanted:
    known = await catalogue(services, site.hospital_id)
    since, until = days(wish.from_, wish.to, known.zone)
    return Wanted(since=since, until=until, department=wish.department, service=wish.service, doctor=wish.doctor)


handlers: list[HTTPRouteHandler] = [
    show_booking, find_slots, hold_seat, confirm_seat, my_appointments, cancel_mine, move_mine, wait_for_seat, wait_earlier,
    leave_waiting, accept_offer, decline_offer,
]  # fmt: skip

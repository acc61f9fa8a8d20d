"""Reads about seats: what is free, who comes today, what is somebody's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from bedside.appointment.intake.questions import filled
from bedside.appointment.model import STANDING, Appointment, Offer, Slot, Status, Urgency, Wait
from bedside.appointment.store import appointments as store
from bedside.appointment.store import bills, schedules
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store import waits as wait_store
from bedside.appointment.store.appointments import OfDay
from bedside.appointment.store.slots import Wanted
from bedside.appointment.weeks import Exceptional, Line
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people.questions import Trait, names, same_person, traits

LONGEST = timedelta(days=400)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
AT_MOST = 500


class PersonNamed(msgspec.Struct, frozen=True):
    """`phone_tail` and `born` (only the year) tell namesakes apart in lists."""

    id: UUID
    name: str
    phone_tail: str = ""
    born: int | None = None


class DoctorNamed(msgspec.Struct, frozen=True):
    id: UUID
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str


class ServiceNamed(msgspec.Struct, frozen=True):
    id: UUID
    name_zh: str
    name_en: str


class SlotShown(msgspec.Struct, frozen=True, kw_only=True):
    """A free time. `price_fen`: the full published price, the same for everybody (rule L20)."""

    id: UUID
    doctor: DoctorNamed
    department_id: UUID
    service: ServiceNamed
    starts_at: datetime
    ends_at: datetime
    left: int
    green_left: int
    price_fen: int


class AppointmentShown(msgspec.Struct, frozen=True, kw_only=True):
    hospital: int
    id: UUID
    status: Status
    starts_at: datetime
    ends_at: datetime
    person: PersonNamed | None
    doctor: DoctorNamed
    service: ServiceNamed
    department_id: UUID
    conversation_id: UUID | None
    green: bool
    urgency: Urgency | None
    reason: str
    green_confirmed: bool
    displaced: bool
    walk_in: bool
    price_fen: int
    cancel_reason: str
    arrived_at: datetime | None
    intake: bool
    waits: UUID | None
    """The wish for an earlier time that they have already."""
    bill: "BillShown | None"
    """What the visit cost, once it is over and its owner said so."""
    rev: int


class BillShown(msgspec.Struct, frozen=True):
    """In fen. `paid_fen` null: the seat's owner keeps no account of payments."""

    total_fen: int
    paid_fen: int | None


class OfferShown(msgspec.Struct, frozen=True, kw_only=True):
    """A freed seat that is kept back for several: the first to accept has it."""

    id: UUID
    slot: SlotShown
    expires_at: datetime


class WaitShown(msgspec.Struct, frozen=True, kw_only=True):
    hospital: int
    id: UUID
    person: PersonNamed
    doctor: DoctorNamed | None
    service: ServiceNamed | None
    department_id: UUID
    from_: datetime = msgspec.field(name="from")
    to: datetime
    keeps: UUID | None
    state: str
    offers: list[OfferShown]
    """Open ones, the one that ends first in front."""
    made_at: datetime


async def appointment(tx: Transaction, hospital_id: int, id_: UUID) -> Appointment | None:
    return await store.one(tx, hospital_id, id_)


async def appointments_of(
    tx: Transaction, hospital_id: int, persons: Iterable[UUID], since: datetime = BEGINNING
) -> list[Appointment]:
    """Of one human being, the latest first."""
    return await store.of_persons(tx, hospital_id, list(persons), since, AT_MOST)


async def find(
    services: Services,
    hospital_id: int,
    wanted: Wanted,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> list[Slot]:
    """Free slots, soonest first; what has begun is past, unless `wanted.ends_after` is set: then what is over is."""
    now = services.clock.now()
    if wanted.ends_after:
        wanted = msgspec.structs.replace(wanted, ends_after=max(wanted.ends_after, now))
        since = max(wanted.since, now - slot_store.RUNNING)
    else:
        since = max(wanted.since, now)
    if since >= wanted.until:
        return []
    async with services.database.transaction([hospital_id]) as tx:
        return await slot_store.find(tx, hospital_id, msgspec.structs.replace(wanted, since=since), limit, after)


async def slot_of(services: Services, hospital_id: int, id_: UUID) -> Slot | None:
    async with services.database.transaction([hospital_id]) as tx:
        return next(iter(await slot_store.by_ids(tx, hospital_id, [id_])), None)


async def where_is(services: Services, viewer: Viewer, id_: UUID, *rights: Right) -> Appointment:
    """An appointment at a hospital where this viewer has one of the rights. Raises Problem not_found or refused."""
    async with services.database.transaction(viewer.hospitals) as tx:
        found = await store.anywhere(tx, id_)
    if found is None:
        raise Problem(NOT_FOUND)
    if not any(viewer.may(right, found.hospital_id) for right in rights):
        raise Problem(REFUSED)
    return found


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is of: a person's, a conversation's, what waits for somebody, or (else) a day's."""

    day: date | None = None
    department: UUID | None = None
    doctor: UUID | None = None
    status: str | None = None
    person: UUID | None = None
    conversation: UUID | None = None


async def listed(
    services: Services, viewer: Viewer, hospital_id: int, asked: Asked, limit: int, after: tuple[datetime, UUID]
) -> list[AppointmentShown]:
    """In order of time (a person's: the latest first). Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    known = await catalogue(services, hospital_id)
    today = services.clock.now().astimezone(known.zone).date()
    async with services.database.transaction([hospital_id]) as tx:
        if asked.person:
            found = await appointments_of(tx, hospital_id, await same_person(tx, hospital_id, asked.person))
        elif asked.conversation:
            found = await store.of_conversation(tx, hospital_id, asked.conversation)
        elif asked.day is None and asked.status == "requested":
            found = await store.requested(tx, hospital_id, limit)
        elif asked.day is None and asked.status == "displaced":
            found = await store.displaced(tx, hospital_id, limit)
        elif asked.day is None and asked.status == "unanswered":
            found = await store.ended_unanswered(tx, hospital_id, today - timedelta(days=1), limit)
        else:
            of_day = OfDay(
                day=asked.day or today, department=asked.department, doctor=asked.doctor, status=asked.status
            )
            found = await store.of_day(tx, hospital_id, of_day, limit, after)
        return await shown(tx, services, known, found)


async def shown(
    tx: Transaction, services: Services, known: Catalogue, found: list[Appointment]
) -> list[AppointmentShown]:
    """As staff see them, with the patients' names."""
    hospital_id = known.hospital.id
    known_by = await traits(tx, services, hospital_id, [each.person_id for each in found if each.person_id])
    waiting = await _earlier(tx, hospital_id, found)
    answered = await filled(tx, hospital_id, [each.id for each in found])
    over = [each.id for each in found if each.status == "fulfilled"]
    billed = await bills.of(tx, hospital_id, over) if over else {}
    return [
        AppointmentShown(
            hospital=hospital_id, id=each.id, status=each.status, starts_at=each.starts_at, ends_at=each.ends_at,
            person=_named(each.person_id, known_by.get(each.person_id)) if each.person_id else None,
            doctor=doctor_named(known, each.doctor_id), service=service_named(known, each.service_id),
            department_id=each.department_id, conversation_id=each.conversation_id, green=each.green, urgency=each.urgency,
            reason=each.reason, green_confirmed=each.green_confirmed_by is not None,
            displaced=each.displaced_at is not None, walk_in=each.walk_in, price_fen=each.price_fen,
            cancel_reason=each.cancel_reason, arrived_at=each.arrived_at, intake=each.id in answered,
            waits=waiting.get(each.id), bill=_bill(billed.get(each.id)), rev=each.rev,
        )
        for each in found
    ]  # fmt: skip


async def _earlier(tx: Transaction, hospital_id: int, found: list[Appointment]) -> dict[UUID, UUID]:
    """Of which appointments somebody waits for an earlier time, and in which wish."""
    persons = {each.person_id for each in found if each.person_id and each.status in STANDING}
    waits = await wait_store.keepers(tx, hospital_id, list(persons)) if persons else []
    return {
        each.id: wait.id for wait in waits for each in found if each.person_id == wait.person_id and wait.covers(each)
    }


def _named(id_: UUID, of: Trait | None) -> PersonNamed:
    return PersonNamed(id_, of.name, of.phone_tail, of.born.year if of.born else None) if of else PersonNamed(id_, "")


def _bill(told: bills.Account | None) -> BillShown | None:
    return BillShown(told.total_fen, told.paid_fen) if told else None


async def one_shown(services: Services, found: Appointment) -> AppointmentShown:
    known = await catalogue(services, found.hospital_id)
    async with services.database.transaction([found.hospital_id]) as tx:
        return (await shown(tx, services, known, [found]))[0]


async def waits_listed(
    services: Services, viewer: Viewer, hospital_id: int, department: UUID | None, person: UUID | None, limit: int
) -> list[WaitShown]:
    """Who waits, the longest first; or all of one person's. Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    known = await catalogue(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        if person:
            found = await wait_store.of_persons(tx, hospital_id, list(await same_person(tx, hospital_id, person)))
        else:
            found = await wait_store.waiting(tx, hospital_id, department, limit)
        offers = await wait_store.offers_of(tx, hospital_id, [w.id for w in found], BEGINNING) if found else []
        still = [each for each in offers if each.state == "open" and each.expires_at > tx.clock.now()]
        slots = {each.id: each for each in await slot_store.by_ids(tx, hospital_id, [each.slot_id for each in still])}
        named = await names(tx, services, hospital_id, [each.person_id for each in found])
    return [wait_shown(known, each, named.get(each.person_id, ""), still, slots) for each in found]


def wait_shown(known: Catalogue, wait: Wait, name: str, still: list[Offer], slots: dict[UUID, Slot]) -> WaitShown:
    """`still`: open offers, also of others who wait; `slots`: theirs, by id."""
    mine = sorted((each for each in still if each.wait_id == wait.id), key=lambda each: each.expires_at)
    return WaitShown(
        hospital=wait.hospital_id, id=wait.id, person=PersonNamed(wait.person_id, name),
        doctor=doctor_named(known, wait.doctor_id) if wait.doctor_id else None,
        service=service_named(known, wait.service_id) if wait.service_id else None, department_id=wait.department_id,
        from_=wait.from_at, to=wait.to_at, keeps=wait.keeps, state=wait.state, made_at=wait.made_at,
        offers=[OfferShown(id=each.id, slot=slot_shown(known, slots[each.slot_id]), expires_at=each.expires_at) for each in mine],
    )  # fmt: skip


def doctor_named(known: Catalogue, id_: UUID) -> DoctorNamed:
    """Titles only of a verified doctor (rule L05)."""
    found = known.doctors.get(id_)
    if found is None:
        return DoctorNamed(id_, "", "", "", "")
    titles = (found.title_zh, found.title_en) if found.verified else ("", "")
    return DoctorNamed(id_, found.name_zh, found.name_en, *titles)


def service_named(known: Catalogue, id_: UUID) -> ServiceNamed:
    found = known.services.get(id_)
    return ServiceNamed(id_, found.name_zh if found else "", found.name_en if found else "")


def slot_shown(known: Catalogue, slot: Slot) -> SlotShown:
    service: Any = known.services.get(slot.service_id)
    return SlotShown(
        id=slot.id, doctor=doctor_named(known, slot.doctor_id), department_id=slot.department_id,
        service=service_named(known, slot.service_id), starts_at=slot.starts_at, ends_at=slot.ends_at, left=slot.left,
        green_left=slot.green_left, price_fen=service.price_fen if service else 0,
    )  # fmt: skip


async def schedule_of(
    services: Services, viewer: Viewer, hospital_id: int, doctor: UUID
) -> tuple[int, list[Line], list[Exceptional]]:
    """Version, weekly lines, and exceptions from today on. Raises Problem not_found."""
    if hospital_id not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    known = await catalogue(services, hospital_id)
    if doctor not in known.doctors:  # perhaps added this second
        known = await catalogue(services, hospital_id, fresh=True)
    if doctor not in known.doctors:
        raise Problem(NOT_FOUND)
    today = services.clock.now().astimezone(known.zone).date()
    async with services.database.transaction([hospital_id]) as tx:
        book = await schedules.book(tx, hospital_id, doctor)
        lines = await schedules.lines(tx, hospital_id, doctor)
        return book.version if book else 0, lines, await schedules.exceptions(tx, hospital_id, doctor, today)

"""What a person sees of their own: whoever shows that a phone or email is theirs, for everybody who is reached there."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from bedside.appointment.intake.questions import IntakeAsked
from bedside.appointment.intake.questions import asked as intake_asked
from bedside.appointment.links import appointment_link
from bedside.appointment.model import Appointment, Offer, Slot, Wait
from bedside.appointment.problems import NOT_THEIRS
from bedside.appointment.store import appointments as store
from bedside.appointment.store import slots as slot_store
from bedside.appointment.store import waits as wait_store
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.kit.problems import Lang, Problem
from bedside.kit.services import Services
from bedside.people.contact import ContactToken
from bedside.people.identifiers import masked_name
from bedside.people.persons import prove_contact
from bedside.people.questions import names, persons_of_contact, same_person

BACK = timedelta(days=180)


class DoctorOfMine(msgspec.Struct):
    id: UUID
    name: str
    title: str


class ServiceOfMine(msgspec.Struct):
    id: UUID
    name: str


class SlotOfMine(msgspec.Struct):
    """A time, in the reader's language. `price_fen`: the full published price."""

    id: UUID
    doctor: DoctorOfMine
    service: ServiceOfMine
    department_id: UUID
    starts_at: datetime
    ends_at: datetime
    left: int
    price_fen: int


class AppointmentOfMine(msgspec.Struct):
    id: UUID
    status: str
    starts_at: datetime
    ends_at: datetime
    person: str
    """Masked: a family may share the phone."""
    person_id: UUID | None
    doctor: str
    doctor_id: UUID
    service: str
    service_id: UUID
    department: str
    department_id: UUID
    address: str
    price_fen: int
    displaced: bool
    """The doctor will not be there: choose another time or cancel."""
    manage: str
    intake: IntakeAsked | None


class OfferOfMine(msgspec.Struct):
    id: UUID
    slot: SlotOfMine
    expires_at: datetime


class WaitOfMine(msgspec.Struct):
    id: UUID
    department: str
    service: str
    doctor: str
    from_: date = msgspec.field(name="from")
    to: date
    keeps: UUID | None
    """What they have until a better time is theirs."""
    covers: list[UUID]
    """Appointments for which nobody can wait for an earlier time besides, because this is such a wait already."""
    offers: list[OfferOfMine]


class Mine(msgspec.Struct):
    items: list[AppointmentOfMine]
    waiting: list[WaitOfMine]


async def mine(services: Services, contact: ContactToken, lang: Lang) -> Mine:
    """Appointments of the last half year and to come, the latest first; who waits, with open offers."""
    hospital_id, now = contact.hospital_id, services.clock.now()
    known = await catalogue(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        masked, kept_as = dict[UUID, str](), dict[UUID, UUID]()
        for shown in await persons_of_contact(tx, services, hospital_id, contact):
            group = await same_person(tx, hospital_id, shown.id)
            masked |= dict.fromkeys(group, shown.name_masked)
            kept_as |= dict.fromkeys(group, group[0])
        ids = list(masked)
        found = await store.of_persons(tx, hospital_id, ids, now - BACK, 100)
        forms = await intake_asked(tx, hospital_id, found, lang)
        waits = [each for each in await wait_store.of_persons(tx, hospital_id, ids) if each.state == "waiting"]
        offers = await wait_store.offers_of(tx, hospital_id, [each.id for each in waits], now - BACK)
        still = [each for each in offers if each.state == "open" and each.expires_at > now]
        slots = await slot_store.by_ids(tx, hospital_id, [each.slot_id for each in still])
    return Mine(
        [
            _mine(
                services,
                known,
                each,
                masked.get(each.person_id, "") if each.person_id else "",
                forms.get(each.id),
                lang,
            )
            for each in found
        ],
        [wait_of_mine(known, each, still, slots, lang, _of_same(found, each, kept_as)) for each in waits],
    )


async def one_of_mine(services: Services, found: Appointment, lang: Lang) -> AppointmentOfMine:
    """For somebody who has shown that it is theirs."""
    known = await catalogue(services, found.hospital_id)
    async with services.database.transaction([found.hospital_id]) as tx:
        ids = [found.person_id] if found.person_id else []
        named = masked_name((await names(tx, services, found.hospital_id, ids)).get(ids[0], "")) if ids else ""
        forms = await intake_asked(tx, found.hospital_id, [found], lang)
    return _mine(services, known, found, named, forms.get(found.id), lang)


async def theirs(services: Services, contact: ContactToken, id_: UUID) -> Appointment:
    """The appointment of somebody who is reached at this contact. Raises Problem not_theirs."""
    async with services.database.transaction([contact.hospital_id]) as tx:
        found = await store.one(tx, contact.hospital_id, id_)
        if found is None or not found.person_id:
            raise Problem(NOT_THEIRS)
        if not await prove_contact(tx, contact.hospital_id, found.person_id, contact):
            raise Problem(NOT_THEIRS)
    return found


async def their_wait(services: Services, contact: ContactToken, id_: UUID) -> Wait:
    async with services.database.transaction([contact.hospital_id]) as tx:
        found = next(iter(await wait_store.by_ids(tx, contact.hospital_id, [id_])), None)
        if found is None or not await prove_contact(tx, contact.hospital_id, found.person_id, contact):
            raise Problem(NOT_THEIRS)
    return found


async def their_offer(services: Services, contact: ContactToken, id_: UUID) -> Offer:
    async with services.database.transaction([contact.hospital_id]) as tx:
        found = await wait_store.offer(tx, contact.hospital_id, id_)
        if found is None or not await prove_contact(tx, contact.hospital_id, found.person_id, contact):
            raise Problem(NOT_THEIRS)
    return found


def slot_of_mine(known: Catalogue, slot: Slot, lang: Lang, *, green: bool = False) -> SlotOfMine:
    doctor, service = known.doctors.get(slot.doctor_id), known.services.get(slot.service_id)
    title = (doctor.title_en if lang == "en" else doctor.title_zh) if doctor and doctor.verified else ""
    return SlotOfMine(
        slot.id, DoctorOfMine(slot.doctor_id, _name(doctor, lang), title), ServiceOfMine(slot.service_id, _name(service, lang)),
        slot.department_id, slot.starts_at, slot.ends_at, slot.green_left if green else slot.left,
        service.price_fen if service else 0,
    )  # fmt: skip


def _of_same(found: list[Appointment], wait: Wait, kept_as: dict[UUID, UUID]) -> list[Appointment]:
    """The appointments of who waits here, under whichever of their ids."""
    return [each for each in found if each.person_id and kept_as[each.person_id] == kept_as[wait.person_id]]


def wait_of_mine(
    known: Catalogue, wait: Wait, offers: list[Offer], slots: list[Slot], lang: Lang, theirs: list[Appointment]
) -> WaitOfMine:
    by_id = {slot.id: slot for slot in slots}
    open_ = [each for each in offers if each.wait_id == wait.id and each.slot_id in by_id]
    last = wait.to_at.astimezone(known.zone) - timedelta(seconds=1)
    return WaitOfMine(
        id=wait.id, department=_name(known.departments.get(wait.department_id), lang),
        service=_name(known.services.get(wait.service_id) if wait.service_id else None, lang),
        doctor=_name(known.doctors.get(wait.doctor_id) if wait.doctor_id else None, lang),
        from_=wait.from_at.astimezone(known.zone).date(), to=last.date(), keeps=wait.keeps,
        covers=[each.id for each in theirs if wait.covers(each)],
        offers=[OfferOfMine(each.id, slot_of_mine(known, by_id[each.slot_id], lang), each.expires_at) for each in open_],
    )  # fmt: skip


def _mine(
    services: Services, known: Catalogue, each: Appointment, name: str, form: IntakeAsked | None, lang: Lang
) -> AppointmentOfMine:
    place = known.hospital
    return AppointmentOfMine(
        id=each.id, status=each.status, starts_at=each.starts_at, ends_at=each.ends_at, person=name, person_id=each.person_id,
        doctor=_name(known.doctors.get(each.doctor_id), lang), doctor_id=each.doctor_id,
        service=_name(known.services.get(each.service_id), lang), service_id=each.service_id,
        department=_name(known.departments.get(each.department_id), lang), department_id=each.department_id,
        address=place.address_en if lang == "en" else place.address_zh, price_fen=each.price_fen,
        displaced=each.displaced_at is not None, intake=form,
        manage=appointment_link(services, each.hospital_id, each.id, each.starts_at),
    )  # fmt: skip


def _name(thing: object, lang: Lang) -> str:
    return str(getattr(thing, "name_en" if lang == "en" else "name_zh", "")) if thing else ""

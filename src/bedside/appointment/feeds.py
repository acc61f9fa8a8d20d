"""A doctor's appointments in their own calendar program: the address of the feed, and what it answers."""

from datetime import timedelta
from uuid import UUID

from bedside.appointment.calendar import Feed, Visit, agenda, feed_token, read_feed
from bedside.appointment.links import LINK_EXPIRED
from bedside.appointment.model import Appointment
from bedside.appointment.store import appointments
from bedside.appointment.store import reminders as store
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.rights import Right
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services

BACK, AHEAD = timedelta(days=14), timedelta(days=91)
_STATUS = {"requested": ("待确认", "requested"), "arrived": ("已到", "arrived"), "fulfilled": ("已就诊", "seen"),
           "no_show": ("未到", "did not come")}  # fmt: skip


async def link_of(services: Services, viewer: Viewer, hospital_id: int, doctor_id: UUID, *, anew: bool = False) -> str:
    """The address of the doctor's feed, made on first use; `anew` ends the old one.

    For the doctor themselves and whoever plans their weeks. Raises Problem not_found or refused.
    """
    doctors = {each.id: each for each in await places.doctors(services, viewer, hospital_id)}
    doctor = doctors.get(doctor_id)
    if doctor is None:
        raise Problem(NOT_FOUND)
    if doctor.staff_id != viewer.staff_id and not viewer.may(Right.MANAGE_SCHEDULES, hospital_id):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        serial = None if anew else await store.calendar_serial(tx, hospital_id, doctor_id)
        if serial is None:
            serial = await store.next_calendar(tx, hospital_id, doctor_id, viewer.actor, tx.clock.now())
            await record(tx, viewer, hospital_id, "calendar_link_made", f"doctor:{doctor_id}")
    token = feed_token(services, Feed(hospital_id, doctor_id, serial))
    return f"{services.settings.origin}/calendar/{token}.ics"


async def feed(services: Services, token: str) -> bytes:
    """Two weeks back and thirteen ahead. Raises Problem link_expired for an address that ended or was never ours."""
    found = read_feed(services, token)
    if found is None:
        raise Problem(LINK_EXPIRED)
    house = await catalogue(services, found.hospital_id)
    doctor = house.doctors.get(found.doctor_id)
    async with services.database.transaction([found.hospital_id]) as tx:
        serial = await store.calendar_serial(tx, found.hospital_id, found.doctor_id)
        if doctor is None or doctor.retired or serial != found.serial:
            raise Problem(LINK_EXPIRED)
        now = tx.clock.now()
        ids = await store.of_doctor(tx, found.hospital_id, found.doctor_id, now - BACK, now + AHEAD)
        coming = await appointments.by_ids(tx, found.hospital_id, ids)
    visits = [_visit(house, each) for each in sorted(coming, key=lambda each: each.starts_at)]
    return agenda(f"{doctor.name_zh} · {house.hospital.name_zh}", visits, now)


def _visit(house: Catalogue, about: Appointment) -> Visit:
    service, department = house.services.get(about.service_id), house.departments.get(about.department_id)
    status = _STATUS.get(about.status)
    said = " / ".join(status) if status else ""
    title = " ".join(filter(None, (service.name_zh if service else "", "绿色通道" if about.green else "", said)))
    place = " ".join(filter(None, (house.hospital.name_zh, department.name_zh if department else "")))
    return Visit(appointment=about, title=title or "预约", place=place)

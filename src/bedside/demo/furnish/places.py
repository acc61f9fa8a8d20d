"""The group, its two hospitals, and what they offer: departments, prices, hours, doctors."""

from uuid import UUID

import msgspec

from bedside.demo.furniture import Campus, Doctor, load
from bedside.hospital.actions import doctors as doctor_actions
from bedside.hospital.actions import places as actions
from bedside.hospital.actions.setup import NewHospital, first_setup, operator
from bedside.hospital.hours import Span
from bedside.hospital.model import Department, DoctorHours, Service, Viewer
from bedside.hospital.model import Doctor as DoctorRow
from bedside.hospital.questions import places as questions
from bedside.kit.services import Services

NEW = UUID(int=0)
"""An id that the action replaces."""
GROUPS_LOOKED_AT = 3


class AnotherHospital(Exception):
    """The database holds a group that is not the demo's: fictional people never share it with real ones."""


class Place(msgspec.Struct, frozen=True):
    """One campus as it stands: ids by the furniture's keys."""

    hospital_id: int
    campus: Campus
    departments: dict[str, UUID]


async def found_group(services: Services) -> tuple[Viewer, UUID | None]:
    """Whoever holds the machine, over the demo's group; and the administrator's id if the group was founded just now.

    Raises AnotherHospital.
    """
    furniture = load()
    for group_id in range(1, GROUPS_LOOKED_AT + 1):
        holder = await operator(services, group_id)
        if holder.hospitals:
            codes = {hospital.code for hospital in await questions.hospitals(services, holder)}
            if codes - {campus.code for campus in furniture.campuses}:
                raise AnotherHospital(", ".join(sorted(codes)))
            return holder, None
    admin = next(person for person in furniture.staff if person.role == "admin")
    founded = await first_setup(
        services,
        group_zh=furniture.group.name.zh,
        group_en=furniture.group.name.en,
        hospitals=[_new_hospital(campus) for campus in furniture.campuses],
        admin_login=admin.login,
        admin_zh=admin.name.zh,
        admin_en=admin.name.en,
        admin_password=furniture.passwords["admin"],
    )
    return await operator(services, founded.group_id), founded.admin.staff_id


def _new_hospital(campus: Campus) -> NewHospital:
    return NewHospital(
        code=campus.code,
        name_zh=campus.name.zh,
        name_en=campus.name.en,
        address_zh=campus.address.zh,
        address_en=campus.address.en,
        phone=campus.phone,
        time_zone=load().group.timezone,
    )


async def furnish_places(services: Services, holder: Viewer) -> dict[str, Place]:
    """Departments, services and desk hours of every campus, by its key."""
    ids = {hospital.code: hospital.id for hospital in await questions.hospitals(services, holder)}
    return {campus.key: await _place(services, holder, campus, ids[campus.code]) for campus in load().campuses}


async def _place(services: Services, holder: Viewer, campus: Campus, hospital_id: int) -> Place:
    known = {row.code: row.id for row in await questions.departments(services, holder, hospital_id)}
    for position, key in enumerate(campus.departments):
        if key not in known:
            name = load().department(key).name
            given = Department(hospital_id, NEW, key, name.zh, name.en, position, retired=False, version=1)
            known[key] = await actions.add_department(services, holder, given)
    place = Place(hospital_id, campus, known)
    await _prices(services, holder, place)
    await _desk_hours(services, holder, hospital_id)
    return place


async def _prices(services: Services, holder: Viewer, place: Place) -> None:
    known = {row.code for row in await questions.priced_services(services, holder, place.hospital_id)}
    for one in load().services:
        offered = one.department == "general" or one.department in place.departments
        if offered and one.key not in known:
            given = Service(
                place.hospital_id, NEW, place.departments.get(one.department), one.key, one.name.zh, one.name.en,
                one.unit.zh, one.unit.en, one.price_fen, retired=False, version=1,
            )  # fmt: skip
            await actions.add_service(services, holder, given)


async def _desk_hours(services: Services, holder: Viewer, hospital_id: int) -> None:
    schedule = await questions.schedule(services, holder, hospital_id)
    if not schedule.calendar.spans:
        opens, closes = (minutes(clock) for clock in load().group.desk_hours.split("-"))
        spans = [Span(weekday=day, opens=opens, closes=closes) for day in range(1, 8)]
        await actions.set_opening_hours(services, holder, hospital_id, schedule.hours_version, spans)


def minutes(clock: str) -> int:
    """HH:MM as minutes of the day; 24:00 is 1440."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


async def furnish_doctors(
    services: Services, holder: Viewer, places: dict[str, Place], accounts: dict[str, UUID]
) -> None:
    """Doctors of every campus; `accounts` are the staff ids of those who sign in, by the doctor's key."""
    for place in places.values():
        known = {row.code for row in await questions.doctors(services, holder, place.hospital_id)}
        for doctor in load().doctors:
            if place.campus.key in doctor.campuses and doctor.key not in known:
                await _doctor(services, holder, place, doctor, accounts.get(doctor.key))


async def _doctor(services: Services, holder: Viewer, place: Place, doctor: Doctor, account: UUID | None) -> None:
    at = place.hospital_id
    # The title comes after the licence is verified (rule L05).
    untitled = DoctorRow(
        at, NEW, place.departments[doctor.department], account, doctor.key, doctor.name.zh, doctor.name.en, "", "",
        doctor.focus.zh if doctor.focus else "", doctor.focus.en if doctor.focus else "", list(doctor.languages),
        doctor.licence, verified=False, retired=False, version=1,
    )  # fmt: skip
    id_ = await doctor_actions.add_doctor(services, holder, untitled)
    if doctor.verified:
        await doctor_actions.verify_doctor(services, holder, at, id_, 1, verified=True)
        titled = msgspec.structs.replace(
            untitled, id=id_, title_zh=doctor.title.zh, title_en=doctor.title.en, verified=True, version=2
        )
        await doctor_actions.change_doctor(services, holder, titled)
    hours = [_hours(id_, line) for line in doctor.hours]
    if hours:
        version = (await questions.clinic_hours(services, holder, at, id_)).version
        await doctor_actions.set_clinic_hours(services, holder, at, id_, version, hours)


def _hours(doctor: UUID, line: str) -> DoctorHours:
    day, span = line.split()
    starts, ends = span.split("-")
    return DoctorHours(doctor, int(day), minutes(starts), minutes(ends))

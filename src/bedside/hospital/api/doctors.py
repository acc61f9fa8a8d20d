"""Doctors and their clinic hours."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put

from bedside.hospital.actions import doctors as actions
from bedside.hospital.api.places import NONE, Retired
from bedside.hospital.api.shapes import (
    Clock,
    Code,
    CursorText,
    HospitalId,
    HospitalParam,
    Languages,
    Limit,
    Listed,
    Made,
    Name,
    Short,
    Version,
    clock,
    cursor,
    minutes,
    read_place,
)
from bedside.hospital.model import Doctor, DoctorHours, Viewer
from bedside.hospital.questions import places as questions
from bedside.kit.services import Services

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7, description="1 Monday … 7 Sunday")]


class DoctorGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    department_id: UUID | None = None
    staff_id: UUID | None = None
    name_zh: Name
    name_en: Name
    title_zh: Short = ""
    title_en: Short = ""
    focus_zh: Short = ""
    focus_en: Short = ""
    languages: Languages = msgspec.field(default_factory=lambda: ["zh"])
    licence: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[A-Za-z0-9-]*$")] = ""


class NewDoctor(DoctorGiven, kw_only=True):
    code: Code
    verified: bool = False
    """The licence was checked against the register already."""


class DoctorChange(DoctorGiven, kw_only=True):
    version: Version
    retired: bool = False


class Verification(msgspec.Struct):
    hospital_id: HospitalId
    version: Version
    verified: bool


class WeeklyHours(msgspec.Struct):
    weekday: Weekday
    starts: Clock
    ends: Clock


class ClinicHoursShown(msgspec.Struct):
    doctor_id: UUID
    version: int
    hours: list[WeeklyHours]


class ClinicHoursChange(msgspec.Struct):
    hospital_id: HospitalId
    version: Version
    hours: Annotated[list[WeeklyHours], msgspec.Meta(max_length=100)]


@get("/doctors", summary="Doctors, in order of hospital and code", tags=["doctors"])
async def doctors(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    retired: Retired = False,
    after: CursorText = None,
    limit: Limit = 100,
) -> Listed[Doctor]:
    place = read_place(after)
    found = await questions.doctors(services, viewer, hospital, retired=retired, after=place, limit=limit + 1)
    more = cursor((found[limit - 1].hospital_id, found[limit - 1].code)) if len(found) > limit else None
    return Listed(found[:limit], more)


@post("/doctors", summary="Add a doctor; titles need a verified licence", tags=["doctors"])
async def add_doctor(data: NewDoctor, viewer: Viewer, services: Services) -> Made[UUID]:
    given = Doctor(id=NONE, version=1, retired=False, **msgspec.structs.asdict(data))
    return Made(await actions.add_doctor(services, viewer, given))


@put("/doctors/{doctor_id:uuid}", summary="Change or retire a doctor", status_code=204, tags=["doctors"])
async def change_doctor(doctor_id: UUID, data: DoctorChange, viewer: Viewer, services: Services) -> None:
    given = Doctor(id=doctor_id, code="", verified=False, **msgspec.structs.asdict(data))
    await actions.change_doctor(services, viewer, given)


@post("/doctors/{doctor_id:uuid}/verification", summary="Say that the licence was checked, or no longer holds",
      status_code=204, tags=["doctors"])  # fmt: skip
async def verify(doctor_id: UUID, data: Verification, viewer: Viewer, services: Services) -> None:
    await actions.verify_doctor(services, viewer, data.hospital_id, doctor_id, data.version, data.verified)


@get("/doctors/{doctor_id:uuid}/hours", summary="A doctor's weekly clinic hours", tags=["doctors"])
async def hours(doctor_id: UUID, viewer: Viewer, services: Services, hospital: HospitalId) -> ClinicHoursShown:
    found = await questions.clinic_hours(services, viewer, hospital, doctor_id)
    shown = [WeeklyHours(each.weekday, clock(each.starts), clock(each.ends)) for each in found.hours]
    return ClinicHoursShown(doctor_id, found.version, shown)


@put(
    "/doctors/{doctor_id:uuid}/hours",
    summary="Replace a doctor's weekly clinic hours",
    status_code=204,
    tags=["doctors"],
)
async def set_hours(doctor_id: UUID, data: ClinicHoursChange, viewer: Viewer, services: Services) -> None:
    given = [DoctorHours(doctor_id, each.weekday, minutes(each.starts), minutes(each.ends)) for each in data.hours]
    await actions.set_clinic_hours(services, viewer, data.hospital_id, doctor_id, data.version, given)


handlers = [doctors, add_doctor, change_doctor, verify, hours, set_hours]

"""Staff: doctors' weeks, exceptions, and a doctor who is away."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put

from bedside.appointment.actions import absence, planning
from bedside.appointment.actions.absence import Absence
from bedside.appointment.actions.planning import Changed
from bedside.appointment.api.shapes import Body, Text
from bedside.appointment.questions import schedule_of
from bedside.appointment.weeks import Exceptional, Line
from bedside.hospital.api.shapes import HospitalId, Moment, OneHospital, Reason, Version, within_reason
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

Starts = Annotated[int, msgspec.Meta(ge=0, le=1439)]
Ends = Annotated[int, msgspec.Meta(ge=1, le=2880)]
SlotMinutes = Annotated[int, msgspec.Meta(ge=5, le=720)]
Seats = Annotated[int, msgspec.Meta(ge=0, le=200)]
GreenSeats = Annotated[int, msgspec.Meta(ge=0, le=50)]


class LineGiven(Body, kw_only=True):
    """A weekly clinic; `starts` and `ends` in minutes of the local day, past 1440 the next morning."""

    service: UUID
    department: UUID
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)]
    starts: Starts
    ends: Ends
    slot_minutes: SlotMinutes
    seats: Seats
    green_seats: GreenSeats = 0
    valid_from: date | None = None
    valid_to: date | None = None


class ExceptionGiven(Body, kw_only=True):
    """`off`: these hours of the day are taken away (by default all). `extra`: a clinic on this day only."""

    day: date
    kind: Literal["off", "extra"]
    starts: Starts = 0
    ends: Ends = 2880
    service: UUID | None = None
    department: UUID | None = None
    slot_minutes: SlotMinutes | None = None
    seats: Seats | None = None
    green_seats: GreenSeats | None = None
    reason: Text = ""


class ScheduleGiven(Body, kw_only=True):
    hospital: HospitalId
    version: Version
    weekly: Annotated[list[LineGiven], msgspec.Meta(max_length=200)]
    exceptions: Annotated[list[ExceptionGiven], msgspec.Meta(max_length=400)] = msgspec.field(default_factory=list)
    preview: bool = False
    """Only say what would come of it."""


class ScheduleShown(msgspec.Struct):
    hospital: int
    doctor: UUID
    version: int
    weekly: list[LineGiven]
    exceptions: list[ExceptionGiven]


class AwayGiven(Body, kw_only=True):
    hospital: HospitalId
    doctor: UUID
    from_: Moment = msgspec.field(name="from")
    to: Moment
    reason: Reason
    move_to: UUID | None = None


@get("/doctor-schedules/{doctor_id:uuid}", summary="A doctor's week, and the exceptions from today on")
async def show(services: Services, viewer: Viewer, doctor_id: UUID, hospital: OneHospital) -> ScheduleShown:
    version, lines, exceptions = await schedule_of(services, viewer, hospital, doctor_id)
    weekly = [
        LineGiven(
            service=each.service_id, department=each.department_id, weekday=each.weekday, starts=each.starts,
            ends=each.ends, slot_minutes=each.slot_minutes, seats=each.seats, green_seats=each.green_seats,
            valid_from=each.valid_from, valid_to=each.valid_to,
        )
        for each in lines
    ]  # fmt: skip
    special = [
        ExceptionGiven(
            day=each.day, kind=each.kind, starts=each.starts, ends=each.ends, service=each.service_id,
            department=each.department_id, slot_minutes=each.slot_minutes, seats=each.seats,
            green_seats=each.green_seats, reason=each.reason,
        )
        for each in exceptions
    ]  # fmt: skip
    return ScheduleShown(hospital, doctor_id, version, weekly, special)


@put("/doctor-schedules/{doctor_id:uuid}", summary="Replace a doctor's week; the slots follow at once")
async def save(services: Services, viewer: Viewer, doctor_id: UUID, data: ScheduleGiven) -> Changed:
    if data.hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    if any(each.ends <= each.starts for each in (*data.weekly, *data.exceptions)):
        raise Problem(INVALID, what="starts, ends")
    lines = [
        Line(
            id=new_id(), service_id=each.service, department_id=each.department, weekday=each.weekday, starts=each.starts,
            ends=each.ends, slot_minutes=each.slot_minutes, seats=each.seats, green_seats=each.green_seats,
            valid_from=each.valid_from, valid_to=each.valid_to,
        )
        for each in data.weekly
    ]  # fmt: skip
    exceptions = [
        Exceptional(
            id=new_id(), day=each.day, kind=each.kind, starts=each.starts, ends=each.ends, service_id=each.service,
            department_id=each.department, slot_minutes=each.slot_minutes, seats=each.seats,
            green_seats=(each.green_seats or 0) if each.kind == "extra" else None, reason=each.reason,
        )
        for each in data.exceptions
    ]  # fmt: skip
    return await planning.save_schedule(
        services, viewer, data.hospital, doctor_id, data.version, lines, exceptions, preview=data.preview
    )


@post("/doctor-unavailable", summary="A doctor is away: everybody is moved or offered a choice", status_code=200)
async def unavailable(services: Services, viewer: Viewer, data: AwayGiven) -> Absence:
    if data.hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    viewer.require(Right.MANAGE_SCHEDULES, data.hospital)
    within_reason(data.from_, data.to)
    return await absence.doctor_unavailable(
        services, viewer, data.hospital, data.doctor, data.from_, data.to, data.reason, data.move_to
    )


handlers = [show, save, unavailable]

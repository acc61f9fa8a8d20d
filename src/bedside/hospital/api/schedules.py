"""Opening hours and holidays: when the desk is open, and when it opens next."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, put

from bedside.hospital.actions import places as actions
from bedside.hospital.api.doctors import Weekday
from bedside.hospital.api.shapes import Clock, Name, Version, clock, minutes
from bedside.hospital.hours import Holiday, Span
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places as questions
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services


class Opening(msgspec.Struct):
    """`closes` at or before `opens` is on the next day; 00:00 to 24:00 is the whole day."""

    weekday: Weekday
    opens: Clock
    closes: Clock
    department_id: UUID | None = None


class Day(msgspec.Struct):
    """A holiday; without hours the desk is closed on it."""

    day: date
    name_zh: Name
    name_en: Name
    opens: Clock | None = None
    closes: Clock | None = None
    department_id: UUID | None = None


class ScheduleShown(msgspec.Struct):
    hospital_id: int
    time_zone: str
    opening_hours: list[Opening]
    opening_hours_version: int
    holidays: list[Day]
    holidays_version: int
    open_now: bool
    opens_next: datetime | None
    closes_at: datetime | None


class OpeningHoursChange(msgspec.Struct):
    version: Version
    opening_hours: Annotated[list[Opening], msgspec.Meta(max_length=500)]


class HolidaysChange(msgspec.Struct):
    version: Version
    holidays: Annotated[list[Day], msgspec.Meta(max_length=500)]


@get("/schedules/{hospital_id:int}", summary="Opening hours and holidays; open or closed now", tags=["schedules"])
async def schedule(hospital_id: int, viewer: Viewer, services: Services) -> ScheduleShown:
    found = await questions.schedule(services, viewer, hospital_id)
    calendar = found.calendar
    return ScheduleShown(
        hospital_id=hospital_id,
        time_zone=calendar.time_zone,
        opening_hours=[
            Opening(each.weekday, clock(each.opens), clock(each.closes), each.department_id) for each in calendar.spans
        ],
        opening_hours_version=found.hours_version,
        holidays=[
            Day(
                day=each.day,
                name_zh=each.name_zh,
                name_en=each.name_en,
                opens=None if each.opens is None else clock(each.opens),
                closes=None if each.closes is None else clock(each.closes),
                department_id=each.department_id,
            )
            for each in calendar.holidays
        ],
        holidays_version=found.holidays_version,
        open_now=found.open_now,
        opens_next=found.opens_next,
        closes_at=found.closes_at,
    )


@put(
    "/schedules/{hospital_id:int}/opening-hours",
    summary="Replace the weekly hours",
    status_code=204,
    tags=["schedules"],
)
async def set_hours(hospital_id: int, data: OpeningHoursChange, viewer: Viewer, services: Services) -> None:
    spans = [
        Span(each.weekday, _opens(each.opens), _closes(each.closes), each.department_id) for each in data.opening_hours
    ]
    await actions.set_opening_hours(services, viewer, hospital_id, data.version, spans)


@put("/schedules/{hospital_id:int}/holidays", summary="Replace the holidays from yesterday on", status_code=204,
     tags=["schedules"])  # fmt: skip
async def set_holidays(hospital_id: int, data: HolidaysChange, viewer: Viewer, services: Services) -> None:
    days = [
        Holiday(
            day=each.day,
            name_zh=each.name_zh,
            name_en=each.name_en,
            opens=None if each.opens is None else _opens(each.opens),
            closes=None if each.closes is None else _closes(each.closes),
            department_id=each.department_id,
        )
        for each in data.holidays
    ]
    await actions.set_holidays(services, viewer, hospital_id, data.version, days)


def _opens(text: str) -> int:
    if text == "24:00":
        raise Problem(INVALID, what="24:00")
    return minutes(text)


def _closes(text: str) -> int:
    return minutes(text) or 1440


handlers = [schedule, set_hours, set_holidays]

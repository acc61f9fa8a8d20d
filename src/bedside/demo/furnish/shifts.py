"""The desk's shifts for the coming two weeks, after the weekly rota."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from bedside.demo.furnish.places import NEW, Place, minutes
from bedside.demo.furniture import Rota, ShiftPattern, load
from bedside.hospital.actions.shifts import add_shifts
from bedside.hospital.model import Break, Shift, Viewer
from bedside.hospital.questions.shifts import shifts
from bedside.kit.services import Services

DAYS = 14


async def furnish_shifts(services: Services, holder: Viewer, places: dict[str, Place], staff: dict[str, UUID]) -> None:
    """Plan them when none is planned: whoever changed the plan finds it as they left it."""
    now = services.clock.now()
    if await shifts(services, holder, None, now, now + timedelta(days=DAYS)):
        return
    today = now.astimezone(ZoneInfo(load().group.timezone)).date()
    hospitals = [place.hospital_id for place in places.values()]
    planned = [
        _shift(pattern, staff[rota.login], hospitals, day)
        for rota in load().rota
        for day in (today + timedelta(days=n) for n in range(DAYS))
        for pattern in load().patterns
        if day.isoweekday() in _weekdays(rota, pattern)
    ]
    await add_shifts(services, holder, planned)


def _weekdays(rota: Rota, pattern: ShiftPattern) -> list[int]:
    return {"early": rota.early, "late": rota.late, "night": rota.night}[pattern.key]


def _shift(pattern: ShiftPattern, staff_id: UUID, hospitals: list[int], day: date) -> Shift:
    starts = _moment(day, pattern.starts)
    rests = [_span(starts, day, line) for line in pattern.breaks]
    return Shift(
        NEW, hospitals, staff_id, pattern.name.zh, pattern.name.en, starts, _after(starts, day, pattern.ends),
        [Break(begins, ends) for begins, ends in rests], version=1,
    )  # fmt: skip


def _span(shift: datetime, day: date, line: str) -> tuple[datetime, datetime]:
    begins, ends = line.split("-")
    return _after(shift, day, begins), _after(shift, day, ends)


def _after(start: datetime, day: date, clock: str) -> datetime:
    """This time of day, on the next day if it has passed when the shift starts."""
    moment = _moment(day, clock)
    return moment if moment > start else _moment(day + timedelta(days=1), clock)


def _moment(day: date, clock: str) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(load().group.timezone))
    return midnight + timedelta(minutes=minutes(clock))

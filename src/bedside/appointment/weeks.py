"""From weekly schedules, exceptions and holidays to slots, on the hospital's own clock. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bedside.appointment.model import Owner, Slot
from bedside.appointment.problems import OVERLAPPING
from bedside.hospital.hours import Holiday
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem

DAY = 1440


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A weekly clinic. `starts` and `ends` in minutes of the local day; `ends` past 1440 is the next morning."""

    id: UUID
    service_id: UUID
    department_id: UUID
    weekday: int
    """1 Monday … 7 Sunday."""
    starts: int
    ends: int
    slot_minutes: int
    seats: int
    green_seats: int
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.isoweekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


class Exceptional(msgspec.Struct, frozen=True, kw_only=True):
    """One day that differs: `off` takes hours away, `extra` adds a clinic."""

    id: UUID
    day: date
    kind: Literal["off", "extra"]
    starts: int = 0
    ends: int = 2 * DAY
    service_id: UUID | None = None
    department_id: UUID | None = None
    slot_minutes: int | None = None
    seats: int | None = None
    green_seats: int | None = None
    reason: str = ""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A slot as it should be. `his_ref`: its name in the system that owns it."""

    day: date
    service_id: UUID
    department_id: UUID
    starts_at: datetime
    ends_at: datetime
    seats: int
    green_seats: int = 0
    his_ref: str = ""

    @property
    def key(self) -> tuple[datetime, datetime, UUID, UUID]:
        return self.starts_at, self.ends_at, self.service_id, self.department_id


class Difference(msgspec.Struct, frozen=True):
    """What stands against what should: to make, to resize or reopen, and no longer planned."""

    new: list[Planned]
    resized: list[tuple[Slot, Planned]]
    unplanned: list[Slot]


def planned(
    zone: ZoneInfo,
    lines: Iterable[Line],
    exceptions: Iterable[Exceptional],
    holidays: Iterable[Holiday],
    first: date,
    last: date,
) -> list[Planned]:
    """All slots of the days `first` to `last`, in order. A clinic's length is real time: the night on which clocks go
    forward has fewer slots, the night on which they go back has more, and none overlap for it."""
    weekly, special, closed = list(lines), list(exceptions), list(holidays)
    found: list[Planned] = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        off = [span(zone, day, e.starts, e.ends) for e in special if e.day == day and e.kind == "off"]
        for line in weekly:
            if line.holds_on(day):
                hours = _holiday_hours(closed, day, line.department_id, zone)
                slots = _cut(zone, day, line, line.department_id, line.service_id)
                found += [each for each in slots if _within(each, hours) and not _touches(each, off)]
        for extra in special:
            if extra.day == day and extra.kind == "extra" and extra.department_id and extra.service_id:
                slots = _cut(zone, day, extra, extra.department_id, extra.service_id)
                found += [each for each in slots if not _touches(each, off)]
    return sorted(found, key=lambda each: (each.starts_at, each.ends_at))


def refuse_overlaps(slots: list[Planned]) -> None:
    """Raise Problem overlapping when a doctor would be in two places at once."""
    for one, next_ in pairwise(slots):
        if next_.starts_at < one.ends_at:
            raise Problem(OVERLAPPING, what=f"{next_.day.isoformat()}")


def difference(now: datetime, standing: Iterable[Slot], wanted: Iterable[Planned]) -> Difference:
    """Compare, leaving alone what has begun."""
    goals = {each.key: each for each in wanted if each.starts_at > now}
    resized: list[tuple[Slot, Planned]] = []
    unplanned: list[Slot] = []
    for slot in standing:
        if slot.starts_at <= now:
            continue
        goal = goals.pop((slot.starts_at, slot.ends_at, slot.service_id, slot.department_id), None)
        if goal is None:
            if not slot.closed_at:
                unplanned.append(slot)
        elif slot.closed_at or slot.emptying or (slot.seats, slot.green_seats) != (
            max(goal.seats, slot.taken), max(goal.green_seats, slot.green_taken)
        ):  # fmt: skip
            resized.append((slot, goal))
    return Difference(list(goals.values()), resized, unplanned)


def new_slot(hospital_id: int, doctor_id: UUID, plan: Planned, owner: Owner) -> Slot:
    return Slot(
        hospital_id=hospital_id, id=new_id(), doctor_id=doctor_id, service_id=plan.service_id,
        department_id=plan.department_id, day=plan.day, starts_at=plan.starts_at, ends_at=plan.ends_at, seats=plan.seats,
        green_seats=plan.green_seats, taken=0, green_taken=0, closed_at=None, owner=owner, his_ref=plan.his_ref,
    )  # fmt: skip


def _cut(zone: ZoneInfo, day: date, clinic: Line | Exceptional, department: UUID, service: UUID) -> Iterator[Planned]:
    step = timedelta(minutes=clinic.slot_minutes or 0)
    begins, ends = _moment(day, clinic.starts, zone), _moment(day, clinic.ends, zone)
    while step and begins + step <= ends:
        yield Planned(
            day=day, service_id=service, department_id=department, starts_at=begins, ends_at=begins + step,
            seats=clinic.seats or 0, green_seats=clinic.green_seats or 0,
        )  # fmt: skip
        begins += step


def span(zone: ZoneInfo, day: date, starts: int, ends: int) -> tuple[datetime, datetime]:
    """Minutes of a local day as UTC moments."""
    return _moment(day, starts, zone), _moment(day, ends, zone)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The UTC moment of a local time; an hour that spring skips is the one after it, an hour said twice the first."""
    local = datetime.combine(day + timedelta(days=minutes // DAY), time(minutes % DAY // 60, minutes % 60), tzinfo=zone)
    return local.astimezone(UTC)


Hours = tuple[datetime, datetime] | None | Literal["any"]


def _holiday_hours(holidays: list[Holiday], day: date, department: UUID, zone: ZoneInfo) -> Hours:
    for who in (department, None):
        for each in holidays:
            if each.day == day and each.department_id == who:
                if each.opens is None or each.closes is None:
                    return None
                closes = each.closes if each.closes > each.opens else each.closes + DAY
                return _moment(day, each.opens, zone), _moment(day, closes, zone)
    return "any"


def _within(slot: Planned, hours: Hours) -> bool:
    if hours == "any":
        return True
    return hours is not None and hours[0] <= slot.starts_at and slot.ends_at <= hours[1]


def _touches(slot: Planned, spans: list[tuple[datetime, datetime]]) -> bool:
    return any(slot.starts_at < ends and begins < slot.ends_at for begins, ends in spans)

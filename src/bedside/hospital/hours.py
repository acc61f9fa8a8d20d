"""When the desk is open: weekly hours and holidays, in the hospital's own time zone. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

DAY = 1440
LOOK_AHEAD = 370  # days: a year of holidays, and a weekly rule always falls inside it


class Span(msgspec.Struct, frozen=True):
    """Opening hours of a weekday, in minutes of the local day; `closes` at or before `opens` is on the next day."""

    weekday: int
    """1 Monday … 7 Sunday."""
    opens: int
    closes: int
    department_id: UUID | None = None
    """None: the whole hospital."""


class Holiday(msgspec.Struct, frozen=True):
    """A day with hours of its own; no hours at all means closed."""

    day: date
    name_zh: str
    name_en: str
    opens: int | None = None
    closes: int | None = None
    department_id: UUID | None = None


class Calendar(msgspec.Struct, frozen=True):
    """All that decides whether a hospital's desk, or a department, is open."""

    time_zone: str
    spans: list[Span]
    holidays: list[Holiday]

    def is_open(self, at: datetime, department: UUID | None = None) -> bool:
        """Whether it is open at this moment (aware)."""
        return any(opens <= at < closes for opens, closes in self._around(at, department, ahead=1))

    def next_opening(self, at: datetime, department: UUID | None = None) -> datetime | None:
        """When it opens next after this moment, in UTC; None if never within a year."""
        return min((opens for opens, _ in self._around(at, department, LOOK_AHEAD) if opens > at), default=None)

    def closes_at(self, at: datetime, department: UUID | None = None) -> datetime | None:
        """When the present opening ends (adjoining openings count as one); None while closed."""
        end: datetime | None = None
        for opens, closes in sorted(self._around(at, department, ahead=8)):
            if opens <= (end or at) < closes:
                end = closes
        return end

    def _around(self, at: datetime, department: UUID | None, ahead: int) -> Iterator[tuple[datetime, datetime]]:
        """Openings from the day before, which may reach past midnight, onwards."""
        zone = ZoneInfo(self.time_zone)
        today = at.astimezone(zone).date()
        for n in range(-1, ahead + 1):
            day = today + timedelta(days=n)
            for opens, closes in self._of_day(day, department):
                length = closes if closes > opens else closes + DAY
                # In the hour that autumn repeats, open at its first and close at its second occurrence.
                yield _moment(day, opens, zone, fold=0), _moment(day, length, zone, fold=1)

    def _of_day(self, day: date, department: UUID | None) -> list[tuple[int, int]]:
        holidays = [holiday for holiday in self.holidays if holiday.day == day]
        for who in dict.fromkeys((department, None)):
            for holiday in holidays:
                if holiday.department_id == who:
                    hours = (holiday.opens, holiday.closes)
                    return [] if hours[0] is None or hours[1] is None else [(hours[0], hours[1])]
        spans = [span for span in self.spans if span.department_id == department] if department else []
        spans = spans or [span for span in self.spans if span.department_id is None]
        return [(span.opens, span.closes) for span in spans if span.weekday == day.isoweekday()]


def _moment(day: date, minutes: int, zone: ZoneInfo, fold: int) -> datetime:
    """The UTC moment of a local time of day; an hour that spring skips is taken as the one after it."""
    local = datetime.combine(day + timedelta(days=minutes // DAY), time(minutes % DAY // 60, minutes % 60), tzinfo=zone)
    return local.replace(fold=fold).astimezone(UTC)

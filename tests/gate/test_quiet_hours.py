"""Quiet hours are the recipient's own: across midnight, across changes of the clock, wherever they live."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.gate.hours import clock, day_began, day_ends, speaks, waits_until, zone

SHANGHAI, BERLIN, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY, NIGHT_SHIFT = ("08:00", "21:00"), ("20:00", "02:00")


def local(where: ZoneInfo, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=where, fold=fold)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("now", "hours", "until"),
    [
        (local(SHANGHAI, 2026, 11, 23, 8, 0), DAY, None),
        (local(SHANGHAI, 2026, 11, 23, 20, 59), DAY, None),
        (local(SHANGHAI, 2026, 11, 23, 21, 0), DAY, local(SHANGHAI, 2026, 11, 24, 8, 0)),
        (local(SHANGHAI, 2026, 11, 23, 7, 59), DAY, local(SHANGHAI, 2026, 11, 23, 8, 0)),
        (local(SHANGHAI, 2026, 12, 31, 23, 30), DAY, local(SHANGHAI, 2027, 1, 1, 8, 0)),
        # A window across midnight.
        (local(SHANGHAI, 2026, 11, 23, 1, 59), NIGHT_SHIFT, None),
        (local(SHANGHAI, 2026, 11, 23, 2, 0), NIGHT_SHIFT, local(SHANGHAI, 2026, 11, 23, 20, 0)),
        (local(SHANGHAI, 2026, 11, 23, 23, 0), NIGHT_SHIFT, None),
        # The night of spring has an hour less, that of autumn an hour more; eight o'clock stays eight o'clock.
        (local(BERLIN, 2027, 3, 27, 23, 0), DAY, local(BERLIN, 2027, 3, 28, 8, 0)),
        (local(BERLIN, 2026, 10, 24, 23, 0), DAY, local(BERLIN, 2026, 10, 25, 8, 0)),
        # An opening that the clock leaps over (02:30 does not exist) is the moment after the leap.
        (local(BERLIN, 2027, 3, 28, 1, 0), ("02:30", "10:00"), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # An hour that comes twice: closed in the second quarter of the second, too.
        (local(BERLIN, 2026, 10, 25, 2, 20, fold=1), ("02:15", "02:45"), None),
        (local(NEW_YORK, 2026, 11, 23, 21, 5), DAY, local(NEW_YORK, 2026, 11, 24, 8, 0)),
        (local(SHANGHAI, 2026, 11, 23, 3, 0), ("08:00", "08:00"), None),
    ],
)
def test_when_one_may_write(now: datetime, hours: tuple[str, str], until: datetime | None) -> None:
    found = waits_until(now.astimezone(UTC), now.tzinfo, clock(hours[0]), clock(hours[1]))  # pyright: ignore[reportArgumentType]
    assert found == (until.astimezone(UTC) if until else None)


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), TIMES, TIMES,  # noqa: DTZ001
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]),
)  # fmt: skip
def test_one_always_may_write_at_the_moment_that_is_named(at: datetime, opens: time, closes: time, name: str) -> None:
    now, where = at.replace(tzinfo=UTC), ZoneInfo(name)
    until = waits_until(now, where, opens, closes)
    if until is None:
        assert speaks(now.astimezone(where).time(), opens, closes)
        return
    assert now < until <= now + timedelta(days=3)
    # A window that lies wholly within a leap of the clock has no moment of its own on that day.
    if closes > opens and (closes.hour * 60 + closes.minute) - (opens.hour * 60 + opens.minute) <= 60:
        return
    assert speaks(until.astimezone(where).time(), opens, closes)


def test_a_days_ends_are_local_midnights() -> None:
    now = local(BERLIN, 2026, 10, 25, 12, 0).astimezone(UTC)
    assert (day_ends(now, BERLIN) - day_began(now, BERLIN)) == timedelta(hours=25)


def test_an_unknown_zone_falls_back() -> None:
    assert zone("", "Mars/Olympus", "Europe/Berlin").key == "Europe/Berlin"
    assert zone("../../etc/passwd").key == "Asia/Shanghai"

"""From weeks to slots: midnight, both clock changes, holidays, exceptions; and what a changed week leaves alone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.appointment import duties
from bedside.appointment.problems import OVERLAPPING, SLOT_CLOSED
from bedside.appointment.weeks import Exceptional, Line, planned
from bedside.hospital.hours import Holiday
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT
from tests.appointment.clinic import Clinic
from tests.appointment.test_one_seat_one_person import refused

HERE, SERVICE = UUID(int=1), UUID(int=2)
BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def line(weekday: int, starts: int, ends: int, minutes: int = 30) -> Line:
    return Line(
        id=new_id(), service_id=SERVICE, department_id=HERE, weekday=weekday, starts=starts, ends=ends,
        slot_minutes=minutes, seats=1, green_seats=0,
    )  # fmt: skip


def test_a_clinic_is_cut_into_slots_on_its_own_clock() -> None:
    slots = planned(SHANGHAI, [line(1, 480, 570)], [], [], date(2026, 11, 23), date(2026, 11, 29))
    assert [each.starts_at for each in slots] == [datetime(2026, 11, 23, 0, m, tzinfo=UTC) for m in (0, 30)] + [
        datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    ]
    assert {each.day for each in slots} == {date(2026, 11, 23)}


def test_a_night_clinic_passes_midnight_and_belongs_to_the_day_it_began() -> None:
    slots = planned(SHANGHAI, [line(1, 1410, 1500)], [], [], date(2026, 11, 23), date(2026, 11, 24))
    assert [each.starts_at.astimezone(SHANGHAI).strftime("%d %H:%M") for each in slots] == [
        "23 23:30",
        "24 00:00",
        "24 00:30",
    ]
    assert {each.day for each in slots} == {date(2026, 11, 23)}


@pytest.mark.parametrize(("sunday", "slots"), [(date(2026, 3, 29), 4), (date(2026, 10, 25), 8), (date(2026, 5, 3), 6)])
def test_a_night_on_which_clocks_change_is_as_long_as_it_is(sunday: date, slots: int) -> None:
    """01:00 to 04:00 is two hours in spring, four in autumn, three on any other night."""
    found = planned(BERLIN, [line(7, 60, 240)], [], [], sunday, sunday)
    assert len(found) == slots
    assert all(b.starts_at == a.ends_at for a, b in pairwise(found))


@given(
    st.integers(0, 1439), st.integers(10, 700), st.sampled_from([5, 7, 30, 45]),
    st.dates(date(2026, 1, 1), date(2027, 12, 1)),
)  # fmt: skip
def test_slots_never_overlap_on_any_day_of_any_zone(starts: int, length: int, minutes: int, first: date) -> None:
    lines = [line(weekday, starts, min(starts + length, 2880), minutes) for weekday in range(1, 8)]
    if length > 1440 - 1:
        return
    for zone in (BERLIN, SHANGHAI, ZoneInfo("America/St_Johns")):
        found = planned(zone, lines, [], [], first, first + timedelta(days=3))
        assert all(a.ends_at <= b.starts_at for a, b in pairwise(found))
        assert all(each.ends_at - each.starts_at == timedelta(minutes=minutes) for each in found)


def test_exceptions_and_holidays_take_away_and_add() -> None:
    monday = date(2026, 11, 23)
    off = Exceptional(id=new_id(), day=monday, kind="off", starts=540, ends=600)
    extra = Exceptional(
        id=new_id(), day=date(2026, 11, 24), kind="extra", starts=600, ends=660, service_id=SERVICE, department_id=HERE,
        slot_minutes=30, seats=2, green_seats=1,
    )  # fmt: skip
    found = planned(SHANGHAI, [line(1, 480, 720)], [off, extra], [], monday, date(2026, 11, 24))
    assert len(found) == 6 + 2
    closed = Holiday(monday, "休", "Closed")
    assert len(planned(SHANGHAI, [line(1, 480, 720)], [extra], [closed], monday, date(2026, 11, 24))) == 2
    half = Holiday(monday, "半天", "Half", opens=480, closes=600)
    assert len(planned(SHANGHAI, [line(1, 480, 720)], [], [half], monday, monday)) == 4


async def test_slots_are_there_at_once_thirteen_weeks_ahead_and_each_day_one_more(clinic: Clinic) -> None:
    changed = await clinic.schedule(clinic.line(seats=3, green=1))
    assert changed.made == 13 * 4
    assert (await duties.make_ahead(clinic.services), len(await clinic.slots(100))) == (0, 52)
    clinic.clock.move(timedelta(days=7))
    await duties.make_ahead(clinic.services)
    assert len(await clinic.slots(100)) == 52  # a week went, a week came


async def test_a_changed_week_keeps_seats_that_are_taken(clinic: Clinic) -> None:
    await clinic.schedule(clinic.line(seats=3))
    slot = (await clinic.slots())[0]
    for _ in range(2):
        await clinic.book(slot)
    # Fewer seats than people: the people stay, nobody else comes.
    await clinic.schedule(clinic.line(seats=1), version=1)
    assert slot.id not in {each.id for each in await clinic.slots()}
    preview = await clinic.schedule(clinic.line(starts=600), version=2)
    assert preview.appointments == 2
    await refused(SLOT_CLOSED, clinic.hold(slot))
    # Taken back: the same slot with the same people is open again.
    await clinic.schedule(clinic.line(seats=3), version=3)
    assert next(each for each in await clinic.slots() if each.id == slot.id).left == 1


async def test_a_doctor_is_never_in_two_places(clinic: Clinic) -> None:
    await refused(OVERLAPPING, clinic.schedule(clinic.line(), clinic.line(starts=645, ends=700)))
    assert await clinic.slots() == []
    await clinic.schedule(clinic.line())
    await refused(CONFLICT, clinic.schedule(clinic.line(), version=0))

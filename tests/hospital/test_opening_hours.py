"""Open or closed, and when next: midnight, holidays, departments, and clocks that change."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bedside.hospital.hours import Calendar, Holiday, Span
from bedside.hospital.questions import places
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import Services
from tests.hospital.support import browser, enrolled_admin, enter, found, hire

DENTAL = UUID(int=7)
WORKDAYS = [Span(day, 8 * 60, 17 * 60 + 30) for day in range(1, 6)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def shanghai(*spans: Span, holidays: list[Holiday] | None = None) -> Calendar:
    return Calendar("Asia/Shanghai", list(spans), holidays or [])


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59+08:00", False),  # a Monday
        ("2026-11-23T08:00:00+08:00", True),
        ("2026-11-23T17:29:59+08:00", True),
        ("2026-11-23T17:30:00+08:00", False),
        ("2026-11-22T10:00:00+08:00", False),
    ],
)
def test_weekly_hours_are_local(moment: str, is_open: bool) -> None:
    assert shanghai(*WORKDAYS).is_open(at(moment)) is is_open


def test_next_opening_skips_the_weekend() -> None:
    friday_evening = at("2026-11-27T18:00:00+08:00")
    assert shanghai(*WORKDAYS).next_opening(friday_evening) == at("2026-11-30T08:00:00+08:00")
    assert shanghai().next_opening(friday_evening) is None


def test_hours_past_midnight_belong_to_their_evening() -> None:
    night = shanghai(Span(5, 21 * 60, 8 * 60))
    assert night.is_open(at("2026-11-27T23:59:00+08:00"))
    assert night.is_open(at("2026-11-28T07:59:00+08:00"))
    assert not night.is_open(at("2026-11-28T08:00:00+08:00"))
    assert not night.is_open(at("2026-11-27T07:00:00+08:00"))
    assert night.closes_at(at("2026-11-27T22:00:00+08:00")) == at("2026-11-28T08:00:00+08:00")


def test_day_and_night_join() -> None:
    always = shanghai(*(Span(day, 0, 1440) for day in range(1, 6)))
    assert always.closes_at(at("2026-11-23T12:00:00+08:00")) == at("2026-11-28T00:00:00+08:00")
    assert always.is_open(at("2026-11-24T00:00:00+08:00"))


def test_holidays_replace_the_day() -> None:
    closed = Holiday(date(2026, 11, 23), "校庆", "Anniversary")
    short = Holiday(date(2026, 11, 24), "半天", "Half day", 8 * 60, 12 * 60)
    calendar = shanghai(*WORKDAYS, holidays=[closed, short])
    assert not calendar.is_open(at("2026-11-23T10:00:00+08:00"))
    assert calendar.is_open(at("2026-11-24T11:00:00+08:00"))
    assert not calendar.is_open(at("2026-11-24T13:00:00+08:00"))
    assert calendar.next_opening(at("2026-11-22T10:00:00+08:00")) == at("2026-11-24T08:00:00+08:00")


def test_a_department_may_have_its_own_hours() -> None:
    calendar = shanghai(
        *WORKDAYS,
        Span(6, 9 * 60, 12 * 60, DENTAL),
        holidays=[Holiday(date(2026, 12, 5), "盘点", "Stocktaking", department_id=DENTAL)],
    )
    saturday = at("2026-11-28T10:00:00+08:00")
    assert calendar.is_open(saturday, DENTAL)
    assert not calendar.is_open(saturday)
    assert calendar.is_open(at("2026-11-23T10:00:00+08:00"), UUID(int=8)), "others keep the hospital's"
    assert not calendar.is_open(at("2026-12-05T10:00:00+08:00"), DENTAL)


def test_clocks_that_change() -> None:
    calendar = Calendar("Europe/Berlin", [Span(day, 8 * 60, 16 * 60) for day in range(1, 8)], [])
    assert calendar.next_opening(at("2026-03-28T20:00:00+01:00")) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    assert calendar.next_opening(at("2026-10-24T20:00:00+02:00")) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    repeated = Calendar("Europe/Berlin", [Span(6, 22 * 60, 2 * 60 + 30)], [])
    assert repeated.is_open(datetime(2026, 10, 25, 1, 15, tzinfo=UTC)), "the second 02:15 of that night"
    assert not repeated.is_open(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    skipped = Calendar("Europe/Berlin", [Span(7, 2 * 60 + 30, 6 * 60)], [])
    assert skipped.is_open(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)), "02:30 does not exist; 03:30 stands for it"


async def test_set_up_in_the_console_and_asked_by_others(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    hospital = founded.hospitals["east"]
    admin = await enrolled_admin(services, founded)
    qiao = await hire(services, founded, "qiao", {hospital: [Role.CONSULTANT]})
    assert not await places.is_open(services, hospital)
    hours = [{"weekday": day, "opens": "08:00", "closes": "17:30"} for day in range(1, 8)]
    async with browser(services) as client, browser(services) as other:
        await enter(services, client, admin)
        await enter(services, other, qiao)
        address = f"/v1/schedules/{hospital}"
        refused = await other.put(f"{address}/opening-hours", json={"version": 0, "opening_hours": hours})
        assert refused.status_code == 403
        saved = await client.put(f"{address}/opening-hours", json={"version": 0, "opening_hours": hours})
        assert saved.status_code == 204, saved.text
        late = await client.put(f"{address}/opening-hours", json={"version": 0, "opening_hours": []})
        assert (late.status_code, late.json()["code"]) == (409, "conflict"), "another admin was first"
        holiday = {"day": "2026-11-24", "name_zh": "校庆", "name_en": "Anniversary"}
        await client.put(f"{address}/holidays", json={"version": 0, "holidays": [holiday]})
        twice = await client.put(f"{address}/holidays", json={"version": 1, "holidays": [holiday, holiday]})
        assert twice.status_code == 422
        shown = (await other.get(address)).json()
    assert shown["open_now"] is True, "10:00 on a Monday in Shanghai"
    assert shown["opening_hours"][0]["closes"] == "17:30"
    assert shown["opening_hours_version"] == 1
    assert await places.is_open(services, hospital)
    assert await places.next_opening(services, hospital) == at("2026-11-25T08:00:00+08:00")
    assert not await places.is_open(services, 999)

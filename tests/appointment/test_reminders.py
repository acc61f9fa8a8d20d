"""Whoever booked is told, reminded a day and two hours before, and hears nothing that is no longer true."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bedside.appointment.actions import changing
from bedside.appointment.reminding import remind, times
from bedside.people.persons import record_person_consent
from tests.appointment.desk_house import Desk, entries, opened_desk
from tests.appointment.his_house import NOW, PROOF


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        yield opened


async def templates(desk: Desk) -> list[tuple[str, str]]:
    return [(each.template, each.channel) for each in await desk.told()]


async def test_a_booking_says_when_where_with_whom_and_how_to_end_it(desk: Desk) -> None:
    person = await desk.house.person(("phone", "13900000001"), ("email", "wang@spruce.example"), name="王小满")
    await desk.booked(NOW + timedelta(days=3, hours=1), person)
    await desk.house.hear()
    await desk.house.hear()
    sms, email = await desk.told()
    assert (sms.channel, email.channel) == ("sms", "email")
    for words in ("王小满", "11月26日（周四）11:00", "口腔科", "沈明", "25 元", "/a/"):
        assert words in sms.text
    entry = entries(email.files["visit.ics"])[0]
    assert entry.decoded("DTSTART") == NOW + timedelta(days=3, hours=1)


async def test_reminded_a_day_and_two_hours_before_once_each(desk: Desk) -> None:
    await desk.booked(NOW + timedelta(days=3))
    await desk.house.hear()
    assert await remind(desk.services) == 0
    desk.clock.move(timedelta(days=2))
    assert await remind(desk.services) == 1
    assert await remind(desk.services) == 0
    desk.clock.move(timedelta(hours=22))
    assert await remind(desk.services) == 1
    assert await templates(desk) == [("booked", "sms"), ("reminder", "sms"), ("reminder", "sms")]


async def test_what_was_due_while_nobody_was_there_is_sent_if_it_still_helps(desk: Desk) -> None:
    await desk.booked(NOW + timedelta(days=3))
    await desk.house.hear()
    desk.clock.move(timedelta(days=2, hours=23))
    assert await remind(desk.services) == 2
    assert await templates(desk) == [("booked", "sms"), ("reminder", "sms")]
    assert (await desk.told())[1].expires_at == NOW + timedelta(days=3)


async def test_booked_for_this_afternoon_only_the_hours_are_reminded_of(desk: Desk) -> None:
    await desk.booked(NOW + timedelta(hours=5))
    await desk.house.hear()
    desk.clock.move(timedelta(hours=3))
    assert await remind(desk.services) == 1
    assert await templates(desk) == [("booked", "sms"), ("reminder", "sms")]


async def test_cancelled_nothing_is_reminded_of_and_what_waited_is_not_sent(desk: Desk) -> None:
    made = await desk.booked(NOW + timedelta(days=3))
    await desk.house.hear()
    await changing.cancel(desk.services, desk.hospital, made.id, by="person", actor="visitor:guest")
    await desk.house.hear()
    desk.clock.move(timedelta(days=3))
    assert await remind(desk.services) == 0
    assert [(each.template, each.state) for each in await desk.told()] == [
        ("booked", "cancelled"),
        ("cancelled", "queued"),
    ]


async def test_moved_the_reminders_move_along(desk: Desk) -> None:
    made = await desk.booked(NOW + timedelta(days=3))
    await desk.house.hear()
    later = await desk.slot(NOW + timedelta(days=5))
    await changing.reschedule(desk.services, desk.hospital, made.id, later.id, "visitor:guest")
    await desk.house.hear()
    moved = (await desk.told())[-1]
    assert moved.template == "moved"
    assert "11月28日" in moved.text
    desk.clock.move(timedelta(days=2))
    assert await remind(desk.services) == 0
    desk.clock.move(timedelta(days=2))
    assert await remind(desk.services) == 1


async def test_without_consent_to_care_messages_none_is_sent(desk: Desk) -> None:
    person = await desk.house.person()
    async with desk.services.database.transaction([desk.hospital]) as tx:
        await record_person_consent(tx, desk.hospital, person, {"care": False}, "1", "desk", PROOF, "system:test")
    await desk.booked(NOW + timedelta(days=3), person)
    await desk.house.hear()
    desk.clock.move(timedelta(days=2))
    await remind(desk.services)
    assert {each.state for each in await desk.told()} == {"refused"}


async def test_a_reminder_due_at_night_waits_for_the_morning(desk: Desk) -> None:
    await desk.booked(datetime(2026, 11, 26, 23, 30, tzinfo=UTC))  # 7:30 in Shanghai, two hours before is 5:30
    await desk.house.hear()
    desk.clock.move(datetime(2026, 11, 26, 21, 31, tzinfo=UTC) - NOW)
    await remind(desk.services)
    last = (await desk.told())[-1]
    assert (last.template, last.state) == ("reminder", "deferred")
    assert last.due_at > desk.clock.now()


@pytest.mark.parametrize(
    ("starts", "day_before"),
    [
        ("2026-03-29T10:00", "2026-03-28T10:00"),  # clocks went forward in between
        ("2026-10-25T10:00", "2026-10-24T10:00"),  # and back
        ("2026-11-27T00:30", "2026-11-26T00:30"),  # past midnight
    ],
)
def test_the_day_before_is_the_same_hour_on_the_wall(starts: str, day_before: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = datetime.fromisoformat(starts).replace(tzinfo=zone).astimezone(UTC)
    planned = times(at, zone)
    assert planned["day"].astimezone(zone).strftime("%Y-%m-%dT%H:%M") == day_before
    assert at - planned["hours"] == timedelta(hours=2)

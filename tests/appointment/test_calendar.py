"""Calendars: an entry that moves with its appointment, right across the clocks' change; a feed that names no patient."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from icalendar import Calendar

from bedside.appointment.actions import changing
from bedside.appointment.calendar import Visit, invitation
from bedside.appointment.feeds import link_of
from bedside.hospital.rights import Role
from bedside.kit.problems import Problem
from tests.appointment.desk_house import Desk, entries, opened_desk
from tests.appointment.his_house import NOW


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, tmp_path) as opened:
        yield opened


async def test_one_entry_that_moves_and_ends(desk: Desk) -> None:
    about = await desk.booked(NOW + timedelta(days=2))
    first = Calendar.from_ical(invitation(Visit(appointment=about, title="门诊"), NOW))
    moved = msgspec.structs.replace(about, starts_at=about.starts_at + timedelta(days=1), rev=about.rev + 1)
    second = Calendar.from_ical(invitation(Visit(appointment=moved, title="门诊"), NOW))
    ended = msgspec.structs.replace(moved, status="cancelled", rev=moved.rev + 1)
    third = Calendar.from_ical(invitation(Visit(appointment=ended, title="门诊"), NOW))
    events = [entries(each.to_ical())[0] for each in (first, second, third)]
    assert {str(entry["UID"]) for entry in events} == {f"{about.id}@bedside"}
    sequence = [int(entry["SEQUENCE"]) for entry in events]
    assert sequence == sorted(set(sequence))
    assert [str(entry["STATUS"]) for entry in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [str(each["METHOD"]) for each in (first, second, third)] == ["PUBLISH", "PUBLISH", "CANCEL"]


@pytest.mark.parametrize("wall", ["2026-03-29T10:00", "2026-10-25T10:00", "2026-10-25T00:15"])
async def test_the_entry_is_at_the_right_moment_when_clocks_change(desk: Desk, wall: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime.fromisoformat(wall).replace(tzinfo=berlin)
    about = msgspec.structs.replace(
        await desk.booked(), starts_at=starts.astimezone(UTC), ends_at=starts.astimezone(UTC) + timedelta(minutes=30)
    )
    entry = entries(invitation(Visit(appointment=about, title="门诊"), NOW))[0]
    assert entry.decoded("DTSTART") == starts
    assert entry.decoded("DTEND") - entry.decoded("DTSTART") == timedelta(minutes=30)
    assert entry.decoded("DTSTART").astimezone(berlin).strftime("%Y-%m-%dT%H:%M") == wall


async def test_text_from_people_stays_text(desk: Desk) -> None:
    about = await desk.booked()
    raw = invitation(
        Visit(appointment=about, title="门诊;,\\\nATTENDEE:mailto:x@example.invalid", place="东\r\n院"), NOW
    )
    assert len(entries(raw)) == 1
    assert "ATTENDEE" not in entries(raw)[0]


async def test_a_doctors_feed_has_their_visits_and_no_patients_name(desk: Desk) -> None:
    person = await desk.house.person(name="王小满")
    kept = await desk.booked(NOW + timedelta(days=2), person)
    gone = await desk.booked(NOW + timedelta(days=3))
    await changing.cancel(desk.services, desk.hospital, gone.id, by="person", actor="visitor:guest")
    link = await link_of(desk.services, desk.house.viewer, desk.hospital, desk.house.doctor)
    assert link == await link_of(desk.services, desk.house.viewer, desk.hospital, desk.house.doctor)
    answer = await desk.http.get(link)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert [str(entry["UID"]) for entry in entries(answer.content)] == [f"{kept.id}@bedside"]
    assert "王小满" not in answer.text
    assert "139" not in answer.text.replace(str(kept.id), "")


async def test_a_new_address_ends_the_old_one_and_strangers_have_none(desk: Desk) -> None:
    house = desk.house
    old = await link_of(desk.services, house.viewer, desk.hospital, house.doctor)
    new = await link_of(desk.services, house.viewer, desk.hospital, house.doctor, anew=True)
    assert (await desk.http.get(old)).status_code == 410
    assert (await desk.http.get(new)).status_code == 200
    assert (await desk.http.get("/calendar/abc.ics")).status_code == 410
    stranger = msgspec.structs.replace(house.viewer, roles={desk.hospital: frozenset({Role.CONSULTANT})})
    with pytest.raises(Problem, match="refused"):
        await link_of(desk.services, stranger, desk.hospital, house.doctor)
    with pytest.raises(Problem, match="not_found"):
        await link_of(desk.services, stranger, desk.hospital + 1, house.doctor)

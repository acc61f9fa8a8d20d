"""The past is lived through the product's own actions, once; stopped half-way it goes on, and missed days are made up for."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bedside.appointment.duties import expire
from bedside.demo.furnish import furnish
from bedside.demo.furniture import load
from bedside.demo.past import live_past, live_visits
from bedside.demo.past.talks import past_talks
from bedside.kit.clock import SetClock
from bedside.kit.services import open_services
from bedside.kit.settings import Settings

NOON = datetime(2027, 3, 10, 4, 0, tzinfo=UTC)
"""A Wednesday, noon in the demo's city."""
WEBSITE = "http://demo.example"
TODAY = date(2027, 3, 10)


async def furnished(url: str, home: Path) -> Settings:
    settings = Settings(home=home)
    async with open_services(settings, url, SetClock(NOON)) as services:
        await furnish(services)
    return settings


def _appointments(url: str) -> list[tuple[date, str, datetime, datetime]]:
    with psycopg.connect(url) as owner:
        return owner.execute(
            "SELECT day, status, starts_at, made_at FROM appointment.appointments ORDER BY id"
        ).fetchall()


@asynccontextmanager
async def _in_the_present(url: str, settings: Settings) -> AsyncGenerator[None]:
    """The hospital works meanwhile, by the present's clock: holds whose time is over are given back."""
    async with open_services(settings, url, SetClock(NOON)) as services:

        async def work() -> None:
            while True:
                await expire(services)
                await asyncio.sleep(0.05)

        working = asyncio.create_task(work())
        yield
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def test_days_of_people_who_came_or_stayed_away_once_and_missed_days_later(database_url: str, tmp_path: Path):
    settings = await furnished(database_url, tmp_path)
    assert await live_visits(settings, database_url, NOON, website=WEBSITE, weeks=1) > 7 * 14
    assert await live_visits(settings, database_url, NOON + timedelta(hours=2), website=WEBSITE, weeks=1) == 0
    async with _in_the_present(database_url, settings):
        assert await live_past(settings, database_url, NOON, weeks=1) == 8
    lived = _appointments(database_url)
    settled = Counter(status for day, status, _, _ in lived if day < TODAY)
    assert set(settled) <= {"fulfilled", "no_show", "cancelled"}, settled
    assert settled["fulfilled"] > settled["no_show"] > 0
    assert min(day for day, *_ in lived) <= TODAY - timedelta(days=5)
    assert {status for _, status, starts, _ in lived if starts > NOON + timedelta(hours=1)} <= {"booked", "cancelled"}
    assert sum(status == "booked" for day, status, *_ in lived if day > TODAY) > 20
    assert all(made <= NOON for *_, made in lived)
    with psycopg.connect(database_url) as owner:
        facts = owner.execute(
            "SELECT min(occurred_at), max(occurred_at) FROM kit.facts WHERE kind LIKE 'appointment.booked%'"
        ).fetchone()
    assert facts
    assert NOON - timedelta(days=8) < facts[0] <= facts[1] <= NOON

    _questions_came_up(database_url)
    _readers_asked(database_url)

    assert await live_past(settings, database_url, NOON + timedelta(hours=2), weeks=1) == 0
    assert _appointments(database_url) == lived
    _questions_came_up(database_url)

    assert await live_past(settings, database_url, NOON + timedelta(days=3), weeks=1) == 3
    open_still = [day for day, status, *_ in _appointments(database_url) if status == "booked"]
    assert min(open_still) >= TODAY + timedelta(days=3)


class Stopped(Exception):
    pass


async def test_stopped_half_way_it_goes_on_where_it_was(database_url: str, tmp_path: Path):
    settings = await furnished(database_url, tmp_path)
    stop_after = TODAY - timedelta(days=4)

    def stop(day: date) -> None:
        if day == stop_after:
            raise Stopped

    with pytest.raises(Stopped):
        await live_past(settings, database_url, NOON, weeks=1, told=stop)
    told: list[date] = []
    await live_past(settings, database_url, NOON, weeks=1, told=told.append)
    assert told == [TODAY - timedelta(days=n) for n in (3, 2, 1, 0)]
    assert "booked" not in {status for day, status, *_ in _appointments(database_url) if day < TODAY}
    _are_the_demos_own(database_url)


def _are_the_demos_own(database_url: str) -> None:
    names = load().names
    with psycopg.connect(database_url) as owner:
        masked = owner.execute("SELECT masked FROM people.identifiers WHERE kind = 'phone'").fetchall()
        shared = owner.execute(
            "SELECT count(*) FROM (SELECT FROM people.identifiers WHERE kind = 'phone' GROUP BY hospital_id, value_hash"
            " HAVING count(DISTINCT person_id) > 1) AS family"
        ).fetchone()
    assert len(masked) > 20
    assert all(phone.startswith(names.phone[:3]) for (phone,) in masked)
    assert shared
    assert shared[0] > 0, "a phone that a family shares"


def _questions_came_up(database_url: str) -> None:
    """What visitors of the last days asked is there, answered or not, and in groups."""
    with psycopg.connect(database_url) as owner:
        talks = owner.execute("SELECT count(*), bool_and(status = 'closed') FROM conversation.conversations").fetchone()
        largest = owner.execute(
            "SELECT count(*), count(DISTINCT visitor_id) FROM knowledge.asked GROUP BY group_id ORDER BY 1 DESC LIMIT 1"
        ).fetchone()
        days = owner.execute("SELECT count(*) FROM knowledge.days WHERE questions > 0").fetchone()
    assert talks == (len(past_talks()), True)
    assert largest
    assert largest[0] >= 5
    assert largest[1] >= 4
    assert days
    assert days[0] >= 6


def _readers_asked(database_url: str) -> None:
    """Most visits come to no question; most of those who asked had read something, and it is known from where they came."""
    with psycopg.connect(database_url) as owner:
        visits = owner.execute("SELECT count(*), min(began_at), max(began_at) FROM visit.visits").fetchone()
        asked = owner.execute(
            "SELECT count(*), count(c.source) FROM conversation.conversations AS c"
            " WHERE EXISTS (SELECT FROM visit.visits AS v WHERE v.visitor_id = c.visitor_id AND v.began_at <= c.started_at)"
        ).fetchone()
        read = owner.execute("SELECT count(*) FILTER (WHERE seconds > 0), count(*) FROM visit.views").fetchone()
    assert visits
    assert NOON - timedelta(days=8) < visits[1] < visits[2] <= NOON
    assert asked
    assert asked[0] == asked[1] > len(past_talks()) / 2
    assert visits[0] > 3 * len(past_talks())
    assert read
    assert read[0] == read[1] > visits[0]

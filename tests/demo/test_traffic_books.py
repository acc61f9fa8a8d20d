"""Simulated visitors become persons: a code from the demo's gateway, a seat, another time, a no; and a desk receives them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, LiteralString

import httpx
import msgspec
import psycopg
import pytest
import uvicorn

from bedside.appointment.actions import confirming, holding
from bedside.appointment.questions import Wanted
from bedside.appointment.whom import Consented, Fresh, whom_of_staff
from bedside.client.desk import COOKIE, sign_in
from bedside.demo.furnish import PostOffice, furnish, gateway_accounts, sign_ins, site_keys
from bedside.demo.furnish.places import found_group, furnish_places
from bedside.demo.furniture import load
from bedside.demo.gateway import Gateway
from bedside.demo.traffic import door
from bedside.demo.traffic.booking import Booking
from bedside.demo.traffic.model import Plan
from bedside.demo.traffic.phone import Phone
from bedside.demo.traffic.plan import plan
from bedside.demo.traffic.visitor import Counts
from bedside.demo.traffic.website import WebPage
from tests.support.debian_postgres import free_port
from tests.support.server import Serving, serving


@asynccontextmanager
async def _listening(app: Any, port: int) -> AsyncGenerator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    server.install_signal_handlers = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), "the gateway ended before it started"
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await running


class Town:
    """The demo hospital served, with its SMS gateway."""

    def __init__(self, server: Serving, gateway: str, http: httpx.AsyncClient) -> None:
        self.server = server
        self.gateway = gateway
        self.http = http

    def booking(self, who: Plan, number: str) -> Booking:
        page = WebPage(url="", title="", server=self.server.url, site=site_keys()[who.campus])

        async def no_time(_: float) -> None:
            return

        return Booking(self.http, page, who, Phone(self.http, self.gateway, number), no_time)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    sms = free_port()
    async with AsyncExitStack() as stack:
        given = serving(database_url, tmp_path, pages_per_minute=6000)
        server = await stack.enter_async_context(given)
        await furnish(server.services, PostOffice(sms=sms, mail=9))
        gateway = Gateway(await gateway_accounts(server.services, server.url))
        await stack.enter_async_context(_listening(gateway, sms))
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=20, trust_env=False))
        yield Town(server, f"http://127.0.0.1:{sms}", http)


def _who(books: str, talk: str = "cardiology-skipped-beat") -> Plan:
    found = next(plan(3, n) for n in range(2000) if plan(3, n).talk.key == talk)
    return msgspec.structs.replace(found, books=books)


def _count(url: str, sql: LiteralString) -> int:
    with psycopg.connect(url) as owner:
        row = owner.execute(sql).fetchone()
        assert row
        return row[0]


async def test_who_books_is_a_person_with_a_verified_phone_and_a_seat(town: Town, database_url: str):
    assert await town.booking(_who("keeps"), "10000000001").live(None)
    seats = "SELECT count(*) FROM appointment.appointments WHERE status = 'booked' AND made_by LIKE 'visitor:%'"
    assert _count(database_url, seats) == 1
    phones = "SELECT count(*) FROM people.identifiers WHERE kind = 'phone' AND verified_at IS NOT NULL"
    assert _count(database_url, phones) == 1


async def test_plans_change_as_the_plan_says(town: Town, database_url: str):
    for n, (books, became) in enumerate((("moves", "moved"), ("cancels", "cancelled"))):
        booking = town.booking(_who(books), f"1000000001{n}")
        assert await booking.live(None)
        assert await booking.think_again() == became
    found = "SELECT count(*) FROM appointment.appointments WHERE status = '{}'"
    assert _count(database_url, found.format("booked")) == 1
    assert _count(database_url, found.format("cancelled")) == 1
    assert _count(database_url, "SELECT count(*) FROM kit.facts WHERE kind = 'appointment.moved'") == 1


async def test_the_desk_receives_the_demos_people_and_leaves_real_ones_alone(town: Town, database_url: str):
    services = town.server.services
    now = services.clock.now()
    holder, _ = await found_group(services)
    hospital_id = (await furnish_places(services, holder))["east"].hospital_id
    seats = {"杉听雨": "", "王真": ""}
    for name in seats:
        who, said = Fresh(name=name), Consented(care=True, health=True, lang="zh", channel="desk", agent="test")
        person = await whom_of_staff(services, hospital_id, who, said, "staff:test")
        week = Wanted(since=now, until=now + timedelta(days=9))
        held = await holding.hold(services, holding.Asked(hospital_id=hospital_id, actor="staff:test", any=week))
        token = confirming.token_of(services, held.token, "staff:test")
        seats[name] = str((await confirming.confirm(services, token, person, "staff:test")).id)
    # Their day is today: the whole list of today is looked at, whatever the hour.
    with psycopg.connect(database_url) as owner:
        owner.execute(
            "UPDATE appointment.appointments SET day = (%s AT TIME ZONE 'Asia/Shanghai')::date,"
            " starts_at = %s, ends_at = %s",
            (now, now, now + timedelta(minutes=30)),
        )
    me = next(person for person in sign_ins(services) if person.login == "an")
    cookie = await sign_in(town.server.url, me.login, me.password, me.secret)
    counts = Counts()
    async with httpx.AsyncClient(
        base_url=town.server.url, timeout=20, headers={"X-Bedside": "1"}, cookies={COOKIE: cookie}
    ) as http:
        await door.look(http, now, counts)
        await door.look(http, now + timedelta(hours=1), counts)
        listed = (await http.get("/v1/appointments")).json()["items"]
    became = {each["id"]: each["status"] for each in listed}
    assert became[seats["王真"]] == "booked"
    comes = Random(f"comes:{seats['杉听雨']}").random() < door.COMES
    assert became[seats["杉听雨"]] == ("fulfilled" if comes else "no_show")
    assert (counts.came, counts.stayed_away) == (int(comes), int(not comes))


def test_nobody_books_in_an_emergency_and_many_do_otherwise():
    visitors = [plan(1, n) for n in range(600)]
    assert not any(who.books for who in visitors if who.talk.emergency)
    booked = [who.books for who in visitors if who.books]
    assert 0.25 < len(booked) / len(visitors) < 0.55
    assert set(booked) == {"keeps", "moves", "cancels"}


def test_the_desks_secrets_travel_by_environment_alone():
    doors = [door.Door("an", "password", "SECRET")]
    env = {door.VARIABLE: msgspec.json.encode(doors).decode()}
    assert door.read(env) == doors
    assert door.read({}) == []


def test_numbers_begin_as_nobodys_do():
    assert load().names.number(Random(3)).startswith("1000")

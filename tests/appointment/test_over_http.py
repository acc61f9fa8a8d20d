"""The whole application, served for real: two hundred for the last seat, a visitor who books alone, staff who book and see."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from bedside.appointment import duties
from bedside.appointment.actions import changing
from bedside.appointment.texts import CARE, HEALTH
from bedside.hospital.actions.setup import Founded, operator
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.people import contact as contacts
from bedside.people.model import text_hash
from tests.appointment.clinic import Clinic, opened, running
from tests.hospital.support import UNSAFE, Person, browser, enter, found, hire
from tests.support.server import serving
from tests.visit.conftest import make_site


class House:
    """A served hospital, its clinic, and signed-in browsers."""

    def __init__(self, url: str, clinic: Clinic, west: int, people: dict[str, Person]) -> None:
        self.url = url
        self.clinic = clinic
        self.west = west
        self.people = people
        self.services: Services = clinic.services

    async def staff(self, login: str) -> httpx.AsyncClient:
        async with browser(self.services) as http:
            await enter(self.services, http, self.people[login])
            cookie = http.cookies["bedside_session"]
        client = httpx.AsyncClient(base_url=self.url + "/v1", headers=UNSAFE, timeout=30)
        client.cookies.set("bedside_session", cookie)
        return client

    def visitor(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url + "/v1/visitor", timeout=60, limits=httpx.Limits(max_connections=None)
        )

    def contact(self, phone: str = "13900001111") -> str:
        return contacts.sign(self.services, self.clinic.hospital, "phone", phone, self.services.clock.now())


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with serving(database_url, tmp_path, pages_per_minute=600) as server:
        services = server.services
        founded: Founded = await found(services, "E", "W")
        east, west = founded.hospitals["E"], founded.hospitals["W"]
        people = {
            "desk": await hire(services, founded, "desk", {east: [Role.CONSULTANT, Role.FRONT_DESK]}),
            "west": await hire(services, founded, "west", {west: [Role.CONSULTANT, Role.FRONT_DESK]}),
            "shen": await hire(services, founded, "shen", {east: [Role.DOCTOR]}),
        }
        await make_site(services, east, "east")
        await make_site(services, west, "west")
        clinic = Clinic(services, services.clock, east, await operator(services, founded.group_id))
        await clinic.furnish()
        # Every day of the week, so that a test on any day has tomorrow.
        await clinic.schedule(*(clinic.line(weekday, green=1) for weekday in range(1, 8)))
        yield House(server.url, clinic, west, people)


def days(house: House) -> dict[str, str]:
    today = house.services.clock.now().date()
    return {"from": str(today), "to": str(today + timedelta(days=14))}


async def test_two_hundred_for_the_last_seat(house: House) -> None:
    slot = (await house.clinic.slots())[0]
    async with house.visitor() as http:
        answers = await asyncio.gather(
            *(http.post("/holds", json={"site": "east", "slot": str(slot.id)}) for _ in range(200))
        )
    assert Counter(each.status_code for each in answers) == {201: 1, 409: 199}
    refusals = [each.json() for each in answers if each.status_code == 409]
    assert {(each["code"], bool(each["title"]), bool(each["way_out"])) for each in refusals} == {
        ("seat_taken", True, True)
    }


async def test_a_visitor_books_moves_waits_and_cancels_alone(house: House) -> None:
    async with house.visitor() as http:

        async def ask(path: str, expected: int = 200, /, **body: Any) -> Any:
            answer = await http.post(path, json={"site": "east", **body})
            assert answer.status_code == expected, answer.text
            return answer.json()

        page = (await http.get("/sites/east/booking", params={"lang": "zh"})).json()
        (department,) = page["departments"]
        assert (department["name"], department["services"][0]["price_fen"]) == ("心内科", 2500)
        assert page["prices"] == [{"name": "门诊", "price_fen": 2500, "unit": "次", "department": "心内科"}]
        slots = (await ask("slots", department=department["id"], **days(house)))["items"]
        hold = await ask("holds", 201, slot=slots[0]["id"])
        assert hold["price_fen"] == 2500
        fresh = {"name": "王芳", "sex": "female"}
        whom = {"contact": house.contact(), "new": fresh, "version": page["care_version"]}
        # Without the two answers nothing is stored.
        assert (await ask("confirm", 422, hold=hold["hold"], health=True, **whom))["code"] == "care_needed"
        assert (await ask("confirm", 403, hold=hold["hold"], care=True, **whom))["code"] == "consent_needed"
        for version in ("", "care-2020-01"):
            stale = await ask("confirm", 409, hold=hold["hold"], health=True, care=True, **whom | {"version": version})
            assert stale["code"] == "consent_text_changed"
        mine = await ask("confirm", hold=hold["hold"], health=True, care=True, **whom)
        assert (mine["status"], mine["doctor"], mine["department"]) == ("booked", "医生0", "心内科")
        assert mine["manage"].startswith("http")
        assert "王芳" not in mine["person"]  # a family may share the phone
        again = await ask("confirm", hold=hold["hold"], health=True, care=True, **whom)
        assert again["id"] == mine["id"]
        async with house.services.database.transaction([house.clinic.hospital]) as tx:
            proved = await tx.tuples("SELECT purpose, given, proof->>'text_hash' FROM people.consents ORDER BY purpose")
        assert proved == [("care", True, text_hash(CARE["zh"])), ("health", True, text_hash(HEALTH["zh"]))]
        # Another phone sees and moves nothing of it.
        stranger = {"contact": house.contact("13900002222")}
        assert (await ask("appointments", **stranger))["items"] == []
        for act in ("cancel", "reschedule"):
            body: dict[str, Any] = {"slot": slots[1]["id"]} if act == "reschedule" else {}
            assert (await ask(f"appointments/{mine['id']}/{act}", 404, **stranger, **body))["code"] == "not_theirs"
        own = {"contact": house.contact()}
        moved = await ask(f"appointments/{mine['id']}/reschedule", slot=slots[1]["id"], **own)
        assert moved["starts_at"] == slots[1]["starts_at"]
        wait = await ask("waitlist", 201, **own, person=mine["person_id"], department=department["id"], keeps=mine["id"],
                         health=True, care=True, version=page["care_version"], **days(house))  # fmt: skip
        listed = await ask("appointments", **own)
        assert ([each["id"] for each in listed["items"]], [w["id"] for w in listed["waiting"]]) == (
            [mine["id"]],
            [wait["id"]],
        )
        await ask(f"waitlist/{wait['id']}/leave", **own)
        assert (await ask(f"appointments/{mine['id']}/wait-earlier", 404, **stranger))["code"] == "not_theirs"
        sooner = await ask(f"appointments/{mine['id']}/wait-earlier", 201, **own)
        assert (sooner["keeps"], sooner["offers"]) == (mine["id"], [])
        await ask(f"waitlist/{sooner['id']}/leave", **own)
        assert (await ask(f"appointments/{mine['id']}/cancel", **own))["status"] == "cancelled"
        assert (await ask("confirm", 404, hold="forged", health=True, care=True, **whom))["code"] == "hold_unknown"
        expired = await ask("appointments", 401, contact="forged")
        assert expired["code"] == "contact_expired"


async def test_the_desk_books_receives_and_only_its_own_hospital(house: House) -> None:
    desk, west, doctor = [await house.staff(login) for login in ("desk", "west", "shen")]
    async with desk, west, doctor:
        query = {"hospital": house.clinic.hospital, "department": str(house.clinic.department), **days(house)}
        slots = (await desk.get("/slots", params=query)).json()["items"]
        hold = (
            await desk.post("/appointments/hold", json={"hospital": house.clinic.hospital, "slot": slots[0]["id"]})
        ).json()
        new = {"name": "赵强", "phone": "13900003333", "born": "1990-03-07"}
        path = f"/appointments/{hold['id']}/confirm"
        asked = (await desk.get("/care-consent")).json()
        assert "text message or email" in asked["text"]
        body = {"token": hold["token"], "new": new, "care": True, "version": asked["version"]}
        assert (await desk.post(path, json=body | {"version": "another"})).json()["code"] == "consent_text_changed"
        assert (await west.post(path, json=body)).status_code == 404
        assert (await doctor.post(path, json=body)).status_code == 403
        mine = (await desk.post(path, json=body)).json()
        assert (mine["status"], mine["person"]["name"]) == ("booked", "赵强")
        assert (mine["person"]["phone_tail"], mine["person"]["born"]) == ("3333", 1990)
        assert (await desk.post(path, json=body)).json()["id"] == mine["id"]
        # The phone that staff typed is verified when its owner shows it by a code, and does something as this person.
        card, here = f"/persons/{mine['person']['id']}", {"hospital": house.clinic.hospital}
        assert [
            each["verified_at"] for each in (await desk.get(card, params=here)).json()["person"]["identifiers"]
        ] == [None]
        async with house.visitor() as http:
            owner = {"site": "east", "contact": house.contact("13900003333")}
            assert (await http.post(f"/appointments/{mine['id']}/wait-earlier", json=owner)).status_code == 201
        assert (await desk.get(card, params=here)).json()["person"]["identifiers"][0]["verified_at"]
        told = (await desk.get(f"{card}/timeline", params=here)).json()["items"]
        assert "Verified: phone number" in [each["title"] for each in told]
        day = {"hospital": house.clinic.hospital, "day": slots[0]["starts_at"][:10]}
        assert [each["id"] for each in (await desk.get("/appointments", params=day)).json()["items"]] == [mine["id"]]
        of_person = await desk.get(
            "/appointments", params={"hospital": house.clinic.hospital, "person": mine["person"]["id"]}
        )
        assert [each["id"] for each in of_person.json()["items"]] == [mine["id"]]
        for act in ("cancel", "arrive", "no-show", "undo", "fulfil"):
            assert (await west.post(f"/appointments/{mine['id']}/{act}", json={})).status_code == 404
        assert (await west.get("/slots", params=query)).status_code == 404
        arrived = await desk.post(f"/appointments/{mine['id']}/arrive", json={"rev": mine["rev"]})
        assert arrived.json()["status"] == "arrived"
        # A doctor has green seats confirmed, not the desk.
        green = {
            "hospital": house.clinic.hospital,
            "slot": slots[1]["id"],
            "green": {"urgency": "urgent", "reason": "胸闷加重"},
        }
        held = (await desk.post("/appointments/hold", json=green)).json()
        asked = await desk.post(f"/appointments/{held['id']}/confirm", json={"token": held["token"], "new": new})
        assert (asked.json()["status"], asked.json()["green_confirmed"]) == ("requested", False)
        waiting = (
            await doctor.get("/appointments", params={"hospital": house.clinic.hospital, "status": "requested"})
        ).json()
        assert [each["id"] for each in waiting["items"]] == [held["id"]]
        act = f"/appointments/{held['id']}/green-confirm"
        assert (await desk.post(act, json={})).status_code == 403
        assert (await doctor.post(act, json={})).json()["status"] == "booked"


async def test_a_changed_schedule_and_an_absence_over_http(house: House) -> None:
    async with await house.staff("desk") as desk:
        path = f"/doctor-schedules/{house.clinic.doctors[0]}"
        shown = (await desk.get(path, params={"hospital": house.clinic.hospital})).json()
        assert (shown["version"], len(shown["weekly"])) == (1, 7)
        body: dict[str, Any] = {
            "hospital": house.clinic.hospital,
            "version": 1,
            "weekly": [],
            "exceptions": [],
            "preview": True,
        }
        assert (await desk.put(path, json=body)).status_code == 403  # the desk plans no doctors


def started(*args: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.appointment.booker", *args]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)


async def test_what_was_confirmed_stands_after_kill_minus_nine(database_url: str, tmp_path: Path) -> None:
    """A process of its own books as fast as it can and is killed; another reads what is left."""
    async with running(database_url, tmp_path) as (services, clock):
        clinic = (await opened(services, clock, "E"))[0]
        await clinic.schedule(clinic.line(seats=200))
        slot, person = (await clinic.slots())[0], await clinic.person()
    told = tmp_path / "told"
    child = started(database_url, str(tmp_path), str(clinic.hospital), str(slot.id), str(person), str(told))
    assert child.stdout
    assert await asyncio.to_thread(child.stdout.readline) == "booking\n"
    for _ in range(600):
        await asyncio.sleep(0.05)
        if told.exists() and told.read_text().count("\n") >= 20:
            break
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    lines = [UUID(line) for line in told.read_text().splitlines() if len(line) == 36]
    assert len(lines) >= 20
    async with running(database_url, tmp_path) as (services, clock):
        clinic.services, clinic.clock = services, clock
        assert {(await clinic.appointment(id)).status for id in lines} == {"booked"}
        # What was held and not confirmed is released when its time is over, whoever made it.
        clock.move(timedelta(minutes=11))
        await duties.expire(services)
        async with services.database.transaction([clinic.hospital]) as tx:
            counted = await tx.tuples("SELECT status, count(*) FROM appointment.appointments GROUP BY status")
        now = dict(counted)
        assert set(now) <= {"booked", "expired"}
        left = next(each for each in await clinic.slots() if each.id == slot.id).left
        assert left == 200 - now["booked"]


async def test_the_desk_answers_an_offer_for_who_rang_up(house: House) -> None:
    clinic, desk, west = house.clinic, await house.staff("desk"), await house.staff("west")
    async with desk, west:
        tomorrow = [slot for slot in await clinic.slots(3) if slot.day == (await clinic.slots(3))[-1].day]
        booked = [await clinic.book(slot) for slot in tomorrow]
        day = booked[0].day.isoformat()
        wish = {"hospital": clinic.hospital, "department": str(clinic.department), "from": day, "to": day}
        for n in range(3):
            new = {"name": f"候补{n}", "phone": f"1390000444{n}"}
            assert (await desk.post("/waitlist", json=wish | {"new": new})).status_code == 201
        await changing.cancel(house.services, clinic.hospital, booked[0].id, by="person", actor="visitor:guest")
        waits = (await desk.get("/waitlist", params={"hospital": clinic.hospital})).json()["items"]
        longer = wish | {
            "to": str(booked[0].day + timedelta(days=3)),
            "person": waits[0]["person"]["id"],
            "keeps": None,
        }
        again = await desk.post("/waitlist", json=longer)
        assert (again.status_code, again.json()["id"]) == (201, waits[0]["id"])
        assert again.json()["to"] > waits[0]["to"]
        offers = [each["offers"][0] for each in waits]
        assert {each["slot"]["id"] for each in offers} == {str(booked[0].slot_id)}
        assert {each["slot"]["price_fen"] for each in offers} == {2500}

        async def answer(of: int, what: str, by: httpx.AsyncClient = desk) -> httpx.Response:
            return await by.post(f"/offers/{offers[of]['id']}/{what}", json={"hospital": clinic.hospital})

        for act in ("accept", "decline"):
            assert (await answer(0, act, west)).status_code == 404
        assert (await answer(2, "decline")).status_code == 204
        first, second = await asyncio.gather(answer(0, "accept"), answer(1, "accept"))
        assert sorted((first.status_code, second.status_code)) == [200, 409]
        won, lost = (first, second) if first.status_code == 200 else (second, first)
        assert (won.json()["status"], lost.json()["code"]) == ("booked", "offer_gone")
        assert (await answer(2, "accept")).status_code == 409
        left = (await desk.get("/waitlist", params={"hospital": clinic.hospital})).json()["items"]
        assert len(left) == 2  # who lost and who said no wait on
        # Whoever pressed stands in the timeline.
        for person, state in (
            (won.json()["person"]["id"], "won"),
            (waits[2]["person"]["id"], "declined"),
        ):
            seen = await desk.get(f"/persons/{person}/timeline", params={"hospital": clinic.hospital})
            ended = [each for each in seen.json()["items"] if each["kind"] == "appointment.offer_ended"]
            assert [each["payload"]["state"] for each in ended] == [state]
            assert (ended[0]["by"]["kind"], ended[0]["by"]["id"]) == ("staff", str(house.people["desk"].id))

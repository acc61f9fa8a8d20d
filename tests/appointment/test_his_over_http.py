"""Staff connect a hospital system, try it and settle differences; a department's form; all over HTTP, by right."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.people.contact import sign
from tests.hospital.support import browser, enter, found, hire
from tests.support.his_server import SECRET, Booked, His
from tests.support.server import Serving, serving
from tests.visit.conftest import make_site

ROLES = {"admin2": Role.ADMIN, "lead": Role.DESK_LEAD, "lin": Role.CONSULTANT, "front": Role.FRONT_DESK}


class Place:
    """A served hospital with one signed-in person of each role, and one at another hospital."""

    def __init__(self, server: Serving, hospital: int, other: int, people: dict[str, httpx.AsyncClient]) -> None:
        self.server, self.hospital, self.other, self.people = server, hospital, other, people

    def of(self, name: str) -> httpx.AsyncClient:
        return self.people[name]

    async def department(self) -> str:
        body = {
            "hospital_id": self.hospital,
            "code": "cardio",
            "name_zh": "心内科",
            "name_en": "Cardiology",
            "position": 1,
        }
        return fine(await self.of("admin2").post("/v1/departments", json=body))["id"]


def fine(answer: httpx.Response) -> Any:
    assert answer.status_code < 300, (answer.status_code, answer.text)
    return answer.json() if answer.content else None


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with serving(database_url, tmp_path) as server, AsyncExitStack() as held:
        founded = await found(server.services, "E", "W")
        east, west = founded.hospitals["E"], founded.hospitals["W"]
        people: dict[str, httpx.AsyncClient] = {}
        for login, role in [*ROLES.items(), ("west", Role.ADMIN)]:
            who = await hire(server.services, founded, login, {west if login == "west" else east: [role]})
            async with browser(server.services) as http:
                await enter(server.services, http, who)
                cookie = http.cookies["bedside_session"]
            client = httpx.AsyncClient(
                base_url=server.url, headers={"X-Bedside": "1"}, cookies={"bedside_session": cookie}, timeout=30
            )
            people[login] = await held.enter_async_context(client)
        await make_site(server.services, east, "east")
        yield Place(server, east, west, people)


def connection(place: Place, his: His, department: str, **more: Any) -> dict[str, Any]:
    settings = {"url": his.url, "timeout": 2, "mirror_seconds": 5}
    return {
        "hospital": place.hospital, "name": "院内系统", "departments": [department], "settings": settings, "secret": SECRET,
    } | more  # fmt: skip


async def test_a_connection_is_saved_tried_and_never_shows_its_secret(place: Place, his: His) -> None:
    department = await place.department()
    made = fine(await place.of("admin2").put("/v1/his-connections", json=connection(place, his, department)))
    listed = await place.of("admin2").get("/v1/his-connections", params={"hospital": place.hospital})
    shown = fine(listed)["items"][0]
    assert (shown["id"], shown["has_secret"], shown["departments"]) == (made["id"], True, [department])
    assert SECRET not in listed.text
    tried = await place.of("admin2").post(f"/v1/his-connections/{made['id']}/try", json={"hospital": place.hospital})
    assert fine(tried) == {"slots": 0, "known": 0}
    his.down = True
    failed = await place.of("admin2").post(f"/v1/his-connections/{made['id']}/try", json={"hospital": place.hospital})
    assert (failed.status_code, failed.json()["code"]) == (424, "his_away")


async def test_the_secret_does_not_follow_to_another_server(place: Place, his: His) -> None:
    department = await place.department()
    body = connection(place, his, department)
    body["id"] = fine(await place.of("admin2").put("/v1/his-connections", json=body))["id"]
    body |= {"secret": None, "rev": 1, "settings": {"url": "http://127.0.0.1:9"}}
    refused = await place.of("admin2").put("/v1/his-connections", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    fine(await place.of("admin2").put("/v1/his-connections", json=body | {"secret": "new"}))
    stale = await place.of("admin2").put("/v1/his-connections", json=body | {"secret": "newer"})
    assert stale.status_code == 409


async def test_only_by_right_and_only_at_ones_own_hospital(place: Place, his: His) -> None:
    department = await place.department()
    made = fine(await place.of("admin2").put("/v1/his-connections", json=connection(place, his, department)))
    for login, status in (("lin", 403), ("front", 403), ("lead", 403), ("west", 404)):
        got = await place.of(login).get("/v1/his-connections", params={"hospital": place.hospital})
        assert got.status_code == status, login
        put = await place.of(login).put(
            "/v1/his-connections", json=connection(place, his, department, id=made["id"], secret="x")
        )
        assert put.status_code == 403, login
    for login in ("lin", "front"):
        assert (await place.of(login).get("/v1/his-differences")).status_code == 403
    assert fine(await place.of("west").get("/v1/his-differences"))["items"] == []


async def test_an_address_that_is_none_is_refused(place: Place, his: His) -> None:
    body = connection(place, his, await place.department())
    for url in ("ftp://his.example", "http://user:secret@his.example", "his.example", "http:///x", "http://h/?q"):
        body["settings"]["url"] = url
        answer = await place.of("admin2").put("/v1/his-connections", json=body)
        assert (answer.status_code, "settings.url" in answer.text) == (400, True), url
    for url in ("http://h:99999999", "http://h:0", "http://[::1"):
        body["settings"]["url"] = url
        answer = await place.of("admin2").put("/v1/his-connections", json=body)
        assert (answer.status_code, "settings.url" in answer.text) == (422, True), url


async def test_a_difference_is_listed_and_settled_by_the_desk_lead(place: Place, his: His) -> None:
    made = fine(
        await place.of("admin2").put("/v1/his-connections", json=connection(place, his, await place.department()))
    )
    ghost = new_id()
    at = place.server.services.clock.now() + timedelta(days=1)
    his.booked.append(Booked("H-ghost", str(ghost), "A", at, "d1"))
    fine(await place.of("lead").post(f"/v1/his-connections/{made['id']}/reconcile", json={"hospital": place.hospital}))
    items: list[dict[str, Any]] = []
    for _ in range(120):
        items = fine(await place.of("lead").get("/v1/his-differences", params={"hospital": place.hospital}))["items"]
        if items:
            break
        await asyncio.sleep(0.5)
    assert [(each["kind"], each["about"], each["ways"]) for each in items] == [
        ("missing_here", str(ghost), ["release_there", "dismiss"])
    ]
    resolve = f"/v1/his-differences/{items[0]['id']}/resolve"
    assert (await place.of("lead").post(resolve, json={"how": "cancel_here"})).json()["code"] == "his_resolution"
    assert (await place.of("west").post(resolve, json={"how": "dismiss"})).status_code == 404
    fine(await place.of("lead").post(resolve, json={"how": "release_there", "note": "已电话核对"}))
    assert his.booked[0].status == "cancelled"
    done = fine(
        await place.of("lead").get("/v1/his-differences", params={"hospital": place.hospital, "state": "resolved"})
    )
    assert [(each["resolution"], each["note"]) for each in done["items"]] == [("release_there", "已电话核对")]


async def test_a_form_over_http_and_a_patient_without_the_contact(place: Place) -> None:
    department = await place.department()
    path = f"/v1/intake-forms/{department}"
    field = {"key": "worry", "kind": "text", "label_zh": "最担心什么", "label_en": "Worry", "required": True}
    body = {"hospital": place.hospital, "version": 0, "fields": [field]}
    assert (await place.of("lin").put(path, json=body)).status_code == 403
    assert fine(await place.of("lead").put(path, json=body))["version"] == 1
    shown = fine(await place.of("lin").get(path, params={"hospital": place.hospital}))
    assert [each["key"] for each in shown["fields"]] == ["worry"]
    assert (await place.of("west").get(path, params={"hospital": place.hospital})).status_code in (403, 404)
    services = place.server.services
    contact = sign(services, place.hospital, "phone", "13900000001", services.clock.now())
    nobody = {"site": "east", "contact": contact, "appointment": department, "answers": {"worry": "x"}}
    async with httpx.AsyncClient(base_url=place.server.url) as visitor:
        answer = await visitor.post("/v1/visitor/intake", json=nobody)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_theirs")
        forged = await visitor.post("/v1/visitor/intake", json=nobody | {"contact": contact[:-2] + "xx"})
        assert forged.status_code in (401, 403, 409, 410)

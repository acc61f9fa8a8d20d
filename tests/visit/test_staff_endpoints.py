"""Staff set up the website and see its visitors over HTTP, as their roles allow."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest

from bedside.gate.api import routes as gate_routes
from bedside.hospital.api import routes as hospital_routes
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.knowledge import parts as knowledge
from bedside.knowledge.api import routes as knowledge_routes
from bedside.visit.api import routes as visit_routes
from bedside.visit.sites import Sites
from bedside.visit.writer import PageWriter
from tests.hospital.support import UNSAFE, Person, enter, found, hire
from tests.support.faces import faces
from tests.visit.conftest import page, tracked

SITE = {
    "key": "east", "name": "官网", "origins": ["https://spruce.example"], "greeting_zh": "您好", "greeting_en": "Hello",
    "emergency_zh": "请拨打 120", "emergency_en": "Call 120",
}  # fmt: skip
RULE = {"name_zh": "看了两页", "name_en": "Two pages", "text_zh": "您好", "text_en": "Hello"}


@asynccontextmanager
async def browser(services: Services, who: Person) -> AsyncGenerator[httpx.AsyncClient]:
    with faces(services, hospital_routes, gate_routes, visit_routes, knowledge_routes) as app:
        transport = httpx.ASGITransport(app=app, client=("192.0.2.7", 50000))  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=UNSAFE) as client:
            await enter(services, client, who)
            yield client


class House:
    def __init__(self, services: Services, hospital: int, lead: Person, consultant: Person) -> None:
        self.services, self.hospital, self.lead, self.consultant = services, hospital, lead, consultant


@pytest.fixture
async def house(running: Services) -> House:
    knowledge.start(running)
    founded = await found(running, "east", "west")
    hospital = founded.hospitals["east"]
    lead = await hire(running, founded, "lead", {hospital: [Role.DESK_LEAD]})
    consultant = await hire(running, founded, "consultant", {hospital: [Role.CONSULTANT]})
    return House(running, hospital, lead, consultant)


async def test_a_desk_lead_sets_up_the_website(house: House) -> None:
    at = {"hospital_id": house.hospital}
    async with browser(house.services, house.lead) as lead:
        made = await lead.post("/v1/site-settings", json=SITE | at)
        assert (made.status_code, made.json()) == (201, {"id": "east"}), made.text
        assert (await lead.post("/v1/site-settings", json=SITE | at)).json()["code"] == "site_key_taken"
        shown = (await lead.get("/v1/site-settings")).json()["items"][0]
        first_version = shown["consent_version"]
        changed = await lead.put("/v1/site-settings/east", json=shown | {"colour": "#123456"})
        assert changed.status_code == 204, changed.text
        again = await lead.put("/v1/site-settings/east", json=shown | {"colour": "#654321"})
        assert (again.status_code, again.json()["code"]) == (409, "conflict")
        texts = {
            "zh": shown["consent_texts"][first_version]["zh"] | {"tracking": "我们会保存您的浏览记录，仅用于接待您。"}
        }
        path = "/v1/site-settings/east/consent-texts"
        assert (await lead.post(path, json=at | {"version": "2026-12", "texts": texts})).status_code == 204
        promised = {"zh": texts["zh"] | {"marketing": "同意后我们保证治好您的病"}}
        refused = await lead.post(path, json=at | {"version": "2027-01", "texts": promised})
        assert (refused.status_code, refused.json()["code"]) == (422, "claims_blocked")
        rewritten = await lead.post(path, json=at | {"version": first_version, "texts": texts})
        assert (rewritten.status_code, rewritten.json()["code"]) == (409, "text_kept")
        audit = await lead.get("/v1/audit")
        assert audit.status_code in (200, 403, 404)
    site = await house.services.get(Sites).find("east")
    assert (site.colour, site.consent_version, set(site.consent_texts)) == (
        "#123456", "2026-12", {first_version, "2026-12"},
    )  # fmt: skip


async def test_rules_are_kept_with_what_came_of_them(house: House) -> None:
    async with browser(house.services, house.lead) as lead:
        body = RULE | {"hospital": house.hospital, "id": ""}
        rule = (await lead.post("/v1/invitation-rules", json=body)).json()["id"]
        listed = (await lead.get("/v1/invitation-rules", params={"hospital": house.hospital})).json()
        assert [(each["id"], each["pages"], each["shown"]) for each in listed["items"]] == [(rule, 2, 0)]
        assert listed["by_hand"]["shown"] == 0
        shown = listed["items"][0] | {"hospital": house.hospital}
        assert (await lead.put(f"/v1/invitation-rules/{rule}", json=shown | {"pages": 3})).status_code == 204
        assert (await lead.put(f"/v1/invitation-rules/{rule}", json=shown)).status_code == 409
        gone = await lead.delete(f"/v1/invitation-rules/{rule}", params={"hospital": house.hospital, "version": 2})
        assert gone.status_code == 204, gone.text
        listed = (await lead.get("/v1/invitation-rules", params={"hospital": house.hospital})).json()
        assert listed["items"] == []


async def test_a_consultant_watches_and_invites_but_sets_nothing_up(house: House) -> None:
    async with browser(house.services, house.lead) as lead:
        await lead.post("/v1/site-settings", json=SITE | {"hospital_id": house.hospital})
    site = await house.services.get(Sites).find("east")
    visitor = await tracked(house.services, house.hospital)
    await house.services.get(PageWriter).view(site, visitor, page("/dental/", "口腔科"))
    async with browser(house.services, house.consultant) as desk:
        board = (await desk.get("/v1/visitors")).json()
        assert [(each["id"], each["page"]["title"]) for each in board["items"]] == [(str(visitor), "口腔科")]
        file = (await desk.get(f"/v1/visitors/{visitor}")).json()
        assert [each["path"] for each in file["trail"]] == ["/dental/"]
        assert [each["purpose"] for each in file["consents"]] == ["tracking"]
        invited = await desk.post(f"/v1/visitors/{visitor}/invitations", json={"text": "您好，需要帮忙吗？"})
        assert invited.status_code == 201, invited.text
        for refused in (
            await desk.post("/v1/site-settings", json=SITE | {"hospital_id": house.hospital, "key": "other"}),
            await desk.get("/v1/invitation-rules", params={"hospital": house.hospital}),
            await desk.get("/v1/visit-counts", params={"hospital": house.hospital}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "refused")


@pytest.mark.parametrize("by", ["total", "day", "hour", "source", "campaign", "word", "page", "department"])
async def test_counts_by_every_key(house: House, by: str) -> None:
    async with browser(house.services, house.lead) as lead:
        await lead.post("/v1/site-settings", json=SITE | {"hospital_id": house.hospital})
        site = await house.services.get(Sites).find("east")
        visitor = await tracked(house.services, house.hospital)
        await house.services.get(PageWriter).view(site, visitor, page())
        counted = await lead.get("/v1/visit-counts", params={"hospital": house.hospital, "by": by})
        assert counted.status_code == 200, counted.text
        assert (counted.json()["total"]["visits"], len(counted.json()["rows"])) == (1, 1)


async def test_nobody_unknown_sees_anything(house: House) -> None:
    async with browser(house.services, house.consultant) as client:
        client.cookies.clear()
        for path in (
            "/v1/visitors",
            "/v1/site-settings",
            "/v1/visit-counts?hospital=1",
            "/v1/campaigns",
            "/v1/replies",
        ):
            assert (await client.get(path)).status_code == 401

"""Campaigns say what they promised and keep the law; canned replies are everybody's or one's own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.knowledge import questions
from bedside.knowledge.model import Campaign, check_campaign
from bedside.visit.desks import CampaignNames
from bedside.visit.sites import Sites
from bedside.visit.writer import PageWriter
from tests.visit.conftest import page, tracked
from tests.visit.test_staff_endpoints import SITE, House, browser

TODAY = datetime.now(UTC).date()


def a_campaign(**change: Any) -> dict[str, Any]:
    return {
        "name_zh": "小乳牙周末门诊", "name_en": "Milk teeth weekends", "starts_on": str(TODAY - timedelta(days=3)),
        "ends_on": str(TODAY + timedelta(days=3)), "utm_campaign": "milk-teeth", "landing": "/dental/",
        "promise_zh": "周六不加收费用，诊查费 25 元。", "promise_en": "Saturdays at weekday prices, 25 yuan.",
        "content_class": "institution", **change,
    }  # fmt: skip


def checked(**change: Any) -> str | None:
    given: dict[str, Any] = {
        "id": UUID(int=1), "hospital_id": 1, "name_zh": "科普", "name_en": "x", "starts_on": TODAY, "ends_on": TODAY,
        "promise_zh": "多走路。", "promise_en": "Walk.", "content_class": "science",
    }  # fmt: skip
    try:
        check_campaign(Campaign(**given | change))
    except Problem as problem:
        return problem.code
    return None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"promise_zh": "详情 https://spruce.example/book"}, "contact_in_science"),
        ({"promise_zh": "请打 0000-0000001 咨询"}, "contact_in_science"),
        ({"promise_zh": "请打 0000-0000001 咨询", "content_class": "institution"}, None),
        ({"content_class": "ad"}, "ad_unreviewed"),
        ({"content_class": "ad", "ad_review_number": "示范医广 1 号"}, "ad_unreviewed"),
        ({"content_class": "ad", "ad_review_number": "示范医广 1 号", "ad_review_expires_on": TODAY}, None),
        ({"ends_on": TODAY - timedelta(days=1)}, "invalid"),
    ],
)
def test_the_law_is_kept(change: dict[str, Any], code: str | None) -> None:
    assert checked(**change) == code


def test_an_advertisement_stops_with_its_certificate() -> None:
    ad = Campaign(
        id=UUID(int=1), hospital_id=1, name_zh="x", name_en="x", starts_on=TODAY, ends_on=TODAY + timedelta(days=9),
        promise_zh="x", promise_en="x", content_class="ad", ad_review_number="示范医广 1 号",
        ad_review_expires_on=TODAY + timedelta(days=2),
    )  # fmt: skip
    assert [ad.runs(TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)] == [False, True, True, False]


async def test_a_campaign_from_its_writing_to_the_desk(house: House) -> None:
    services, at = house.services, {"hospital_id": house.hospital}
    async with browser(services, house.lead) as lead:
        await lead.post("/v1/site-settings", json=SITE | at)
        made = await lead.post("/v1/campaigns", json=a_campaign(**at, id=""))
        assert made.status_code == 201, made.text
        taken = await lead.post("/v1/campaigns", json=a_campaign(**at))
        assert (taken.status_code, taken.json()["code"]) == (409, "knowledge_taken")
        await lead.post(
            "/v1/campaigns", json=a_campaign(**at, utm_campaign="b", ends_on=str(TODAY - timedelta(days=1)))
        )
        listed = (await lead.get("/v1/campaigns")).json()["items"]
        assert {(each["utm_campaign"], each["running"]) for each in listed} == {("milk-teeth", True), ("b", False)}
    visitor = await tracked(services, house.hospital)
    site = await services.get(Sites).find("east")
    writer = services.get(PageWriter)
    await writer.view(site, visitor, page("/dental/?utm_source=wechat&utm_campaign=milk-teeth"))
    async with services.database.transaction([house.hospital]) as tx:
        await tx.run("UPDATE visit.visits SET last_at = last_at - interval '1 hour'")
    await writer.view(site, visitor, page("/?utm_source=search&utm_campaign=b"))
    async with services.database.transaction([house.hospital]) as tx:
        came = await questions.of_visitor(tx, house.hospital, visitor)
        assert [each.utm_campaign for each in await questions.running(tx, house.hospital)] == ["milk-teeth"]
    assert (came.first_word, came.now_word) == ("milk-teeth", "b")
    assert came.first is not None
    assert came.first.promise_zh == "周六不加收费用，诊查费 25 元。"
    assert await services.get(CampaignNames).find(house.hospital, "milk-teeth") == {
        "zh": "小乳牙周末门诊",
        "en": "Milk teeth weekends",
    }
    async with browser(services, house.consultant) as desk:
        wins = (await desk.get("/v1/campaign-visits", params={"hospital": house.hospital})).json()["items"]
        assert {(w["campaign"], w["visits"], w["won_again"]) for w in wins} == {("milk-teeth", 1, 0), ("b", 1, 1)}
        refused = await desk.post("/v1/campaigns", json=a_campaign(**at, utm_campaign="c"))
        assert refused.status_code == 403


async def test_a_campaign_is_changed_once_and_retired(house: House) -> None:
    at = {"hospital_id": house.hospital}
    async with browser(house.services, house.lead) as lead:
        id = (await lead.post("/v1/campaigns", json=a_campaign(**at))).json()["id"]
        assert (
            await lead.put(f"/v1/campaigns/{id}", json=a_campaign(**at, landing="/new/", version=1))
        ).status_code == 204
        assert (await lead.put(f"/v1/campaigns/{id}", json=a_campaign(**at, version=1))).status_code == 409
        assert (await lead.put(f"/v1/campaigns/{new_id()}", json=a_campaign(**at))).status_code == 404
        retired = a_campaign(**at, version=2, retired=True)
        assert (await lead.put(f"/v1/campaigns/{id}", json=retired)).status_code == 204
        assert (await lead.get("/v1/campaigns")).json()["items"] == []
        assert len((await lead.get("/v1/campaigns", params={"retired": True})).json()["items"]) == 1
        assert (await lead.post("/v1/campaigns", json=a_campaign(**at))).status_code == 201


async def test_replies_are_everybodys_or_ones_own(house: House) -> None:
    at = {"hospital_id": house.hospital, "zh": "您好{visitor_name}", "en": "Hello"}
    async with browser(house.services, house.consultant) as desk, browser(house.services, house.lead) as lead:
        shared = await desk.post("/v1/replies", json={**at, "shortcut": "hi"})
        assert (shared.status_code, shared.json()["code"]) == (403, "refused")
        own = await desk.post("/v1/replies", json={**at, "shortcut": "hi", "own": True})
        assert own.status_code == 201, own.text
        twice = await desk.post("/v1/replies", json={**at, "shortcut": "hi", "own": True})
        assert (twice.status_code, twice.json()["code"]) == (409, "knowledge_taken")
        assert (await lead.get("/v1/replies")).json()["items"] == []
        someone_elses = await lead.put(f"/v1/replies/{own.json()['id']}", json={**at, "shortcut": "hi"})
        assert someone_elses.status_code == 404
        assert (await lead.post("/v1/replies", json={**at, "shortcut": "hi"})).status_code == 201
        empty = await lead.post("/v1/replies", json={**at, "shortcut": "x", "zh": "", "en": ""})
        assert (empty.status_code, empty.json()["code"]) == (422, "invalid")
        for words in ("{fee} 见公示", "{{ adress }}"):
            unknown = await lead.post("/v1/replies", json={**at, "shortcut": "x", "zh": words})
            assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_variable")
        named = {**at, "shortcut": "where", "zh": "在{address}，{{ hours }}，{}", "en": "At {address}"}
        assert (await lead.post("/v1/replies", json=named)).status_code == 201
        kept = {each["shortcut"]: each["variables"] for each in (await lead.get("/v1/replies")).json()["items"]}
        assert kept["where"] == ["address", "hours"]
        listed = (await desk.get("/v1/replies")).json()["items"]
        assert [(each["shortcut"], each["owner_id"] is None) for each in listed].count(("hi", True)) == 1
        assert len(listed) == 3


@pytest.mark.parametrize("table", ["campaigns", "replies"])
async def test_every_table_of_the_room_is_behind_its_policy(services: Services, table: str) -> None:
    async with services.database.transaction([1]) as tx:
        found = await tx.tuples(
            """
            SELECT relrowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)
            FROM pg_class c WHERE c.oid = %s::regclass
            """,
            (f"knowledge.{table}",),
        )
    assert found == [(True, 1)]

"""Campaigns and everybody's replies are entries: approved by somebody else before the desk has them; one's own are light."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.knowledge import questions
from bedside.knowledge.entries.model import Body, Entry, Words, campaign_of, check
from bedside.visit.desks import CampaignNames
from bedside.visit.sites import Sites
from bedside.visit.writer import PageWriter
from tests.knowledge.library import Shelf
from tests.visit.conftest import page, tracked
from tests.visit.test_staff_endpoints import SITE, House

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
PROMISE = "周六不加收费用，诊查费 25 元。"


def a_campaign(**change: Any) -> dict[str, Any]:
    return {
        "title_zh": "小乳牙周末门诊", "title_en": "Milk teeth weekends", "source": "口腔科 2026 年活动方案",
        "parts": {"answer": {"zh": PROMISE, "en": "Saturdays at weekday prices, 25 yuan."}},
        "starts_on": str(TODAY - timedelta(days=3)), "ends_on": str(TODAY + timedelta(days=3)),
        "utm_campaign": "milk-teeth", "landing": "/dental/", "content_class": "institution",
        "review_on": str(TODAY + timedelta(days=4)), **change,
    }  # fmt: skip


def a_reply(zh: str = "您好{visitor_name}", shortcut: str = "hi", **change: Any) -> dict[str, Any]:
    return {
        "title_zh": "问候", "parts": {"answer": {"zh": zh, "en": "Hello"}}, "source": "咨询部用语", "shortcut": shortcut,
        "content_class": "answer", "review_on": str(TODAY + timedelta(days=300)), **change,
    }  # fmt: skip


def said(**change: Any) -> Body:
    given: dict[str, Any] = {
        "title_zh": "科普", "starts_on": TODAY, "ends_on": TODAY, "review_on": TODAY, "content_class": "science",
        "parts": {"answer": Words(zh=change.pop("promise", "多走路。"))},
    }  # fmt: skip
    return Body(**given | change)


def refusal(given: Body) -> str | None:
    try:
        check("campaign", given)
    except Problem as problem:
        return problem.code
    return None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"content_class": "ad"}, "ad_unreviewed"),
        ({"content_class": "ad", "ad_review_number": "示范医广 1 号"}, "ad_unreviewed"),
        ({"content_class": "ad", "ad_review_number": "示范医广 1 号", "ad_review_expires_on": TODAY}, None),
        ({"ends_on": TODAY - timedelta(days=1)}, "invalid"),
        ({"starts_on": None}, "invalid"),
        ({"shortcut": "hi"}, "invalid"),
    ],
)
def test_the_law_is_kept(change: dict[str, Any], code: str | None) -> None:
    assert refusal(said(**change)) == code


def test_an_advertisement_stops_with_its_certificate() -> None:
    ad = said(ends_on=TODAY + timedelta(days=9), content_class="ad", ad_review_expires_on=TODAY + timedelta(days=2))
    entry = Entry(
        hospital_id=1, id=UUID(int=1), kind="campaign", version=1, approved=1, retired=False, body=ad,
        made_by=UUID(int=2), made_at=datetime.now(UTC),
    )  # fmt: skip
    assert [campaign_of(entry).runs(TODAY + timedelta(days=n)) for n in (-1, 0, 2, 3)] == [False, True, True, False]
    over = msgspec.structs.replace(entry, retired=True)
    assert not campaign_of(over).runs(TODAY)


async def test_a_campaign_from_its_writing_to_the_desk(house: House, shelf: Shelf) -> None:
    services = house.services
    await shelf.approver.post("/v1/site-settings", json=SITE | {"hospital_id": house.hospital})
    id = await shelf.write("campaign", a_campaign())
    assert (await shelf.writer.get("/v1/campaigns")).json()["items"] == []  # nobody approved it
    assert await shelf.search("小乳牙") == []
    assert (await shelf.approve(id)).status_code == 204
    [hit] = await shelf.search("小乳牙")
    assert (hit["what"], hit["kind"], hit["text"], hit["due"]) == ("campaign", "campaign", PROMISE, "expiring")
    taken = {"hospital_id": house.hospital, "kind": "campaign", "body": a_campaign()}
    answer = await shelf.writer.post("/v1/knowledge", json=taken)
    assert (answer.status_code, answer.json()["code"]) == (409, "knowledge_taken")
    await shelf.shown(
        "campaign", a_campaign(title_zh="早已结束", utm_campaign="b", ends_on=str(TODAY - timedelta(days=1)))
    )
    listed = (await shelf.approver.get("/v1/campaigns")).json()["items"]
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
    assert came.first.promise_zh == PROMISE
    named = {"zh": "小乳牙周末门诊", "en": "Milk teeth weekends"}
    assert await services.get(CampaignNames).find(house.hospital, "milk-teeth") == named
    wins = (await shelf.writer.get("/v1/campaign-visits", params={"hospital": house.hospital})).json()["items"]
    assert {(w["campaign"], w["visits"], w["won_again"]) for w in wins} == {("milk-teeth", 1, 0), ("b", 1, 1)}


async def test_a_changed_promise_waits_and_the_old_one_stands(shelf: Shelf) -> None:
    at = {"hospital_id": shelf.house.hospital}
    id = await shelf.shown("campaign", a_campaign())
    other = a_campaign(owner_id=shelf.owner, parts={"answer": {"zh": "周六诊查费 30 元。"}})
    assert (await shelf.writer.put(f"/v1/knowledge/{id}", json={**at, "version": 1, "body": other})).status_code == 204
    [one] = (await shelf.writer.get("/v1/campaigns")).json()["items"]
    assert one["promise_zh"] == PROMISE
    assert (await shelf.approve(id, 2)).status_code == 204
    [one] = (await shelf.writer.get("/v1/campaigns")).json()["items"]
    assert one["promise_zh"] == "周六诊查费 30 元。"
    history = (await shelf.writer.get(f"/v1/knowledge/{id}", params={"hospital": at["hospital_id"]})).json()["versions"]
    assert [(each["version"], bool(each["approved_by"])) for each in history] == [(2, True), (1, True)]
    over = await shelf.approver.post(f"/v1/knowledge/{id}/retirement", json={**at, "version": 2})
    assert over.status_code == 204
    assert (await shelf.writer.get("/v1/campaigns")).json()["items"] == []
    await shelf.shown("campaign", a_campaign())
    back = await shelf.approver.post(f"/v1/knowledge/{id}/retirement", json={**at, "version": 2, "retired": False})
    assert (back.status_code, back.json()["code"]) == (409, "knowledge_taken")


async def test_replies_are_everybodys_or_ones_own(house: House, shelf: Shelf) -> None:
    at = {"hospital_id": house.hospital, "topic": "", "zh": "您好{visitor_name}", "en": "Hello"}
    own = await shelf.writer.post("/v1/replies", json={**at, "shortcut": "hi"})
    assert own.status_code == 201, own.text
    twice = await shelf.writer.post("/v1/replies", json={**at, "shortcut": "hi"})
    assert (twice.status_code, twice.json()["code"]) == (409, "knowledge_taken")
    assert (await shelf.approver.get("/v1/replies")).json()["items"] == []
    someone_elses = await shelf.approver.put(f"/v1/replies/{own.json()['id']}", json={**at, "shortcut": "hi"})
    assert someone_elses.status_code == 404
    for words in ("{fee} 见公示", "{{ adress }}"):
        unknown = await shelf.writer.post("/v1/replies", json={**at, "shortcut": "x", "zh": words})
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_variable")
        given = {"hospital_id": house.hospital, "kind": "reply", "body": a_reply(words)}
        unknown = await shelf.writer.post("/v1/knowledge", json=given)
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_variable")
    empty = await shelf.writer.post("/v1/replies", json={**at, "shortcut": "x", "zh": "", "en": ""})
    assert (empty.status_code, empty.json()["code"]) == (422, "invalid")
    shared = await shelf.write("reply", a_reply("在{address}，{{ hours }}，{}"))
    assert len((await shelf.writer.get("/v1/replies")).json()["items"]) == 1  # nobody approved it
    assert (await shelf.approve(shared)).status_code == 204
    await shelf.shown("reply", a_reply(shortcut="old", review_on=str(TODAY)))
    listed = (await shelf.writer.get("/v1/replies")).json()["items"]
    assert {(each["shortcut"], each["owner_id"] is None, each["due"]) for each in listed} == {
        ("hi", True, "ok"), ("hi", False, "ok"), ("old", True, "expired"),
    }  # fmt: skip
    [named] = [each["variables"] for each in listed if each["id"] == shared]
    assert named == ["address", "hours"]


@pytest.mark.parametrize("table", ["entries", "entry_versions", "replies"])
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

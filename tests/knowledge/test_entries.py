"""Every save is a version; somebody else approves; two editors never write over each other; what is old says so."""

from datetime import timedelta
from typing import Any

import pytest

from bedside.hospital.actions.places import add_department
from bedside.hospital.actions.setup import NOBODY, operator
from bedside.hospital.model import Department
from bedside.hospital.questions.catalogue import catalogue
from tests.knowledge.library import TODAY, Shelf, body


async def test_from_a_draft_to_the_desk(shelf: Shelf) -> None:
    at = shelf.house.hospital
    id = await shelf.write()
    assert await shelf.search("种植牙") == []
    refused = await shelf.writer.post(f"/v1/knowledge/{id}/approval", json={"hospital_id": at, "version": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "refused")
    assert (await shelf.approve(id)).status_code == 204
    assert [hit["text"] for hit in await shelf.search("种植牙")] == ["缺牙后可以种植，一般需要三到六个月。"]
    newer = {"hospital_id": at, "version": 1, "body": body(answer="先拍片，再约时间。", owner_id=shelf.owner)}
    assert (await shelf.writer.put(f"/v1/knowledge/{id}", json=newer)).status_code == 204
    assert [hit["text"] for hit in await shelf.search("种植牙")] == ["缺牙后可以种植，一般需要三到六个月。"]
    assert (await shelf.approve(id, 2)).status_code == 204
    assert [hit["text"] for hit in await shelf.search("种植牙")] == ["先拍片，再约时间。"]
    shown = (await shelf.writer.get(f"/v1/knowledge/{id}", params={"hospital": at, "version": 1})).json()
    assert shown["body"]["parts"]["answer"]["zh"] == "缺牙后可以种植，一般需要三到六个月。"
    assert [(each["version"], bool(each["approved_by"])) for each in shown["versions"]] == [(2, True), (1, True)]
    gone = await shelf.approver.post(f"/v1/knowledge/{id}/retirement", json={"hospital_id": at, "version": 2})
    assert gone.status_code == 204
    assert await shelf.search("种植牙") == []


async def test_nobody_approves_their_own_words(shelf: Shelf) -> None:
    at = shelf.house.hospital
    given = {"hospital_id": at, "kind": "policy", "body": body("退号", "就诊前可退。", owner_id=shelf.owner)}
    id = (await shelf.approver.post("/v1/knowledge", json=given)).json()["id"]
    answer = await shelf.approve(id)
    assert (answer.status_code, answer.json()["code"]) == (403, "self_approved")


async def test_two_editors_keep_both_texts(shelf: Shelf) -> None:
    at = shelf.house.hospital
    id = await shelf.write()
    first = {"hospital_id": at, "version": 1, "body": body(answer="甲写的")}
    second = {"hospital_id": at, "version": 1, "body": body(answer="乙写的")}
    assert (await shelf.writer.put(f"/v1/knowledge/{id}", json=first)).status_code == 204
    late = await shelf.approver.put(f"/v1/knowledge/{id}", json=second)
    assert (late.status_code, late.json()["code"]) == (409, "entry_changed")
    newest = (await shelf.approver.get(f"/v1/knowledge/{id}", params={"hospital": at})).json()
    assert (newest["newest"], newest["body"]["parts"]["answer"]["zh"]) == (2, "甲写的")
    assert (await shelf.approver.put(f"/v1/knowledge/{id}", json=second | {"version": 2})).status_code == 204
    answers: list[str] = []
    for version in (1, 2, 3):
        read = await shelf.writer.get(f"/v1/knowledge/{id}", params={"hospital": at, "version": version})
        answers.append(read.json()["body"]["parts"]["answer"]["zh"])
    assert answers[1:] == ["甲写的", "乙写的"]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        (
            "disease",
            {"content_class": "ad", "ad_review_number": "示范 1", "ad_review_expires_on": str(TODAY)},
            "invalid",
        ),
        ("service", {"content_class": "ad"}, "ad_unreviewed"),
        (
            "disease",
            {"content_class": "science", "source": "x", "title_zh": "牙周 www.spruce.example"},
            "claims_blocked",
        ),
        (
            "service",
            {
                "title_zh": "微创手术",
                "title_en": "",
                "parts": {},
                "content_class": "ad",
                "ad_review_number": "示范 1",
                "ad_review_expires_on": str(TODAY),
            },
            "claims_blocked",
        ),
        ("policy", {"parts": {"drugs": {"zh": "x"}}}, "invalid"),
        ("policy", {"title_zh": "", "title_en": ""}, "invalid"),
        ("expert", {"about": "00000000-0000-0000-0000-000000000001"}, "invalid"),
        ("policy", {"owner_id": "00000000-0000-0000-0000-000000000001"}, "invalid"),
        ("policy", {"department_id": "00000000-0000-0000-0000-000000000001"}, "invalid"),
    ],
)
async def test_the_law_and_sense_are_kept(shelf: Shelf, kind: str, change: dict[str, Any], code: str) -> None:
    given = {"hospital_id": shelf.house.hospital, "kind": kind, "body": body(**change)}
    answer = await shelf.writer.post("/v1/knowledge", json=given)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("change", [{"source": ""}, {"parts": {}}, {"owner_id": None}])
async def test_what_lacks_something_stays_a_draft(shelf: Shelf, change: dict[str, Any]) -> None:
    answer = await shelf.approve(await shelf.write("service", body(owner_id=shelf.owner) | change))
    assert (answer.status_code, answer.json()["code"]) == (422, "entry_not_ready")


async def test_what_is_old_is_marked_and_comes_first(shelf: Shelf) -> None:
    days = {"过期条目": 0, "快到期条目": 30, "还早条目": 31}
    for title, left in days.items():
        await shelf.shown(
            "policy", body(title, also=[], review_on=str(TODAY + timedelta(days=left)), owner_id=shelf.owner)
        )
    rows = (await shelf.writer.get("/v1/knowledge")).json()["items"]
    assert [(row["title_zh"], row["due"]) for row in rows] == [
        ("过期条目", "expired"), ("快到期条目", "expiring"), ("还早条目", "ok"),
    ]  # fmt: skip
    assert {hit["title"]: hit["due"] for hit in await shelf.search("条目")} == {
        "过期条目": "expired", "快到期条目": "expiring", "还早条目": "ok",
    }  # fmt: skip


async def test_a_departments_name_brings_what_it_has_its_services_before_its_diseases(shelf: Shelf) -> None:
    services, at = shelf.house.services, shelf.house.hospital
    async with services.database.transaction([at]) as tx:
        group = await tx.value("SELECT group_id FROM hospital.hospitals WHERE hospital_id = %s", (at,))
    viewer = await operator(services, group)
    bones = await add_department(services, viewer, Department(at, NOBODY, "bones", "骨伤科", "Bones", 1, False, 1))
    await catalogue(services, at, fresh=True)
    in_it: dict[str, Any] = {"also": [], "owner_id": shelf.owner, "department_id": str(bones), "title_en": ""}
    await shelf.shown("disease", body("关节酸痛", **in_it))
    await shelf.shown("service", body("云舒推拿", **in_it))
    await shelf.shown("policy", body("停车", also=[], owner_id=shelf.owner, title_en="Parking"))
    for typed in ("骨伤", "gsk", "gushang", "Bones"):
        found = await shelf.search(typed)
        assert [(hit["title"], hit["department"]) for hit in found] == [
            ("云舒推拿", str(bones)), ("关节酸痛", str(bones)),
        ], typed  # fmt: skip
    assert await shelf.search("骨伤", question=True) == []


async def test_it_is_found_by_its_name_in_the_other_language(shelf: Shelf) -> None:
    await shelf.shown("test", body("胃镜", title_en="Gastroscopy", also=[], owner_id=shelf.owner))
    for question in (False, True):
        (hit,) = await shelf.search("How much is a gastroscopy?", question=question)
        assert (hit["title"], hit["called"]) == ("胃镜", "Gastroscopy")


async def test_an_advertisement_leaves_the_desk_with_its_certificate(shelf: Shelf) -> None:
    ad: dict[str, Any] = {
        "content_class": "ad",
        "ad_review_number": "示范医广 1 号",
        "also": [],
        "owner_id": shelf.owner,
        "title_en": "",
        "parts": {"answer": {"zh": "口腔科周一至周日接诊。", "en": ""}},
    }
    await shelf.shown("service", body("接诊日", ad_review_expires_on=str(TODAY - timedelta(days=2)), **ad))
    await shelf.shown("service", body("接诊周", ad_review_expires_on=str(TODAY + timedelta(days=2)), **ad))
    assert [hit["title"] for hit in await shelf.search("接诊")] == ["接诊周"]


async def test_another_hospital_does_not_see_it(shelf: Shelf) -> None:
    id = await shelf.shown()
    for hospital in (shelf.house.hospital + 1, 999):
        assert (await shelf.writer.get(f"/v1/knowledge/{id}", params={"hospital": hospital})).status_code == 404
    asked = {"hospital_id": shelf.house.hospital + 1, "text": "种植牙"}
    assert (await shelf.writer.post("/v1/knowledge-search", json=asked)).status_code == 403

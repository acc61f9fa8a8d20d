"""What may not be said is not kept to be said later; a sentence that a desk lead released stays released in what is written on."""

from typing import Any
from uuid import UUID

import pytest

from bedside.gate.claims.actions import amend
from bedside.hospital.actions.doctors import add_doctor
from bedside.hospital.actions.setup import operator
from bedside.hospital.model import Doctor
from tests.gate.claims import amended
from tests.knowledge.library import Shelf, body

CLAIM = "我们保证三个疗程治好，以后不会再犯。"
QUIET = "请带上以前的片子。"


async def given(shelf: Shelf, zh: str, kind: str = "disease", **change: dict[str, str]) -> dict[str, Any]:
    parts = {"answer": {"zh": zh, "en": ""}, **change}
    return {"hospital_id": shelf.house.hospital, "kind": kind, "body": body(parts=parts, owner_id=shelf.owner)}


@pytest.mark.parametrize(
    ("part", "words"),
    [("answer", {"zh": QUIET + CLAIM}), ("signs", {"en": "We guarantee that it will be cured for good."})],
)
async def test_a_claim_is_refused_in_every_part_and_language(shelf: Shelf, part: str, words: dict[str, str]) -> None:
    answer = await shelf.writer.post("/v1/knowledge", json=await given(shelf, QUIET, "disease", **{part: words}))
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "claims_blocked")
    (found,) = said["blocked"]
    (claim,) = found["claims"]
    assert (claim["rule"], found["within"]) == ("L01.effect", next(iter(words.values())))
    assert found["text"] in (CLAIM, words.get("en"))
    assert all(0 <= start < end <= len(found["text"]) for start, end in claim["words"])
    assert claim["reason"]
    assert claim["instead_zh"]


async def test_when_to_speak_of_a_price_is_not_said_to_anybody(shelf: Shelf) -> None:
    when = {"when": {"zh": "价格您来了再谈，电话里不方便说", "en": ""}}
    answer = await shelf.writer.post("/v1/knowledge", json=await given(shelf, "按价目表收费。", "price", **when))
    assert answer.status_code == 201, answer.text


async def test_a_released_sentence_passes_in_this_and_every_later_version(shelf: Shelf) -> None:
    at = shelf.house.hospital
    first = await given(shelf, QUIET + CLAIM)
    (found,) = (await shelf.writer.post("/v1/knowledge", json=first)).json()["blocked"]
    asking = {"hospital": at, "text": found["text"], "within": found["within"]}
    asked = await shelf.writer.post("/v1/claim-releases", json=asking)
    assert (asked.status_code, asked.json()["text"], asked.json()["rules"]) == (201, CLAIM, ["L01.effect"])
    decision = {"hospital": at, "outcome": "released", "reason": "引用的广告语"}
    path = f"/v1/claim-releases/{asked.json()['id']}"
    assert (await shelf.writer.put(path, json=decision)).status_code == 403
    assert (await shelf.approver.put(path, json=decision)).status_code == 200
    made = await shelf.writer.post("/v1/knowledge", json=first)
    assert made.status_code == 201, made.text
    later = {"hospital_id": at, "version": 1, "body": (await given(shelf, "周三上午有号。" + CLAIM))["body"]}
    id = made.json()["id"]
    assert (await shelf.writer.put(f"/v1/knowledge/{id}", json=later)).status_code == 204
    other = CLAIM.replace("三", "两")
    again = {"hospital_id": at, "version": 2, "body": (await given(shelf, CLAIM + other))["body"]}
    refused = (await shelf.writer.put(f"/v1/knowledge/{id}", json=again)).json()
    assert [each["text"] for each in refused["blocked"]] == [other]


async def test_an_advertisement_names_no_doctor_and_its_false_alarm_is_released(shelf: Shelf) -> None:
    services, at = shelf.house.services, shelf.house.hospital
    async with services.database.transaction([at]) as tx:
        group = await tx.value("SELECT group_id FROM hospital.hospitals WHERE hospital_id = %s", (at,))
    doctor: dict[str, Any] = dict.fromkeys(("title_zh", "title_en", "focus_zh", "focus_en", "licence"), "")
    doctor |= {"hospital_id": at, "id": UUID(int=0), "department_id": None, "staff_id": None, "languages": []}
    doctor |= {"code": "ye", "name_zh": "叶春晖", "name_en": "Ye Chunhui"}
    chief = await operator(services, group)
    await add_doctor(services, chief, Doctor(**doctor, verified=False, retired=False, version=1))
    named = "春天叶春晖周三接诊。"
    ad = await given(shelf, named, "service")
    ad["body"] |= {"title_zh": "周三接诊", "title_en": "", "also": [], "content_class": "ad"}
    ad["body"] |= {"ad_review_number": "示范医广 1 号", "ad_review_expires_on": ad["body"]["review_on"]}
    (found,) = (await shelf.writer.post("/v1/knowledge", json=ad)).json()["blocked"]
    (claim,) = found["claims"]
    assert (claim["rule"], claim["words"]) == ("L02.ad", [[2, 5]])
    asking = {"hospital": at, "text": found["text"], "within": found["within"]}
    assert (await shelf.writer.post("/v1/claim-releases", json=asking)).json()["code"] == "no_claim_found"
    asking["content_class"] = found["content_class"]
    asked = (await shelf.writer.post("/v1/claim-releases", json=asking)).json()
    assert asked["rules"] == ["L02.ad"]
    decision = {"hospital": at, "outcome": "released", "reason": "是春天的叶子"}
    assert (await shelf.approver.put(f"/v1/claim-releases/{asked['id']}", json=decision)).status_code == 200
    made = await shelf.writer.post("/v1/knowledge", json=ad)
    assert made.status_code == 201, made.text


async def test_what_a_rule_forbids_since_is_not_approved(shelf: Shelf) -> None:
    services, at = shelf.house.services, shelf.house.hospital
    id = await shelf.write(
        "policy", body(parts={"answer": {"zh": "本院云杉价请看公示。", "en": ""}}, owner_id=shelf.owner)
    )
    async with services.database.transaction([at]) as tx:
        group = await tx.value("SELECT group_id FROM hospital.hospitals WHERE hospital_id = %s", (at,))
    words = amended("L20.price", rev=0, words=["云杉价"])
    await amend(services, await operator(services, group), at, words)
    answer = await shelf.approve(id)
    assert (answer.status_code, answer.json()["code"]) == (422, "claims_blocked")

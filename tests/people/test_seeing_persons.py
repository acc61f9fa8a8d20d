"""Who sees what of a person: masks, reveals with reasons, one's own work, the family, and nothing of another hospital."""

from datetime import timedelta
from typing import Any

from bedside.client import VisitorClient
from bedside.people import contact
from bedside.people.questions import person_of_visitor
from tests.people.clinic import Clinic, Staff, fine, id_number

PHONE = "13800001111"


async def family(front: Staff) -> list[dict[str, Any]]:
    names = ["王建国", "李秀英", "王小满", "王小福", "王安"]
    return [await front.person(name, ("phone", PHONE)) for name in names]


async def test_an_identifier_is_masked_until_a_reason_is_given_and_logged(clinic: Clinic) -> None:
    front, lin, privacy = await clinic.at("front"), await clinic.at("lin"), await clinic.at("privacy")
    person = await front.person("王小满", ("phone", PHONE))
    shown = (await lin.card(person))["person"]["identifiers"][0]
    assert (shown["masked"], PHONE in str(await lin.card(person))) == ("138****1111", False)
    address = f"/v1/persons/{person['id']}/identifiers/{shown['id']}/reveal"
    assert (await front.try_post(address, {"reason": "回电话"})).status_code == 403
    assert (await lin.try_post(address, {"reason": "x"})).status_code == 400
    assert (await lin.post(address, {"reason": "回电话确认预约"})) == {"value": PHONE}
    logged = (await privacy.get("/v1/reveals"))["items"]
    assert [(each["object"], each["reason"], each["detail"]["what"]) for each in logged] == [
        (f"person:{person['id']}", "回电话确认预约", "phone")
    ]
    assert PHONE not in str(logged)


async def test_outside_ones_own_work_the_timeline_asks_for_a_reason(clinic: Clinic) -> None:
    front, lin, privacy = await clinic.at("front"), await clinic.at("lin"), await clinic.at("privacy")
    person = await front.person("王小满", ("phone", PHONE))
    assert (await front.card(person))["open"] is True, "they made the record"
    closed = await lin.try_get(f"/v1/persons/{person['id']}/timeline")
    assert (closed.status_code, closed.json()["code"]) == (403, "record_closed")
    assert (await lin.card(person))["open"] is False
    opening = {"hospital_id": lin.hospital, "subject": person["id"], "reason": "患者来电询问"}
    fine(await lin.http.post("/v1/openings", json=opening))
    items = (await lin.get(f"/v1/persons/{person['id']}/timeline"))["items"]
    assert items[0]["kind"] == "hospital.record_opened"
    assert items[0]["by"]["name"] == "Lin"
    assert items[-1]["title"] == "The record was made"
    assert (await privacy.get("/v1/audit", action="outside_work"))["items"][0]["reason"] == "患者来电询问"


async def test_the_timeline_is_paged_without_gaps(clinic: Clinic) -> None:
    front = await clinic.at("front")
    person = await front.person("王小满", ("phone", PHONE))
    for n in range(7):
        await front.post(f"/v1/persons/{person['id']}/identifiers", {"kind": "visit_card", "value": f"A{n}"})
    whole = (await front.get(f"/v1/persons/{person['id']}/timeline", limit=100))["items"]
    pages: list[Any] = []
    before = None
    while True:
        page = await front.get(
            f"/v1/persons/{person['id']}/timeline", limit=3, **({"before": before} if before else {})
        )
        pages += page["items"]
        before = page["next"]
        if before is None:
            break
    assert len(whole) == 9
    assert pages == whole


async def test_a_conversation_makes_the_record_ones_own_work(clinic: Clinic) -> None:
    front, lin = await clinic.at("front"), await clinic.at("lin")
    async with VisitorClient(clinic.server.url, "east") as guest:
        await guest.start()
        await guest.say("胃有点胀")
        visitor = clinic.visitor_of(guest)
        joined = await front.person("王小满", ("phone", PHONE), visitor=str(visitor))
    items = (await lin.get(f"/v1/persons/{joined['id']}/timeline"))["items"]
    assert {"conversation.started", "conversation.message_said", "people.visitor_joined"} <= {i["kind"] for i in items}
    assert "胃有点胀" not in str(items), "ids, never words"
    found = (await lin.get("/v1/persons", visitor=str(visitor)))["items"]
    assert [each["id"] for each in found] == [joined["id"]]
    async with clinic.services.database.transaction([clinic.east]) as tx:
        assert str(await person_of_visitor(tx, clinic.east, visitor)) == joined["id"]


async def test_a_family_under_one_phone(clinic: Clinic) -> None:
    front = await clinic.at("front")
    five = await family(front)
    assert len(await front.found(PHONE)) == 5
    mother, son = five[1], five[3]
    await front.post(f"/v1/persons/{son['id']}/household", {"other": mother["id"], "relation": "parent"})
    home = (await front.card(mother))["household"]
    assert (home[0]["id"], home[0]["relation"]) == (son["id"], "child"), "seen from her side"
    assert {each["id"] for each in home} == {each["id"] for each in five} - {mother["id"]}
    assert all(each["shares"] == ["phone"] for each in home)
    await front.http.delete(f"/v1/persons/{mother['id']}/household/{son['id']}", params={"hospital": front.hospital})
    assert {each["relation"] for each in (await front.card(son))["household"]} == {""}
    alone = await front.try_post(f"/v1/persons/{son['id']}/household", {"other": son["id"], "relation": "spouse"})
    assert alone.json()["code"] == "same_person_tie"


async def test_a_visitor_with_the_phone_sees_masked_names_only(clinic: Clinic) -> None:
    front = await clinic.at("front")
    await family(front)
    now = clinic.services.clock.now()
    token = contact.sign(clinic.services, clinic.east, "phone", PHONE, now)
    asked = await front.http.post("/v1/visitor/persons", json={"site": "east", "contact": token})
    assert [each["name_masked"] for each in fine(asked)["items"]] == ["王*国", "李*英", "王*满", "王*福", "王*"]
    elsewhere = await front.http.post("/v1/visitor/persons", json={"site": "west", "contact": token})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (401, "contact_expired")
    old = contact.sign(clinic.services, clinic.east, "phone", PHONE, now - timedelta(hours=3))
    assert (await front.http.post("/v1/visitor/persons", json={"site": "east", "contact": old})).status_code == 401


async def test_another_hospital_sees_nothing(clinic: Clinic) -> None:
    front, west = await clinic.at("front"), await clinic.at("west")
    number = id_number("99010119900307784")
    person = await front.person("王小满", ("phone", PHONE), ("id_card", number))
    for text in ("王小满", PHONE, number, ""):
        assert (await west.get("/v1/persons", q=text))["items"] == []
    identifier = person["identifiers"][0]["id"]
    at = f"/v1/persons/{person['id']}"
    for path in (at, f"{at}/timeline"):
        assert (await west.try_get(path)).status_code == 404
        assert (await west.http.get(path, params={"hospital": clinic.east})).status_code == 403
    for path, body in (
        (f"{at}/identifiers", {"kind": "phone", "value": "13800009999"}),
        (f"{at}/identifiers/{identifier}/reveal", {"reason": "想看看"}),
        (f"{at}/consents", {"answers": {"care": True}, "version": "1"}),
        (f"{at}/household", {"other": person["id"], "relation": "spouse"}),
    ):
        assert (await west.try_post(path, body)).status_code in (404, 422), path
        assert (await west.http.post(path, params={"hospital": clinic.east}, json=body)).status_code == 403, path
    twin = await west.person("王小满", ("phone", PHONE), ("id_card", number))
    assert twin["id"] != person["id"], "each hospital knows its own"


async def test_correcting_is_guarded_by_the_revision(clinic: Clinic) -> None:
    front, lin = await clinic.at("front"), await clinic.at("lin")
    person = await front.person("王小满", ("phone", PHONE))
    params = {"hospital": front.hospital}
    address = f"/v1/persons/{person['id']}"
    fixed = fine(
        await front.http.patch(address, params=params, json={"rev": 1, "name": "王晓满", "born": "1990-03-07"})
    )
    assert (fixed["name"], fixed["born"], fixed["rev"]) == ("王晓满", "1990-03-07", 2)
    late = await lin.http.patch(address, params=params, json={"rev": 1, "sex": "female"})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert await front.found("王小满") == []
    assert len(await front.found("王晓满")) == 1
    wrong = await front.http.patch(address, params=params, json={"rev": 2, "time_zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    ended = await front.http.delete(f"{address}/identifiers/{person['identifiers'][0]['id']}", params=params)
    assert fine(ended)["identifiers"] == []
    assert await front.found(PHONE) == []

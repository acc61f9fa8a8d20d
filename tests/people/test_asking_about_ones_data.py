"""Rule L33: a copy, a correction, deletion; asked at the desk or by a verified phone, answered in time, nothing left over."""

import asyncio
import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import psycopg
import pytest
from psycopg import sql

from bedside.client import DeskClient, VisitorClient
from bedside.hospital.questions.audit import verify_audit
from bedside.kit.ids import new_id
from bedside.people import contact
from bedside.people.duties import compare
from tests.people.clinic import Clinic, Staff, fine, id_number

NAME, PHONE, EMAIL = "欧阳小满", "13800001111", "xiaoman@example.invalid"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
NUMBER = id_number("99010119900307784")
SECRETS = (NAME, PHONE, "138 0000 1111", EMAIL, NUMBER, NUMBER[:-1], "1990-03-07")


def dump(database_url: str) -> str:
    """Every row of every table as text, what is binary in hex and as far as it is text."""
    out: list[str] = []
    with psycopg.connect(database_url) as owner:
        tables = owner.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        ).fetchall()
        assert len(tables) > 40
        for table in tables:
            query = sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(*table))
            out += [f"{table} {row[0]}" for row in owner.execute(query).fetchall()]
    return "\n".join(out)


def secrets_in(text: str) -> set[str]:
    return {secret for secret in SECRETS if secret in text or secret.encode().hex() in text}


async def a_life(clinic: Clinic, front: Staff) -> dict[str, Any]:
    """Somebody asks at the website, says who they are, is registered twice, merged, has a family."""
    lin = await clinic.at("lin")
    async with VisitorClient(clinic.server.url, "east") as guest:
        await guest.consent(tracking=True, marketing=True)
        await guest.view(f"https://spruce.example/?q={NAME}", "首页")
        conversation = await guest.start(name=NAME)
        async with DeskClient(clinic.server.url, lin.http.cookies["bedside_session"]) as desk:
            await desk.open(conversation)
            await send_picture(guest, f"{NAME} {PHONE}.png")
            await guest.say(f"我叫{NAME}，电话 138 0000 1111，邮箱 {EMAIL}，身份证 {NUMBER}")
            await desk.say(conversation, f"{NAME}您好")
            fine(await lin.http.patch(f"/v1/conversations/{conversation}/panel", json={"note": f"{NAME} 怕疼"}))
            closing = {"outcome": "will_come", "note": f"{NAME} {PHONE} 明天来"}
            fine(await lin.http.post(f"/v1/conversations/{conversation}/close", json=closing))
        visitor = str(clinic.visitor_of(guest))
    one = await front.person(NAME, ("phone", PHONE), ("email", EMAIL), visitor=visitor, born="1990-03-07")
    two = await front.person(NAME, ("id_card", NUMBER))
    lead = await clinic.at("lead")
    body = {"hospital": front.hospital, "keep": one["id"], "gone": two["id"], "reason": f"都是{NAME}"}
    fine(await lead.http.post("/v1/person-merges", json=body))
    child = await front.person("欧阳小福", ("phone", PHONE))
    await front.post(f"/v1/persons/{one['id']}/household", {"other": child["id"], "relation": "child"})
    await front.post(f"/v1/persons/{two['id']}/consents", {"answers": {"care": True}, "version": "1", "text": "提醒"})
    while await compare(clinic.services):
        pass
    return one


async def send_picture(guest: VisitorClient, name: str) -> None:
    id = new_id()
    where = f"{guest.base_url}/v1/visitor/files"
    async with httpx.AsyncClient(trust_env=False) as http:
        query = {"token": guest.token, "name": name, "id": str(id)}
        fine(await http.post(where, params=query, content=PNG))
    await guest.live.ask("say", id=new_id(), file=id)


async def indexed(clinic: Clinic) -> None:
    """Wait until the closed conversation can be searched: its words are then in one more table."""
    async with asyncio.timeout(20):
        while True:
            async with clinic.services.database.transaction([clinic.east]) as tx:
                if await tx.value("SELECT count(*) FROM conversation.documents"):
                    return
            await asyncio.sleep(0.1)


async def ask(front: Staff, person: dict[str, Any], kind: str, details: str = "") -> str:
    body = {"hospital": front.hospital, "person": person["id"], "kind": kind, "details": details}
    return fine(await front.http.post("/v1/person-requests", json=body))["id"]


async def broken_glass(clinic: Clinic, privacy: Staff, person: dict[str, Any]) -> None:
    """Somebody opens the record in an emergency and types the name into the reason; it is reviewed, naming them again."""
    lead = await clinic.at("lead")
    reason = {"hospital_id": lead.hospital, "subject": person["id"], "reason": f"{NAME}昏迷，家属不在"}
    opened = fine(await lead.http.post("/v1/break-glass", json=reason))
    review = {"justified": True, "note": f"已与{NAME}家属核实"}
    fine(await privacy.http.post(f"/v1/break-glass/{opened['id']}/review", json=review))


async def test_after_deletion_no_identifier_is_in_any_table_file_or_log(
    clinic: Clinic, database_url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    front, privacy = await clinic.at("front"), await clinic.at("privacy")
    person = await a_life(clinic, front)

    await indexed(clinic)
    await broken_glass(clinic, privacy, person)
    assert {NAME, "138 0000 1111", EMAIL, NUMBER} <= secrets_in(dump(database_url)), "the chat held them"
    request = await ask(front, person, "delete", f"请删除{NAME}的资料")
    answered = await privacy.post(f"/v1/person-requests/{request}/answer", {"outcome": "done", "answer": "已删除"})
    assert answered["state"] == "done"
    assert any("three years" in each for each in answered["kept"])
    left = [line for line in dump(database_url).splitlines() if secrets_in(line)]
    assert left == []
    home = clinic.services.settings.home
    kept = [file for file in home.rglob("*") if file.is_file()]
    assert [
        file for file in kept if secrets_in(str(file)) or secrets_in(file.read_bytes().decode("utf-8", "replace"))
    ] == []
    assert [file.read_bytes() for file in kept if file.is_relative_to(clinic.services.settings.files)] == [PNG], (
        "held with the chat, for three years, and listed above"
    )
    # httpx is this test's own client, which writes down what it asks.
    logged = [f"{each.name} {each.getMessage()}" for each in caplog.records] + capfd.readouterr().err.splitlines()
    assert [line for line in logged if secrets_in(line) and "httpx" not in line] == []
    assert all(chain.whole for chain in await verify_audit(clinic.services))
    for text in (NAME, PHONE, EMAIL, NUMBER):
        assert [str(id) for id in await front.found(text)] == ([] if text != PHONE else await _child(front))
    assert (await front.try_get(f"/v1/persons/{person['id']}")).status_code == 404
    again = await privacy.try_post(f"/v1/person-requests/{request}/answer", {"outcome": "done"})
    assert again.json()["code"] == "already_answered"
    audit = (await privacy.get("/v1/audit", action="person_request_answered"))["items"][0]
    assert {"chat_held", "consent_proof"} <= set(audit["detail"]["kept"])


async def test_a_copy_is_fhir_and_only_for_who_answers(clinic: Clinic) -> None:
    front, privacy, lead = await clinic.at("front"), await clinic.at("privacy"), await clinic.at("lead")
    person = await a_life(clinic, front)
    request = await ask(front, person, "export")
    download = f"/v1/person-requests/{request}/download"
    assert (await privacy.try_post(download, {})).json()["code"] == "not_exported", "not before it is answered"
    assert (await lead.try_post(f"/v1/person-requests/{request}/answer", {"outcome": "done"})).status_code == 403
    await privacy.post(f"/v1/person-requests/{request}/answer", {"outcome": "done", "answer": "已核对身份"})
    assert (await lead.try_post(download, {})).status_code == 403
    answer = await privacy.try_post(download, {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with ZipFile(BytesIO(answer.content)) as archive:
        bundle = json.loads(archive.read("person.fhir.json"))
        timeline = json.loads(archive.read("timeline.json"))
        assert "HL7 FHIR R4" in archive.read("README.txt").decode()
    resources = [each["resource"] for each in bundle["entry"]]
    kinds = {each["resourceType"] for each in resources}
    assert {"Patient", "Consent", "Communication"} <= kinds
    patient = next(each for each in resources if each["resourceType"] == "Patient")
    assert (patient["name"][0]["text"], patient["birthDate"]) == (NAME, "1990-03-07")
    assert {each["value"] for each in patient["telecom"]} == {PHONE, EMAIL}
    assert patient["identifier"][0] == {"system": "urn:bedside:id_card", "value": NUMBER}
    said = [
        each["payload"][0].get("contentString", "") for each in resources if each["resourceType"] == "Communication"
    ]
    assert any(NUMBER in text for text in said)
    assert {each["kind"] for each in timeline} >= {"people.person_made", "visit.page_viewed", "conversation.started"}
    disclosed = (await privacy.get("/v1/audit", action="exported"))["items"]
    assert [each["object"] for each in disclosed] == [f"person:{person['id']}"]


async def test_requests_are_due_and_asked_by_a_verified_phone(clinic: Clinic) -> None:
    front, privacy, west = await clinic.at("front"), await clinic.at("privacy"), await clinic.at("west")
    person = await front.person(NAME, ("phone", PHONE))
    other = await front.person("别人", ("phone", "13800002222"))
    token = contact.sign(clinic.services, clinic.east, "phone", PHONE, clinic.services.clock.now())
    body = {"site": "east", "contact": token, "person": person["id"], "kind": "correct", "details": "名字写错了"}
    fine(await front.http.post("/v1/visitor/person-requests", json=body))
    stranger = await front.http.post("/v1/visitor/person-requests", json={**body, "person": other["id"]})
    assert stranger.status_code == 404
    assert (await front.try_get("/v1/person-requests")).status_code == 403
    listed = (await privacy.get("/v1/person-requests", state="open"))["items"]
    assert [(each["name"], each["kind"], each["details"], each["overdue"]) for each in listed] == [
        (NAME, "correct", "名字写错了", False)
    ]
    assert (await west.get("/v1/person-requests"))["items"] == []
    assert len((await front.get("/v1/person-requests", person=person["id"]))["items"]) == 1
    assert (await privacy.get(f"/v1/persons/{person['id']}/timeline"))["items"], "whoever answers may look"
    refused = await west.try_post(f"/v1/person-requests/{listed[0]['id']}/answer", {"outcome": "done"})
    assert refused.status_code == 404
    fine(
        await privacy.try_post(
            f"/v1/person-requests/{listed[0]['id']}/answer", {"outcome": "refused", "answer": "无误"}
        )
    )
    assert (await privacy.get("/v1/person-requests", state="refused"))["items"][0]["answer"] == "无误"


async def test_a_shared_browser_stays_its_others(clinic: Clinic, database_url: str) -> None:
    front, privacy = await clinic.at("front"), await clinic.at("privacy")
    async with VisitorClient(clinic.server.url, "east") as guest:
        await guest.consent(tracking=True)
        await guest.start(name="欧阳家")
        await guest.say("孩子发烧")
        visitor = str(clinic.visitor_of(guest))
    one = await front.person(NAME, ("phone", PHONE), visitor=visitor)
    child = await front.person("欧阳小福", ("phone", PHONE), visitor=visitor)
    shared = (await front.get(f"/v1/persons/{child['id']}/timeline"))["items"]
    assert any(each["shared"] for each in shared)
    request = await ask(front, one, "delete")
    answered = await privacy.post(f"/v1/person-requests/{request}/answer", {"outcome": "done"})
    assert any("browser" in each for each in answered["kept"])
    items = (await front.get(f"/v1/persons/{child['id']}/timeline"))["items"]
    assert "conversation.message_said" in {each["kind"] for each in items}, "still the child's"
    assert not any(each["shared"] for each in items), "and now theirs alone"
    assert NAME not in dump(database_url)


async def _child(front: Staff) -> list[str]:
    return [str(id) for id in await front.found("欧阳小福")]


@pytest.mark.parametrize("kind", ["export", "delete"])
async def test_a_deleted_person_cannot_be_asked_for(clinic: Clinic, kind: str) -> None:
    front, privacy = await clinic.at("front"), await clinic.at("privacy")
    person = await front.person(NAME, ("phone", PHONE))
    request = await ask(front, person, "delete")
    await privacy.post(f"/v1/person-requests/{request}/answer", {"outcome": "done"})
    body = {"hospital": front.hospital, "person": person["id"], "kind": kind}
    assert (await front.http.post("/v1/person-requests", json=body)).status_code == 404

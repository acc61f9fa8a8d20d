"""Pictures and PDF by their content, the offline form, phone calls, blocks, forgetting, search."""

from typing import Any

import httpx
import pytest

from bedside.client import Refused
from bedside.kit.ids import new_id
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000") + b"\x00" * 40


async def test_a_picture_travels_and_a_disguised_page_does_not(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = await visitor.start()
    await visitor.say("请看这张片子")
    await until(lambda: lin.rows.get(str(conversation), {}).get("assigned_to"))
    await lin.open(conversation)
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        url = f"/v1/visitor/files?token={visitor.token}&name=%E7%89%87%E5%AD%90.png&id="
        id_ = new_id()
        sent = await http.post(url + str(id_), content=PNG)
        assert sent.status_code == 201, sent.text
        assert sent.json()["type"] == "image/png"
        page = await http.post(url + str(new_id()), content=b"<html><script>alert(1)</script>")
        assert page.json()["code"] == "bad_file"
        big = await http.post(url + str(new_id()), content=PNG + b"\0" * (10 * 1024 * 1024))
        assert big.status_code in (413, 422)
        said = await visitor.live.ask("say", id=new_id(), file=id_)
        await until(lambda: said["seq"] in lin.threads[str(conversation)])
        file = lin.threads[str(conversation)][said["seq"]]["file"]
        fetched = await http.get(file["url"])
        assert fetched.content == PNG
        assert "sandbox" in fetched.headers["content-security-policy"]
        assert fetched.headers["x-content-type-options"] == "nosniff"
        assert (await http.get(file["url"][:-3] + "AAA")).status_code == 404


async def test_the_offline_form_waits_in_the_queue_once(ward: Ward) -> None:
    lin = await ward.desk("lin")
    known = await ward.visitor()
    await known.view("https://east.example/?utm_source=baidu&utm_campaign=teeth", "种植牙")
    await lin.http("PUT", "/presence", {"status": "break"})
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        version = (await http.get("/v1/visitor/sites/east")).json()["consent"]["version"]
        body: dict[str, Any] = {
            "site": "east", "id": str(new_id()), "name": "陈先生", "contact": "139-0000-0000", "text": "请回电",
            "health_consent": version, "token": known.token,
        }  # fmt: skip
        first, again = (
            await http.post("/v1/visitor/messages", json=body),
            await http.post("/v1/visitor/messages", json=body),
        )
        assert first.status_code == again.status_code == 200, first.text
        unreachable = await http.post("/v1/visitor/messages", json={**body, "id": str(new_id()), "contact": ""})
        assert unreachable.json()["code"] == "contact_needed"
        danger = {**body, "id": str(new_id()), "name": "", "contact": "", "text": "我爸胸口痛得厉害，出冷汗，快不行了"}
        assert (await http.post("/v1/visitor/messages", json=danger)).json()["emergency"]["numbers"] == ["120"]
    await until(lambda: body["id"] in lin.rows and lin.rows[body["id"]]["last"])
    assert (lin.rows[body["id"]]["channel"], lin.rows[body["id"]]["campaign"]) == ("offline", "teeth")
    await lin.do(body["id"], "take")
    thread = await lin.open(body["id"])
    assert [e["text"] for e in lin.threads[body["id"]].values() if e["kind"] == "text"] == ["请回电"]
    assert thread["contact"] == "••••"
    with pytest.raises(httpx.HTTPStatusError):
        await lin.http("POST", f"/conversations/{body['id']}/contact", {"reason": ""})
    revealed = await lin.http("POST", f"/conversations/{body['id']}/contact", {"reason": "按对方要求回电"})
    assert revealed == {"contact": "139-0000-0000"}


async def test_a_phone_call_is_a_conversation_like_any_other(ward: Ward) -> None:
    lin = await ward.desk("lin")
    call = {
        "id": str(new_id()), "hospital": ward.hospitals[0], "name": "周女士", "contact": None, "lang": "zh",
        "direction": "in", "minutes": 7, "summary": "咨询膝关节置换的住院天数", "outcome": "will_come",
    }  # fmt: skip
    await lin.http("POST", "/phone-calls", call)
    await lin.http("POST", "/phone-calls", call)
    past = await lin.http("GET", "/conversations?mine=true")
    assert [(r["id"], r["channel"], r["outcome"]) for r in past["items"]] == [(call["id"], "phone", "will_come")]

    async def findable() -> bool:
        found = await lin.http("GET", "/conversations?q=膝关节置换")
        return [r["id"] for r in found["items"]] == [call["id"]]

    for _ in range(100):
        if await findable():
            break
    found = await lin.http("GET", "/conversations?q=膝关节置换")
    assert [r["id"] for r in found["items"]] == [call["id"]]
    assert found["items"][0]["match"] == {"by": "system", "text": "咨询膝关节置换的住院天数", "spans": [[2, 7]]}
    assert (await lin.http("GET", "/conversations?q=髋关节置换"))["items"] == []
    named = await lin.http("GET", "/conversations?q=周女士")
    assert [(r["name_spans"], r["match"]) for r in named["items"]] == [([[0, 3]], None)]


async def test_a_search_shows_what_it_found_and_not_the_last_word(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    for said in ("孩子换牙，要拔吗？", "好的，谢谢"):
        await visitor.say(said)
    found = (await lin.http("GET", "/conversations?q=换牙"))["items"]
    assert [(each["id"], each["last"]["text"]) for each in found] == [(conversation, "好的，谢谢")]
    assert found[0]["match"] == {"by": "visitor", "text": "孩子换牙，要拔吗？", "spans": [[2, 4]]}


async def test_somebody_elses_closed_conversation_asks_for_a_reason(ward: Ward) -> None:
    lin, zhao = await ward.desk("lin"), await ward.desk("zhao")
    call = {
        "id": str(new_id()), "hospital": ward.hospitals[0], "name": "", "contact": None, "lang": "zh",
        "direction": "in", "minutes": 1, "summary": "问路", "outcome": "answered",
    }  # fmt: skip
    await lin.http("POST", "/phone-calls", call)
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await zhao.http("GET", f"/conversations/{call['id']}")
    assert refused.value.response.json()["code"] == "reason_needed"
    opened = await zhao.http("GET", f"/conversations/{call['id']}?reason=来访者再次来电")
    assert opened["row"]["id"] == call["id"]
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        reasons = await tx.tuples(
            "SELECT r.reason FROM hospital.audit a JOIN hospital.audit_reasons r USING (hospital_id, seq) "
            "WHERE a.action = 'conversation.opened'"
        )
    assert reasons == [("来访者再次来电",)]


async def test_a_handover_moves_what_is_still_open(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    zhao = await ward.desk("zhao")
    handover = {
        "hospital_id": ward.hospitals[0],
        "receiver": zhao.me["id"],
        "notes": "等报告",
        "conversations": [conversation],
    }
    await lin.http("POST", "/shifts/handovers", handover)
    await until(lambda: zhao.rows.get(conversation, {}).get("assigned_to") == zhao.me["id"])


async def test_goodbye_closes_what_was_answered_and_the_outcome_can_still_be_said(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say("周末开诊吗？")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await visitor.goodbye()
    assert (visitor.conversation or {})["status"] == "active"  # a question still waits for its answer
    await lin.say(conversation, "周六上午开诊。")
    await visitor.goodbye()
    await until(lambda: (visitor.conversation or {}).get("status") == "closed")
    await lin.do(conversation, "close", outcome="will_come", level="resolved")
    past = await lin.http("GET", "/conversations?mine=true")
    assert [(r["id"], r["outcome"]) for r in past["items"]] == [(conversation, "will_come")]


async def test_a_blocked_visitor_begins_nothing_new(ward: Ward) -> None:
    lead, visitor = await ward.desk("lead"), await ward.visitor()
    conversation = await visitor.start()
    await lead.do(conversation, "block", reason="辱骂")
    await until(lambda: (visitor.conversation or {}).get("status") == "closed")
    with pytest.raises(Refused) as refused:
        await visitor.start()
    assert refused.value.code == "blocked"
    blocks = await lead.http("GET", "/blocks")
    await lead.http("DELETE", f"/blocks/{blocks[0]['hospital']}/{blocks[0]['visitor']}")
    await visitor.start()


async def test_forgetting_takes_the_name_and_keeps_what_the_law_keeps(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start(name="孙小姐"))
    await visitor.say("想了解产检")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to"))
    answer = await visitor.forget()
    assert answer["forgotten"]
    assert any("三年" in reason for reason in answer["kept"])
    await until(lambda: visitor.live.closed_code == 4401)
    thread = await lin.open(conversation)
    assert thread["row"]["visitor"]["name"] == ""
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        assert await tx.value("SELECT count(*) FROM people.visitors WHERE name <> ''") == 0

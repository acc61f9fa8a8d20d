"""What may be an emergency, from the visitor's word to its end: over real sockets, with the shipped rules and model."""

import asyncio
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from bedside.channel.incoming import Reply, _received  # pyright: ignore[reportPrivateUsage]
from bedside.channel.questions import text_of as content_of
from bedside.cli import daily
from bedside.cli.checks import Grade
from bedside.client import DeskClient, VisitorClient
from bedside.conversation.actions import flagging, rereading
from bedside.conversation.flags import AT_LEISURE, Found, watch_of
from bedside.conversation.store import flags as store
from bedside.kit.ids import new_id
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until

DANGER = "我爸胸口痛得厉害，出冷汗，快不行了"
CALM = "您好，想问一下皮肤科周末上班吗？"


def heard(desk: DeskClient) -> list[dict[str, Any]]:
    return [event["flag"] for event in desk.events if event["on"] == "flag"]


def emergency(visitor: VisitorClient) -> dict[str, Any] | None:
    return (visitor.conversation or {}).get("emergency")


async def settings(ward: Ward, desk: DeskClient, **given: Any) -> None:
    path = f"/red-flag-settings/{ward.hospitals[0]}"
    now = await desk.http("GET", path)
    kept = {k: now[k] for k in ("timer_seconds", "on_call_phone", "on_call_email", "words", "rev")}
    await desk.http("PUT", path, kept | given)


async def leave(ward: Ward, text: str) -> dict[str, Any]:
    """The form for when nobody is there."""
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        version = (await http.get("/v1/visitor/sites/east")).json()["consent"]["version"]
        body = {"site": "east", "id": str(new_id()), "name": "王", "contact": "13800002222", "text": text}
        answer = await http.post("/v1/visitor/messages", json=body | {"health_consent": version})
        answer.raise_for_status()
        return answer.json()


async def facts(ward: Ward) -> list[str]:
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        rows = await tx.tuples("SELECT kind FROM kit.facts WHERE kind LIKE 'conversation.red_flag%%' ORDER BY id")
    return [row[0].removeprefix("conversation.red_flag_") for row in rows]


async def test_a_danger_is_shown_to_both_sides_taken_in_hand_and_closed_with_a_reason(ward: Ward) -> None:
    lin, zhao = await ward.desk("lin"), await ward.desk("zhao")
    visitor = await ward.visitor(tracking=False)
    conversation = str(await visitor.start())
    await visitor.say(CALM)
    assert emergency(visitor) is None
    said = await visitor.say(DANGER)
    await until(lambda: heard(lin) and heard(zhao))
    await until(lambda: emergency(visitor))
    shown = emergency(visitor) or {}
    assert shown["numbers"] == ["120"]
    assert "可能" in shown["title"]
    flag = heard(lin)[0]
    assert (flag["conversation"], flag["type"]) == (conversation, "chest_pain")
    assert all(word["message"] == said["id"] for word in flag["words"])
    assert flag["words"]
    await until(lambda: lin.rows[conversation]["alert"] == "red")

    taken = await zhao.http("POST", f"/red-flags/{flag['id']}/acknowledge")
    assert taken["acknowledged_by"] == zhao.me["id"]
    assert taken["due_at"] is None
    assert (await lin.http("POST", f"/red-flags/{flag['id']}/acknowledge"))["acknowledged_by"] == zhao.me["id"]

    holder = lin if lin.rows[conversation]["assigned_to"] == lin.me["id"] else zhao
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await holder.do(conversation, "close", outcome="answered")
    assert refused.value.response.json()["code"] == "red_flag_open"
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await holder.http("POST", f"/red-flags/{flag['id']}/close", {"outcome": "other"})
    assert refused.value.response.json()["code"] == "reason_needed"
    await holder.http("POST", f"/red-flags/{flag['id']}/close", {"outcome": "called_120"})
    await until(lambda: emergency(visitor) is None)
    await until(lambda: lin.rows[conversation]["alert"] is None)
    await holder.do(conversation, "close", outcome="referred")
    assert await facts(ward) == ["raised", "acknowledged", "closed"]


async def test_a_sentence_split_over_messages_and_two_tabs_is_found(ward: Ward) -> None:
    lead = await ward.desk("lead")
    await settings(ward, lead, words=[{"word": "蓝色警报", "type": "injury"}])
    watch_of(ward.serving.services).forget_settings(ward.hospitals[0])
    visitor = await ward.visitor()
    await visitor.start()
    first = await visitor.say("蓝色")
    assert not heard(lead)
    second_tab = VisitorClient(ward.serving.url, "east", token=visitor.token)
    async with second_tab:
        second = await second_tab.say("警报")
        await until(lambda: heard(lead))
        await until(lambda: emergency(visitor) and emergency(second_tab))
    flag = heard(lead)[0]
    assert [word["message"] for word in flag["words"]] == [first["id"], second["id"]]
    # A false alarm is over: what was said before does not raise it again, and it is an example to the lead, and only to a lead.
    closed = {"outcome": "false_alarm", "note": "是电影名"}
    await lead.http("POST", f"/red-flags/{flag['id']}/close", closed)
    await visitor.say(CALM)
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        assert await store.open_ones(tx) == []
    (shown,) = (await lead.http("GET", f"/red-flag-settings/{ward.hospitals[0]}"))["false_alarms"]
    assert (shown["text"], shown["type"], shown["note"]) == ("蓝色\n警报", "injury", "是电影名")


async def test_what_was_said_before_a_restart_is_read_too(ward: Ward) -> None:
    lead = await ward.desk("lead")
    await settings(ward, lead, words=[{"word": "blue alarm", "type": "injury"}])
    visitor = await ward.visitor(lang="en")
    await visitor.start()
    await visitor.say("this is a blue")
    watch = watch_of(ward.serving.services)
    watch.forget_settings(ward.hospitals[0])
    watch._lately.clear()  # pyright: ignore[reportPrivateUsage]
    await visitor.say("alarm")
    await until(lambda: heard(lead))


async def test_a_crash_before_the_commit_leaves_neither_message_nor_case(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await ward.visitor()
    await visitor.start()
    raised = flagging.page_on_call

    async def dies(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(flagging, "page_on_call", dies)
    id_ = new_id()
    with suppress(Exception):
        await asyncio.wait_for(visitor.live.ask("say", id=id_, text=DANGER), 3)
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        assert await tx.value("SELECT count(*) FROM conversation.entries WHERE kind = 'text'") == 0
        assert await store.open_ones(tx) == []
    monkeypatch.setattr(flagging, "page_on_call", raised)
    await visitor.say(DANGER, id_=id_)
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        assert len(await store.open_ones(tx)) == 1


async def test_what_a_failing_finder_could_not_read_is_told_to_the_desk_and_read_once_it_works(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    lead = await ward.desk("lead")
    await settings(ward, lead, words=[{"word": "蓝色警报", "type": "injury"}])
    conversation = str(await visitor.start())
    services = ward.serving.services
    watch = watch_of(services)
    watch.forget_settings(ward.hospitals[0])
    works = watch._look  # pyright: ignore[reportPrivateUsage]

    async def broken(*_: object) -> None:
        raise RuntimeError("no model")

    async def read_again() -> None:
        async with services.database.transaction(ward.hospitals) as tx:
            await tx.run("UPDATE conversation.unread_dangers SET due_at = %s", (services.clock.now(),))
        await rereading.read_again(services)

    async def kept() -> int:
        async with services.database.transaction(ward.hospitals) as tx:
            return await tx.value("SELECT count(*) FROM conversation.unread_dangers")

    monkeypatch.setattr(watch, "_look", broken)
    first = await visitor.say("蓝色")
    await until(lambda: lin.rows.get(conversation, {}).get("alert") == "not_read")
    second = await visitor.say("警报")
    await read_again()
    assert await kept() == 2
    assert services.settings.database_url
    with psycopg.connect(services.settings.database_url, autocommit=True) as owner:
        (told,) = daily.unread_dangers(owner)
    assert told.grade is Grade.BAD
    assert "2" in told.en
    assert not heard(lin)
    monkeypatch.setattr(watch, "_look", works)
    await read_again()
    await until(lambda: heard(lin))
    assert [word["message"] for word in heard(lin)[0]["words"]] == [first["id"], second["id"]]
    await until(lambda: lin.rows[conversation]["alert"] == "red")
    assert await kept() == 0


async def test_what_could_not_be_read_and_was_harmless_raises_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    services = ward.serving.services
    watch = watch_of(services)

    async def broken() -> None:
        raise RuntimeError("no model")

    with monkeypatch.context() as patch:
        patch.setattr(watch, "_finder", None)
        patch.setattr(watch, "opened", broken)
        await visitor.say(CALM)
    await until(lambda: lin.rows.get(conversation, {}).get("alert") == "not_read")
    async with services.database.transaction(ward.hospitals) as tx:
        await tx.run("UPDATE conversation.unread_dangers SET due_at = %s", (services.clock.now(),))
    await rereading.read_again(services)
    await until(lambda: lin.rows[conversation]["alert"] is None)
    assert not heard(lin)


async def test_a_danger_told_with_the_rating_opens_the_talk_again(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say(CALM)
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await lin.say(conversation, "您好，周末上班的。")
    await lin.do(conversation, "close", outcome="answered")
    await visitor.live.ask("rate", score=2, comment="回复太慢了")
    assert not heard(lin)
    await visitor.live.ask("rate", score=1, comment=DANGER)
    await until(lambda: heard(lin))
    assert heard(lin)[0]["words"] == []
    await until(lambda: lin.rows.get(conversation, {}).get("alert") == "red")
    await until(lambda: emergency(visitor))


async def test_a_rating_that_could_not_be_read_is_read_again_by_the_measure_of_ratings(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say(CALM)
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await lin.say(conversation, "您好，周末上班的。")
    await lin.do(conversation, "close", outcome="answered")
    services = ward.serving.services
    watch = watch_of(services)

    async def broken(*_: object) -> None:
        raise RuntimeError("no model")

    async def read_again_with(confidence: float) -> list[int]:
        monkeypatch.setattr(watch, "_look", broken)
        await visitor.live.ask("rate", score=5, comment="那天真是吓坏了")

        async def doubtful(*_: object) -> Found:
            return Found("chest_pain", [], confidence, "test")

        monkeypatch.setattr(watch, "_look", doubtful)
        async with services.database.transaction(ward.hospitals) as tx:
            await tx.run("UPDATE conversation.unread_dangers SET due_at = %s", (services.clock.now(),))
        read = await rereading.read_again(services)
        async with services.database.transaction(ward.hospitals) as tx:
            return [read, len(await store.open_ones(tx))]

    assert await read_again_with(AT_LEISURE - 0.01) == [1, 0]
    assert await read_again_with(AT_LEISURE) == [1, 1]


async def test_a_danger_in_an_answer_to_a_text_message_begins_a_talk_once(ward: Ward) -> None:
    lin = await ward.desk("lin")
    services, hospital = ward.serving.services, ward.hospitals[0]
    for id, text in (("in-1", "好的，明天到"), ("in-2", DANGER), ("in-2", DANGER), ("in-3", "TD")):
        async with services.database.transaction([hospital]) as tx:
            await _received(tx, services, hospital, Reply(id=id, sender="13800002222", text=text))
    await until(lambda: heard(lin))
    flag = heard(lin)[0]
    assert (len(heard(lin)), flag["type"]) == (1, "chest_pain")
    conversation = flag["conversation"]
    await until(lambda: lin.rows.get(conversation, {}).get("alert") == "red")
    assert lin.rows[conversation]["last"]["text"] == DANGER
    assert (await lin.http("GET", f"/conversations/{conversation}"))["contact"]


async def test_nobody_online_calls_whoever_is_on_call_and_the_timer_calls_again(ward: Ward) -> None:
    lead = await ward.desk("lead")
    await lead.http("PUT", "/presence", {"status": "away"})
    await settings(ward, lead, on_call_phone="13800001111", timer_seconds=30)
    told = await leave(ward, DANGER)
    assert told["emergency"]["numbers"] == ["120"]
    await until(lambda: heard(lead))
    services = ward.serving.services

    async def pages() -> list[tuple[Any, ...]]:
        async with services.database.transaction(ward.hospitals) as tx:
            return await tx.tuples("SELECT purpose, template FROM channel.deliveries ORDER BY made_at")

    assert await pages() == [("duty", "red_flag")]
    conversation = heard(lead)[0]["conversation"]
    await lead.open(conversation)
    paged = [e["event"] for e in lead.threads[conversation].values() if e.get("event")]
    assert [e["ways"] for e in paged if e["name"] == "red_flag_paged"] == [[]]  # no gateway is set up here
    async with services.database.transaction(ward.hospitals) as tx:
        delivery = await tx.value("SELECT id FROM channel.deliveries")
        said = await content_of(tx, services, ward.hospitals[0], delivery)
    link = re.search(r"https?://\S+", said or "")
    assert link
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        page = await http.get(urlsplit(link[0]).path)
        assert page.status_code == 200
        assert urlsplit(link[0]).path == f"/console/desk/{heard(lead)[0]['conversation']}"
        assert "<html" in page.text
    for level in (1, 2):
        async with services.database.transaction(ward.hospitals) as tx:
            late = services.clock.now() - timedelta(seconds=1)
            await tx.run("UPDATE conversation.flags SET due_at = %s WHERE due_at IS NOT NULL", (late,))
        await flagging.escalate(services)
        await until(lambda level=level: heard(lead)[-1]["level"] == level)
    assert len(await pages()) == 3
    await lead.http("POST", f"/red-flags/{heard(lead)[0]['id']}/acknowledge")
    assert await flagging.escalate(services) == 0


async def test_danger_goes_before_the_queue_and_past_capacity(ward: Ward) -> None:
    lin = await ward.desk("lin")
    await lin.http("PUT", "/presence", {"status": "away"})
    waiting, danger = await ward.visitor(), await ward.visitor()
    await waiting.start()
    await waiting.say(CALM)
    conversation = str(await danger.start())
    await danger.say(DANGER)
    await until(lambda: (danger.conversation or {}).get("position") == 1)
    await lin.http("PUT", "/presence", {"status": "online"})
    await until(lambda: lin.rows[conversation]["assigned_to"] == lin.me["id"])
    assert lin.rows[conversation]["alert"] == "red"


async def test_a_phone_note_with_a_danger_stays_open(ward: Ward) -> None:
    lin = await ward.desk("lin")
    id = str(new_id())
    call = {
        "id": id, "hospital": ward.hospitals[0], "name": "李先生", "contact": None, "lang": "zh", "direction": "in",
        "minutes": 3, "summary": DANGER, "outcome": "referred",
    }  # fmt: skip
    await lin.http("POST", "/phone-calls", call)
    await until(lambda: heard(lin))
    await until(lambda: lin.rows[id]["alert"] == "red")


async def test_only_a_lead_or_a_clinician_lifts_and_the_other_campus_sees_nothing(ward: Ward) -> None:
    lin, lead, west = await ward.desk("lin"), await ward.desk("lead"), await ward.desk("west")
    visitor = await ward.visitor()
    await visitor.start()
    await visitor.say(DANGER)
    await until(lambda: heard(lin))
    path = f"/red-flags/{heard(lin)[0]['id']}"
    for desk, reason, code in ((lin, "已核实", "refused"), (lead, "", "reason_needed"), (west, "已核实", "not_found")):
        with pytest.raises(httpx.HTTPStatusError) as refused:
            await desk.http("POST", f"{path}/lift", {"reason": reason})
        assert refused.value.response.json()["code"] == code
    lifted = await lead.http("POST", f"{path}/lift", {"reason": "医生电话核实，不急"})
    assert lifted["lifted_by"] == lead.me["id"]
    assert await west.http("GET", "/red-flags") == []
    assert not heard(west)


async def test_a_signature_stands_under_the_version_that_was_shown(ward: Ward) -> None:
    lead = await ward.desk("lead")
    path = f"/red-flag-settings/{ward.hospitals[0]}"
    text = (await lead.http("GET", path))["texts"][0]
    assert text["signed_by"] is None
    signed = {"type": text["type"], "version": text["version"], "name": "测试医生", "signed_on": "2026-11-20"}
    texts = await lead.http("POST", f"{path}/signatures", signed)
    assert (texts[0]["signed_by"], texts[0]["signed_on"]) == ("测试医生", "2026-11-20")
    with pytest.raises(httpx.HTTPStatusError) as refused:
        await lead.http("POST", f"{path}/signatures", signed | {"version": "1"})
    assert refused.value.response.json()["code"] == "invalid"

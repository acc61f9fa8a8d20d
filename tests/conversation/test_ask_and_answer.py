"""The first stretch of the loop, over real sockets: ask, be routed, be answered, hand over, whisper, close, rate."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from bedside.kit.ids import new_id
from tests.conversation.conftest import Ward


async def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something that others bring about."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another process or socket
            await asyncio.sleep(0.02)


async def test_a_question_is_routed_answered_and_closed(ward: Ward) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = await visitor.start(name="王女士")
    asked = await visitor.say("孩子咳嗽两周了，要挂哪个科？")
    await until(lambda: any(r["assigned_to"] == lin.me["id"] for r in lin.rows.values()))

    thread = await lin.open(conversation)
    assert thread["row"]["visitor"]["name"] == "王女士"
    assert [e["text"] for e in lin.threads[str(conversation)].values() if e["text"]] == ["孩子咳嗽两周了，要挂哪个科？"]
    answered = await lin.say(conversation, "您好，建议先看儿科门诊。")
    assert answered["seq"] > asked["seq"]
    await until(lambda: answered["seq"] in visitor.entries)
    entry = visitor.entries[answered["seq"]]
    assert entry["by"]["role"] == "consultant"
    assert entry["by"]["title"] == "咨询员"

    await lin.do(conversation, "close", outcome="answered", level="resolved")
    await until(lambda: (visitor.conversation or {}).get("status") == "closed")
    await visitor.rate(5, "很耐心")
    assert str(conversation) not in lin.rows


async def test_whispers_never_reach_the_visitor(ward: Ward) -> None:
    lin, lead = await ward.desk("lin"), await ward.desk("lead")
    await lead.http("PUT", "/presence", {"status": "away"})
    visitor = await ward.visitor()
    conversation = await visitor.start()
    await visitor.say("你好")
    await until(lambda: any(r["assigned_to"] for r in lin.rows.values()))
    await lin.open(conversation)
    await lead.open(conversation)
    whispered = await lead.say(conversation, "先问年龄", whisper=True)
    spoken = await lin.say(conversation, "请问您多大年纪？")
    await until(lambda: spoken["seq"] in visitor.entries)
    await until(lambda: whispered["seq"] in lin.threads[str(conversation)])
    assert whispered["seq"] not in visitor.entries
    await visitor.live.cut()
    await until(lambda: visitor.live.reconnects == 1 and visitor.live.ready)
    assert whispered["seq"] not in visitor.entries


async def taught(ward: Ward, login: str) -> UUID:
    """A skill that only this colleague has."""
    skill = new_id()
    async with ward.serving.services.database.transaction([ward.hospitals[0]]) as tx:
        await tx.run(
            "INSERT INTO hospital.skills (hospital_id, id, code, name_zh, name_en) VALUES (%s, %s, 'prices', '费用', 'Prices')",
            (ward.hospitals[0], skill),
        )
        await tx.run("UPDATE hospital.posts SET skills = %s WHERE staff_id = %s", ([skill], ward.people[login].id))
    return skill


async def test_transfer_and_taking_over(ward: Ward) -> None:
    prices = await taught(ward, "zhao")
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = await visitor.start()
    await visitor.say("想问种植牙")
    await until(lambda: any(r["assigned_to"] == lin.me["id"] for r in lin.rows.values()))
    zhao, lead = await ward.desk("zhao"), await ward.desk("lead")
    await lin.do(conversation, "transfer", staff=zhao.me["id"], reason="口腔")
    await until(lambda: zhao.rows.get(str(conversation), {}).get("assigned_to") == zhao.me["id"])
    await zhao.open(conversation)
    said = await zhao.say(conversation, "我来接着答您。")
    await until(lambda: said["seq"] in visitor.entries)
    await lead.do(conversation, "take-over", reason="协助")
    await until(lambda: zhao.rows[str(conversation)]["assigned_to"] == lead.me["id"])
    names = [e["event"]["name"] for e in visitor.entries.values() if e["kind"] == "event"]
    assert names == ["started", "assigned", "transferred", "taken_over"]
    # Lin has waited longer for the next one, but does not know what is asked for.
    await lead.do(conversation, "transfer", skill=str(prices), reason="问价格")
    await until(lambda: zhao.rows[str(conversation)]["assigned_to"] == zhao.me["id"])
    assert zhao.rows[str(conversation)]["skill"] == str(prices)
    with pytest.raises(httpx.HTTPStatusError, match="422"):
        await zhao.do(conversation, "requeue", skill=str(conversation))
    await zhao.http("PUT", "/presence", {"status": "break", "reason": ""})
    await zhao.do(conversation, "requeue", skill=str(prices))
    await until(lambda: lin.rows[str(conversation)]["assigned_to"] not in (None, zhao.me["id"]))


async def test_a_retry_with_the_same_id_is_one_message(ward: Ward) -> None:
    visitor = await ward.visitor()
    await visitor.start()
    id_ = new_id()
    first, again = await visitor.say("一次", id_), await visitor.say("一次", id_)
    assert first["seq"] == again["seq"]
    fresh = new_id()
    other, twin, third = await asyncio.gather(*(visitor.say("同时", each) for each in (fresh, fresh, id_)))
    assert other["seq"] == twin["seq"] > first["seq"] == third["seq"]
    await until(lambda: len([e for e in visitor.entries.values() if e["kind"] == "text"]) == 2)


async def test_the_queue_tells_each_their_place(ward: Ward) -> None:
    first, second = await ward.visitor(), await ward.visitor(tracking=False)
    await first.start()
    await second.start()
    await until(lambda: (first.conversation or {}).get("position") == 1)
    await until(lambda: (second.conversation or {}).get("position") == 2)
    lin = await ward.desk("lin")
    await until(lambda: (second.conversation or {}).get("status") == "active")
    assert sum(r["assigned_to"] == lin.me["id"] for r in lin.rows.values()) == 2

"""Staff are refused what may not be said, with the reason and a rewording; only a desk lead releases a false alarm."""

from typing import Any

import httpx
import pytest

from bedside.client import DeskClient
from bedside.client.live import Refused
from tests.conversation.conftest import Ward, ward
from tests.conversation.test_ask_and_answer import until
from tests.hospital.support import UNSAFE

__all__ = ["ward"]
CLAIM = "我们保证三个疗程治好，以后不会再犯"


def http(ward: Ward, cookie: str) -> httpx.AsyncClient:
    headers = {**UNSAFE, "Origin": ward.serving.url}
    return httpx.AsyncClient(base_url=ward.serving.url, cookies={"bedside_session": cookie}, headers=headers)


async def talk(ward: Ward) -> tuple[Any, Any, str]:
    return await talk_with(ward, await ward.desk("lin"))


async def talk_with(ward: Ward, lin: DeskClient) -> tuple[Any, Any, str]:
    visitor = await ward.visitor()
    conversation = str(await visitor.start(name="王女士"))
    await visitor.say("能根治吗？")
    await until(lambda: any(r["assigned_to"] == lin.me["id"] for r in lin.rows.values()))
    await lin.open(conversation)
    return lin, visitor, conversation


async def test_a_claim_is_refused_with_rule_words_and_rewording_and_a_whisper_is_not(ward: Ward) -> None:
    lin, visitor, conversation = await talk(ward)
    with pytest.raises(Refused) as refused:
        await lin.say(conversation, CLAIM)
    problem = refused.value.problem
    assert problem["code"] == "claims_blocked"
    (claim,) = problem["claims"]
    assert claim["rule"] == "L01.effect"
    assert any("保证" in CLAIM[start:end] for start, end in claim["words"])
    assert all(claim[each] for each in ("reason", "instead_zh", "instead_en"))
    assert claim["reason"].isascii()
    await lin.live.ask("hello", lang="zh")  # the screen was switched to Chinese
    (claim,) = (await lin.check(conversation, CLAIM))["claims"]
    assert not claim["reason"].isascii()
    await lin.say(conversation, f"他说“{CLAIM}”，这样不行", whisper=True)
    said = await lin.say(conversation, claim["instead_zh"])
    await until(lambda: said["seq"] in visitor.entries)
    assert CLAIM not in [entry["text"] for entry in visitor.entries.values()]


async def test_a_claim_split_over_two_messages_is_refused_at_the_second_also_from_another_window(ward: Ward) -> None:
    cookie = await ward.cookie("lin")
    async with DeskClient(ward.serving.url, cookie) as first:
        lin, _, conversation = await talk_with(ward, first)
        await lin.say(conversation, "别家医院做")
        with pytest.raises(Refused, match="claims_blocked"):
            await lin.say(conversation, "不了，只有我们能做")
    async with DeskClient(ward.serving.url, cookie) as again:
        await again.open(conversation)
        with pytest.raises(Refused, match="claims_blocked"):
            await again.say(conversation, "不了，只有我们能做")


async def test_a_claim_split_between_two_windows_or_two_colleagues_is_refused(ward: Ward) -> None:
    cookie = await ward.cookie("lin")
    async with DeskClient(ward.serving.url, cookie) as first, DeskClient(ward.serving.url, cookie) as second:
        lin, visitor, conversation = await talk_with(ward, first)
        await second.open(conversation)
        await second.say(conversation, "您好")  # this window has read what was said so far
        await lin.say(conversation, "别家医院做")
        with pytest.raises(Refused, match="claims_blocked"):
            await second.say(conversation, "不了，只有我们能做")
        zhao = await ward.desk("zhao")
        await lin.do(conversation, "invite", staff=zhao.me["id"])
        await zhao.open(conversation)
        with pytest.raises(Refused, match="claims_blocked"):
            await zhao.say(conversation, "不了，只有我们能做")
        # What the visitor says between ends the sentence.
        heard = await visitor.say("做什么？")
        await until(lambda: heard["seq"] in lin.threads[conversation])
        await lin.say(conversation, "不了，只有我们能做")


async def test_a_check_while_typing_stores_nothing(ward: Ward) -> None:
    lin, _, conversation = await talk(ward)
    answer = await lin.live.ask("check", conversation=conversation, text=CLAIM)
    assert [each["rule"] for each in answer["claims"]] == ["L01.effect"]
    quiet = await lin.live.ask("check", conversation=conversation, text="周三上午有号，要帮您约吗？")
    assert quiet["claims"] == []
    assert CLAIM not in [entry["text"] for entry in lin.threads[conversation].values()]


async def test_only_the_lead_releases_a_false_alarm_and_it_passes_from_then_on(ward: Ward) -> None:
    cookies = {login: await ward.cookie(login) for login in ("lin", "lead")}
    async with (
        DeskClient(ward.serving.url, cookies["lin"]) as lin,
        DeskClient(ward.serving.url, cookies["lead"]) as lead,
    ):
        await released(ward, cookies, lin, lead)


async def released(ward: Ward, cookies: dict[str, str], lin: DeskClient, lead: DeskClient) -> None:
    _, visitor, conversation = await talk_with(ward, lin)
    asked = await lin.live.ask("ask_release", conversation=conversation, text=CLAIM)
    release = asked["release"]
    assert (release["state"], release["rules"]) == ("asked", ["L01.effect"])
    await until(lambda: any(e["on"] == "release" and e["release"]["id"] == release["id"] for e in lead.events))
    decision = {"hospital": ward.hospitals[0], "outcome": "released", "reason": "在转述广告语"}
    async with http(ward, cookies["lin"]) as sender:
        refused = await sender.put(f"/v1/claim-releases/{release['id']}", json=decision)
        assert refused.status_code == 403
    async with http(ward, cookies["lead"]) as decider:
        done = await decider.put(f"/v1/claim-releases/{release['id']}", json=decision)
        assert done.status_code == 200, done.text
        twice = await decider.put(f"/v1/claim-releases/{release['id']}", json=decision)
        assert twice.json()["code"] == "release_decided"
        rules = (await decider.get("/v1/claim-rules", params={"hospital": ward.hospitals[0]})).json()["items"]
        assert [rule["released"] for rule in rules if rule["id"] == "L01.effect"] == [[CLAIM]]
    await until(lambda: any(e["on"] == "release" and e["release"]["state"] == "released" for e in lin.events))
    said = await lin.say(conversation, CLAIM)
    await until(lambda: said["seq"] in visitor.entries)
    with pytest.raises(Refused, match="claims_blocked"):
        await lin.say(conversation, "我们保证一个疗程治好，以后不会再犯")


async def test_nobody_releases_what_they_would_say_themselves(ward: Ward) -> None:
    async with http(ward, await ward.cookie("lead")) as lead:
        text = {"hospital": ward.hospitals[0], "text": CLAIM}
        asked = (await lead.post("/v1/claim-releases", json=text)).json()
        decision = {"hospital": ward.hospitals[0], "outcome": "released", "reason": "在转述广告语"}
        refused = await lead.put(f"/v1/claim-releases/{asked['id']}", json=decision)
        assert (refused.status_code, refused.json()["code"]) == (403, "own_request")
        assert (await lead.post("/v1/claim-checks", json=text)).json()["items"]


async def test_what_is_not_blocked_cannot_be_asked_to_be_released(ward: Ward) -> None:
    lin, _, conversation = await talk(ward)
    with pytest.raises(Refused, match="no_claim_found"):
        await lin.live.ask("ask_release", conversation=conversation, text="周三上午有号")

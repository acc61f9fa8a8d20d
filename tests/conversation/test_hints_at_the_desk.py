"""A draft is answered with what may not be said and what could be said better; prepared texts are known as such."""

from bedside.conversation.store.lines import lines
from tests.conversation.conftest import Ward

LONG = "门诊在二楼东侧，先到一楼自助机取号，再到分诊台报到，" * 3


def codes(answer: dict[str, list[dict[str, str]]]) -> set[str]:
    return {each["code"] for each in answer["hints"]}


async def test_hints_follow_the_conversation(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = await visitor.start()
    asked = await visitor.say("医保能报销吗？")
    await lin.open(conversation)
    first = await lin.check(conversation, "你说呀", seq=asked["seq"])
    assert codes(first) >= {"cold", "no_greeting"}
    assert first["claims"] == []
    cold = next(each for each in first["hints"] if each["code"] == "cold")
    assert (cold["words"], cold["use"], cold["say"]) == ([[0, 3]], "instead", "您请讲，我在听。")
    assert cold["why_zh"] != cold["why_en"]
    answered = await lin.say(conversation, "您好，门诊按医保比例报销。")
    after = await lin.check(conversation, "你说呀", seq=answered["seq"])
    assert "no_greeting" not in codes(after)
    assert await lin.check(conversation, "", seq=answered["seq"]) | {"ref": 0} == {
        "on": "checked", "ref": 0, "claims": [], "hints": [],
    }  # fmt: skip


async def test_a_prepared_text_is_stored_as_one_and_read_more_strictly(ward: Ward) -> None:
    lin, visitor = await ward.desk("lin"), await ward.visitor()
    conversation = await visitor.start()
    await visitor.say("你好")
    asked = await visitor.say("门诊怎么走？")
    await lin.open(conversation)
    assert "dump" in codes(await lin.check(conversation, LONG, seq=asked["seq"], canned=True))
    assert "dump" not in codes(await lin.check(conversation, LONG, seq=asked["seq"]))
    await lin.say(conversation, "您好，门诊在二楼。", canned=True)
    said = await lin.say(conversation, "要我发地图给您吗？")
    async with ward.serving.services.database.transaction([ward.hospitals[0]]) as tx:
        stored = await lines(tx, ward.hospitals[0], conversation)
    assert [each.canned for each in stored] == [False, False, True, False]
    assert stored[-1].seq == said["seq"]

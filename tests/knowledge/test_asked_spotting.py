"""Which lines are questions, what was wrong with the answer, and what nobody gets to see of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bedside.kit.ids import new_id
from bedside.knowledge.asked.shown import shown
from bedside.knowledge.asked.spotting import spotted
from bedside.knowledge.talks import Said, Talk

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


def talk(*lines: str, beside: int = -1, **more: Any) -> Talk:
    """Lines of staff begin with a dash."""
    id = new_id()
    said = [
        Said(
            id=new_id(), conversation=id, at=AT + timedelta(minutes=n), by_visitor=not line.startswith("-"),
            text=line.lstrip("- "), beside=n == beside,
        )
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return Talk(conversation=id, visitor=new_id(), lines=said, closed=more.pop("closed", True), **more)


def whys(given: Talk, now: datetime = LATER, **more: Any) -> list[tuple[str, list[str]]]:
    return [(each.text, list(each.why)) for each in spotted(given, now, more.get("poor", set()))]


def test_greetings_thanks_and_answers_are_no_questions() -> None:
    given = talk("您好", "在吗？", "洗牙多少钱？", "- 一百二十元。", "好的，谢谢", "128，挺好的", "OK thanks!")
    assert whys(given) == [("洗牙多少钱？", [])]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (talk("洗牙多少钱？"), ["left"]),
        (talk("我想预约下周的洗牙", channel="offline", closed=False), ["offline"]),
        (talk("你好", "- 您好，请说", "洗牙多少钱？"), ["unanswered"]),
        (talk("洗牙多少钱？", "- 请稍等", "洗牙到底多少钱呢？", "- 一百二十元"), ["again"]),
        (talk("洗牙多少钱？", "- 一百二十元", score=2), ["low_rating"]),
        (talk("洗牙多少钱？", "- 周二上班", beside=1), ["beside"]),
        (talk("洗牙多少钱？", "- 一百二十元", score=5), []),
    ],
)
def test_what_was_wrong_with_the_answer(given: Talk, why: list[str]) -> None:
    assert whys(given)[0][1] == why


def test_an_entry_that_did_not_help() -> None:
    given = talk("洗牙多少钱？", "- 一百二十元", "医保能报吗？", "- 能")
    found = whys(given, poor={given.lines[1].id})
    assert [why for _, why in found] == [["poor_entry"], []]


def test_nobody_is_late_in_a_conversation_that_has_just_begun() -> None:
    given = talk("洗牙多少钱？", closed=False)
    assert whys(given, AT + timedelta(minutes=5)) == []
    assert whys(given, AT + timedelta(minutes=40)) == [("洗牙多少钱？", ["left"])]


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("我电话13800001111，洗牙多少钱", "13800001111"),
        ("我电话 138 0000-1111，洗牙多少钱", "0000"),
        ("我电话１３８００００１１１１，洗牙多少钱", "１３８"),
        ("电话幺三八零零零零幺幺幺幺，洗牙多少钱", "零零零零"),
        ("身份证11010119900307123X，洗牙多少钱", "1990"),
        ("我叫王小满，洗牙多少钱", "王小满"),
        ("My name is Wang Xiaoman, how much is scaling?", "Xiaoman"),
        ("加我微信wangxm_90，洗牙多少钱", "wangxm"),
        ("mail me: wang@example.invalid, how much is scaling?", "wang@"),
    ],
)
def test_nothing_tells_who_it_was(said: str, secret: str) -> None:
    assert secret not in shown(said)
    assert "多少钱" in shown(said) or "how much" in shown(said)
    assert len(shown(said * 40)) <= 160

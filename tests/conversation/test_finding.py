"""Where a search found its words: marked as they were typed, in one line around them."""

import pytest

from bedside.conversation.finding import cut, stretches
from bedside.conversation.text import wanted

LONG = "先说一下情况，我父亲今年六十八岁，平时身体还可以，就是走快了会胸闷。" + "别的没有什么。" * 12


def marked(text: str, asked: str) -> list[str]:
    return [text[start:end] for start, end in stretches(text, asked, wanted(asked))[0]]


@pytest.mark.parametrize(
    ("text", "asked", "stands"),
    [
        ("孩子换牙要注意什么", "换牙", ["换牙"]),
        ("换牙？孩子在换牙。", "换牙", ["换牙", "换牙"]),
        ("置换膝关节要住院吗", "膝关节置换", ["置换膝关节"]),
        ("胸口闷，费用多少", "费用 胸口", ["胸口", "费用"]),
        ("做ＣＴ要预约吗，Ct 多少钱", "ct", ["ＣＴ", "Ct"]),
        ("My gastroscopy cost 168.", "cost gastroscopy", ["gastroscopy", "cost"]),
        ("My gastroscopies cost 168.", "price gastro", []),
        ("腰痛", "痛", ["痛"]),
        ("一点也不相干", "换牙", []),
    ],
)
def test_what_is_searched_for_is_marked_as_it_was_typed(text: str, asked: str, stands: list[str]) -> None:
    assert marked(text, asked) == stands


def test_the_whole_phrase_is_worth_more_than_its_pieces() -> None:
    grams = wanted("膝关节置换")
    assert stretches("膝关节置换", "膝关节置换", grams)[1] > stretches("置换了，膝关节", "膝关节置换", grams)[1]


@pytest.mark.parametrize("asked", ["胸闷", "情况", "没有什么"])
def test_a_long_text_is_cut_around_what_was_found(asked: str) -> None:
    spans, _ = stretches(LONG, asked, wanted(asked))
    shown = cut("visitor", LONG, spans)
    assert len(shown.text) <= 82
    assert shown.spans
    assert {shown.text[start:end] for start, end in shown.spans} == {asked}

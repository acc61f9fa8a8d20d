"""Hints in the composer: each is said when it should be, and not when it should not."""

from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import thread_time

import pytest

from bedside.coach.etiquette import Hint, hints
from bedside.coach.model import Line

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LONG_ZH = "我们这里的检查先要登记，再到二楼取号，然后等护士叫您，" * 7
LONG_EN = "First you register at the desk, then you take a number upstairs and wait for the nurse to call you. " * 5


def visitor(text: str, ago: float = 5) -> Line:
    return Line("visitor", text, NOW - timedelta(seconds=ago))


def staff(text: str, ago: float = 5) -> Line:
    return Line("staff", text, NOW - timedelta(seconds=ago))


HELLO = [visitor("你好"), staff("您好，请问有什么可以帮您？")]
TALKED = [*HELLO, visitor("孩子咳嗽两周了"), staff("嗯，辛苦了。"), visitor("要挂哪个科？")]

CASES: list[tuple[str, list[Line], str, str]] = [
    ("cold", HELLO, "你说呀", "嗯，您请讲，我在听。"),
    ("cold", HELLO, "你讲吧！", "是吗，那一定不好受。"),
    ("cold", HELLO, "你​說呀", "您慢慢说。"),
    ("cold", HELLO, "Like I said, no.", "I see, please go on."),
    ("no_greeting", [visitor("种植牙疼吗？")], "会打麻药，一般不疼。", "您好，会打麻药，一般不疼。"),
    ("no_greeting", [visitor("does an implant hurt?")], "It is numbed first.", "Hello, it is numbed first."),
    ("early_goodbye", TALKED, "挂儿科，再见。", "可以先看儿科门诊。"),
    ("early_goodbye", [*TALKED, visitor("谢谢，那周末开吗？")], "周末上午开，祝您生活愉快。", "周末上午八点开。"),
    ("dump", TALKED, LONG_ZH, "可以先看儿科门诊。"),
    ("dump", TALKED, LONG_EN, "Children's clinic, second floor."),
    ("early_dump", [visitor("你好")], "您好，" + LONG_ZH[:100], "您好，请问有什么可以帮您？"),
    ("off_topic", TALKED, "今天天气真好啊，我周末去爬山了。", "咳嗽两周，建议看儿科。"),
    ("beside", [*HELLO, visitor("医保能报销吗？")], "我们的大楼是新盖的。", "门诊按医保比例报销。"),
    (
        "beside",
        [*HELLO, visitor("is there parking?")],
        "The canteen is nice.",
        "There is a car park by the north gate.",
    ),
    ("jargon", TALKED, "先看有没有手术指征。", "先看有没有指征，就是需不需要手术。"),
    ("jargon", TALKED, "先做个CRP再看。", "先做个CRP（看有没有炎症的验血）。"),
    ("jargon", [*TALKED, visitor("要查TSH吗？")], "TSH和AMH都查。", "TSH可以查。"),
    ("marketing", TALKED, "我们是全市一流的儿科，现在有优惠。", "儿科门诊在二楼。"),
    ("marketing", TALKED, "We have a world-class team.", "The clinic is upstairs."),
    ("many_questions", TALKED, "多大了？发烧吗？吃过药吗？", "请问孩子多大了？"),
]


INTENTS = {"医保能报销吗？": "insurance", "is there parking?": "way"}
"""As the coach would have read them."""


def codes(found: list[Hint]) -> set[str]:
    return {hint.code for hint in found}


@pytest.mark.parametrize(("code", "lines", "bad", "good"), CASES)
def test_said_when_it_should_be_and_only_then(code: str, lines: list[Line], bad: str, good: str) -> None:
    intent = INTENTS.get(lines[-1].text)
    assert code in codes(hints(lines, bad, now=NOW, intent=intent))
    assert code not in codes(hints(lines, good, now=NOW, intent=intent))


def test_words_are_stretches_of_what_was_typed() -> None:
    (cold,) = [each for each in hints(HELLO, "好的，你\u200b說呀", now=NOW) if each.code == "cold"]
    assert [("好的，你\u200b說呀")[start:end] for start, end in cold.words] == ["你\u200b說呀"]


def test_a_word_that_the_visitor_used_is_no_jargon_to_them() -> None:
    asked = [*HELLO, visitor("医生说预后不好，是什么意思")]
    assert "jargon" not in codes(hints(asked, "预后要看复查。", now=NOW))


def test_a_prepared_text_is_weighed_more_strictly() -> None:
    """The same words that may be typed are too much when nobody fitted them to what was asked (B19)."""
    text = "门诊在二楼东侧，先到一楼自助机取号，再到分诊台报到，" * 3
    assert "dump" not in codes(hints(TALKED, text, now=NOW))
    assert "dump" in codes(hints(TALKED, text, now=NOW, canned=True))


def test_two_prepared_texts_in_a_row_are_seen() -> None:
    lines = [*TALKED, Line("staff", "可以看儿科。", NOW, canned=True), visitor("那要带什么？")]
    assert "canned" in codes(hints(lines, "请带医保卡。", now=NOW, canned=True))
    assert "canned" not in codes(hints(lines, "请带医保卡。", now=NOW))
    assert "canned" not in codes(hints(TALKED, "请带医保卡。", now=NOW, canned=True))


def test_goodbye_after_theirs_is_good_manners() -> None:
    done = [*TALKED, staff("看儿科。"), visitor("好的谢谢，再见")]
    assert hints(done, "不客气，祝孩子早日康复，再见。", now=NOW) == []


def test_who_waits_is_thought_of() -> None:
    assert codes(hints([*HELLO, visitor("在吗", 70)], "", now=NOW)) == {"slow"}
    assert codes(hints([*HELLO, visitor("在吗", 400)], "", now=NOW)) == {"gap"}
    assert codes(hints([*HELLO, visitor("在吗", 400)], "让您久等了，我在。", now=NOW)) == set()
    assert hints(TALKED, "", now=NOW) == []
    # The wait counts from the first message that nobody answered.
    assert codes(hints([*HELLO, visitor("在吗", 400), visitor("喂", 2)], "", now=NOW)) == {"gap"}


def test_both_languages_say_something_for_every_hint() -> None:
    for _, lines, bad, _ in CASES:
        for hint in hints(lines, bad, now=NOW):
            says = hint.says
            assert all((says.why_zh, says.why_en, says.say_zh, says.say_en))


def test_it_is_quick_and_bounded() -> None:
    """p95 ≤ 2 ms for an ordinary draft in a long conversation; 10,000 characters do not hang it."""
    lines = [*TALKED, *(visitor("那这个检查要空腹吗？") for _ in range(40))]
    draft = "检查前一天晚上十点以后不要吃东西，可以喝一点白水，早上带上医保卡。"
    hints(lines, draft, now=NOW)
    took: list[float] = []
    for _ in range(100):
        begun = thread_time()
        hints(lines, draft, now=NOW)
        took.append(thread_time() - begun)
    assert quantiles(took, n=20)[-1] <= 0.002
    begun = thread_time()
    hints(lines, "保證" * 5_000, now=NOW)
    assert thread_time() - begun < 0.2

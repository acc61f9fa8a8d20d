"""The scorecard reads how a conversation was led, and nothing else of it."""

from datetime import UTC, datetime, timedelta
from inspect import signature

import msgspec
from msgspec.structs import replace

from bedside.coach.model import Line
from bedside.coach.scorecard import Score, rules, score

BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)


def talk(*said: str, every: float = 20) -> list[Line]:
    """`V:` and `C:` lines, so many seconds apart."""
    by = {"V": "visitor", "C": "staff"}
    return [
        Line(msgspec.convert(by[text[0]], type=str), text[2:].strip(), BEGUN + timedelta(seconds=every * place))  # pyright: ignore[reportArgumentType]
        for place, text in enumerate(said)
    ]


GOOD: tuple[str, ...] = (
    "V: 体检让我做胃镜，疼吗？",
    "C: 您好，我是咨询员小林。普通的会有些恶心，不太疼。",
    "V: 我一想起来就害怕，拖了半年。",
    "C: 嗯，能理解，拖着心里也不好受。您最放心不下的是哪一点？",
    "V: 主要是怕疼，也怕麻醉有意外。",
    "C: 麻醉前医生会先评估，全程监测，常见的不适是咽喉有点痛。",
    "V: 这样我就放心了。",
    "C: 不急着决定。需要的话我帮您留个时间，带上体检报告就行。",
    "V: 好的，谢谢，再见。",
    "C: 不客气，祝您一切顺利，再见。",
)


def mark(found: Score, code: str) -> float | None:
    return next(item.mark for item in found.items if item.code == code)


def test_a_good_conversation_has_full_marks_with_the_lines_that_show_it() -> None:
    found = score(talk(*GOOD))
    assert found.total is not None
    assert found.total >= 95
    assert found.impression == 100
    assert found.style is not None
    assert -40 < found.style.place < 40
    for item in found.items:
        for proof in item.evidence:
            text = GOOD[proof.line][2:].strip()
            assert all(0 <= start < end <= len(text) for start, end in proof.words)
    greeting = next(item for item in found.items if item.code == "greeting")
    assert greeting.evidence[0].line == 1
    assert greeting.evidence[0].good


def test_each_fault_lowers_its_own_item() -> None:
    faults = {
        "greeting": (1, "C: 普通的会有些恶心，不太疼。"),
        "acknowledged": (3, "C: 要做普通的还是无痛的？"),
        "answered": (1, "C: 您好，欢迎来到这里，请先登记姓名。"),
        "one_question": (1, "C: 您好，多大？哪里不舒服？不太疼的，医保有吗？"),
        "plain_words": (5, "C: 麻醉前看禁忌症和耐受性，医生会先评估，全程监测。"),
        "no_dump": (5, "C: " + "麻醉前医生会先评估，做的时候一直有人监测心跳和呼吸，" * 7),
        "kind_words": (3, "C: 能理解，不过刚才说过了不疼。您最放心不下的是哪一点？"),
        "no_pressure": (7, "C: 名额有限，赶紧约吧，今天有优惠。"),
        "no_claims": (5, "C: 绝对安全，没有任何风险，医生会先评估。"),
        "stage_order": (1, "C: 您好，我们医院有最好的设备，您先来我们医院看看吧。"),
        "doubt": (5, "C: 好的。"),
        "agreed_step": (7, "C: 好的，明白。"),
        "goodbye": (7, "C: 不急着决定，我帮您留个时间，祝您生活愉快，再见。"),
    }
    whole = score(talk(*GOOD))
    for code, (place, line) in faults.items():
        said = list(GOOD)
        said[place] = line
        if code == "answered":
            said[5] = "C: 好的，您看着办。"
        found = score(talk(*said))
        before, after = mark(whole, code), mark(found, code)
        assert before is not None, code
        assert after is not None, code
        assert after < before, code
        assert (found.total or 0) < (whole.total or 0), code


def test_long_silence_lowers_the_pace() -> None:
    assert (mark(score(talk(*GOOD, every=200)), "pace") or 0) < 0.6
    assert mark(score(talk(*GOOD)), "pace") == 1.0


def test_what_came_of_it_is_no_input() -> None:
    """By structure: lines and the gate's two readers are all that a score is made from, and a line names no outcome."""
    assert set(signature(score).parameters) == {"lines", "claims", "flags"}
    assert set(Line.__struct_fields__) == {"by", "text", "at", "canned", "doctor"}


def test_a_doctor_may_say_what_only_doctors_may() -> None:
    """The gate lets a verified doctor speak as one (L05): so does the card."""
    said = talk("V: 我该怎么办？", "C: 您好，我是医生，诊断是滑膜炎。", "V: 谢谢", "C: 不客气，再见。")
    theirs = [replace(line, doctor=line.by == "staff") for line in said]

    def claims(line: Line) -> list[tuple[int, int]]:
        return [(3, 7)] if "我是医生" in line.text and not line.doctor else []

    assert mark(score(said, claims=claims), "no_claims") == 0.5
    assert mark(score(theirs, claims=claims), "no_claims") == 1.0


def test_prepared_texts_one_after_the_other_are_marked() -> None:
    said = talk(
        "V: 种牙疼吗？", "C: 您好，会打麻药。", "V: 要多久？", "C: 一次半小时。", "V: 贵吗？", "C: 价目表上有。"
    )
    canned = [replace(line, canned=line.by == "staff") for line in said]
    assert mark(score(said), "no_dump") == 1.0
    assert (mark(score(canned), "no_dump") or 0) < 0.5


def test_too_short_a_conversation_is_too_few() -> None:
    found = score(talk("V: 在吗", "C: 您好，在的。", "V: 没事了"))
    assert (found.total, found.impression, found.style) == (None, None, None)
    assert found.visitor_lines == 2
    assert score([]).total is None


def test_a_danger_sign_must_be_seen_to() -> None:
    def flags(text: str) -> list[tuple[int, int]]:
        return [(0, len(text))] if "胸口" in text else []

    seen = talk("V: 我爸胸口压得喘不上气", "C: 您好，请马上拨打 120！", "V: 好", "C: 我在这里等您。")
    unseen = talk("V: 我爸胸口压得喘不上气", "C: 您好，想约哪天的门诊？", "V: 好", "C: 周二可以吗？")
    assert mark(score(seen, flags=flags), "red_flag") == 1.0
    assert mark(score(unseen, flags=flags), "red_flag") == 0.0
    assert (score(unseen, flags=flags).total or 0) < (score(unseen).total or 0)


def test_nobody_is_marked_for_what_did_not_come_up() -> None:
    found = score(talk("V: 周末几点上班？", "C: 您好，周末上午八点开。", "V: 医保能用吗？", "C: 可以用医保卡。"))
    assert [item.code for item in found.items if item.mark is None] == ["acknowledged", "doubt", "goodbye", "red_flag"]
    assert found.total is not None
    assert found.total >= 85


def test_the_file_and_the_rules_name_the_same_items_and_versions_travel() -> None:
    found = score(talk(*GOOD))
    assert [item.code for item in found.items] == [rule.code for rule in rules().item]
    assert found.versions["scorecard"] == rules().version
    assert all(rule.zh and rule.en and rule.way_zh and rule.way_en for rule in rules().item)


def test_style_names_what_a_pure_service_left_undone() -> None:
    service = score(
        talk("V: 种牙多少钱？", "C: 您好，7800 元。", "V: 疼吗？", "C: 会打麻药，不太疼。", "V: 嗯", "C: 好的。")
    )
    assert service.style is not None
    assert service.style.place <= -60
    assert set(service.style.missing) == {"presents", "asks_doubt", "step"}

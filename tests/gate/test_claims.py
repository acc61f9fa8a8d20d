"""What may not be said is found however it is typed; what only sounds like it is not."""

import random
import time
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bedside.gate.claims.book import Book, as_amended, digest, failing
from bedside.gate.claims.model import Amendment
from bedside.gate.claims.reader import Reader, open_reader
from bedside.gate.claims.rules import Shipped, shipped
from bedside.kit.reading.shelf import Shelf
from tests.conftest import MODELS
from tests.gate.claims import amended
from tests.support.effort import effort


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader(Shelf(MODELS))


def examples(name: str) -> Iterator[tuple[str, str]]:
    for rule in shipped().rules:
        yield from ((rule.id, text) for text in getattr(rule, name))


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_every_rule_has_its_examples_in_both_languages(rule: Shipped) -> None:
    for texts in (rule.must, rule.must_not):
        assert len(texts) >= 6
        assert any(text.isascii() for text in texts)
        assert any(not text.isascii() for text in texts)


@pytest.mark.parametrize(("rule", "text"), list(examples("must")))
def test_what_must_match_is_found_under_its_rule(reader: Reader, rule: str, text: str) -> None:
    assert rule in [each.rule for each in Book(as_amended([])).check(reader, text)]


@pytest.mark.parametrize(("rule", "text"), list(examples("must_not")))
def test_what_must_not_match_is_not_found(reader: Reader, rule: str, text: str) -> None:
    assert Book(as_amended([])).check(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "我\u200b们保\u200b证三个疗程治\u200b好", "保😀证😀治😀好", "我們保證治好，絕不復發", "bao zhi hao", "gěn zhì bǎo zhì hǎo",
        "ｂａｏ　ｚｈｉ　ｈａｏ", "保*证*治*好", "您放心哈，我们ｂａｏ证治好",
        "Ｗｅ ｇｕａｒａｎｔｅｅ that it will be cured for good",
        "We guаrantee that it will be cured for good",
    ],
)  # fmt: skip
def test_no_disguise_hides_a_claim(reader: Reader, text: str) -> None:
    assert "effect" in [each.type for each in reader.find(text)]


def test_a_claim_split_over_messages_is_found_where_it_is_finished(reader: Reader) -> None:
    first, then = "别家医院做", "不了，只有我们能做"
    assert reader.find(first) == reader.find(then) == []
    assert [each.type for each in reader.find(then, before=f"您好，{first}")] == ["comparison"]
    assert reader.find("周三下午三点来吧", before="您放心，") == []


def test_one_claim_in_ten_thousand_characters_is_found_and_its_words_shown(reader: Reader) -> None:
    quiet = "您慢慢说，我在听。今天的号已经满了，明天上午还有。"
    claim = "我们保证三个疗程治好。"
    text = quiet * 200 + claim + quiet * 200
    quarter = quiet * 50 + claim + quiet * 50
    found = reader.find(text)
    assert [each.type for each in found] == ["effect"]
    assert all("保证" in text[start:end] or "治好" in text[start:end] for start, end in found[0].words)
    assert effort(lambda: reader.find(text)) < 8 * effort(lambda: reader.find(quarter)), "in step with its length"


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_words_lie_within_what_was_typed(reader: Reader, text: str) -> None:
    for each in reader.find(text):
        assert all(0 <= start < end <= len(text) for start, end in each.words)


def test_a_hospitals_own_words_block_and_spare_and_never_run_as_a_pattern(reader: Reader) -> None:
    plain = Book(as_amended([]))
    own = Book(as_amended([amended("L07.pressure", words=["云杉…体验周", "(a+)+$"])]))
    assert plain.check(reader, "口腔科有云杉口腔体验周") == []
    assert [each.rule for each in own.check(reader, "口腔科有云杉口腔体验周")] == ["L07.pressure"]
    assert own.check(reader, "aaaa") == []
    assert [each.rule for each in own.check(reader, "口腔科有(a+)+$")] == ["L07.pressure"]
    text = "我们保证三个疗程治好"
    spared = Book(as_amended([amended("L01.effect", spares=["三个疗程"])]))
    assert plain.check(reader, text)
    assert "L01.effect" not in [each.rule for each in spared.check(reader, text)]


def test_a_fixed_rule_cannot_be_switched_off_and_others_can(reader: Reader) -> None:
    book = Book(as_amended([amended("L01.effect", active=False), amended("L20.price", active=False)]))
    assert book.check(reader, "我们保证三个疗程治好")
    assert book.check(reader, "这个价格只给您，别跟别人说") == []


def test_a_released_text_passes_in_every_form_and_no_other_does(reader: Reader) -> None:
    text = "我们保证三个疗程治好"
    book = Book(as_amended([]), [digest(text)])
    assert book.check(reader, text) == []
    assert book.check(reader, "我們保證三個療程治好。") == []
    assert book.check(reader, text + "，绝不复发")


def test_a_released_text_is_an_example_that_a_changed_rule_is_tried_on(reader: Reader) -> None:
    text, rules = "我们保证三个疗程治好", as_amended([])
    (changed,) = (rule for rule in as_amended([amended("L01.effect", must=[text])]) if rule.id == "L01.effect")
    assert failing(rules, reader, changed) == []
    assert failing(rules, reader, changed, [text]) == [text]


def test_a_verified_doctor_names_a_medicine_only_where_the_hospital_allows_it(reader: Reader) -> None:
    text = "您这就是胆囊炎，先吃两片布洛芬"
    assert Book(as_amended([])).check(reader, text, doctor=True)
    pilot = Book(as_amended([amended("L06.prescription", doctors=True)]))
    assert pilot.check(reader, text, doctor=True) == []
    assert pilot.check(reader, text)
    assert pilot.check(reader, "我们保证三个疗程治好", doctor=True)
    assert pilot.check(reader, "我是医生，您听我的", doctor=True) == []


def test_the_newest_amendment_in_effect_counts() -> None:
    later: Amendment = amended("L20.price", active=False, effective=date(2027, 1, 1), rev=2)
    now = {rule.id: rule for rule in as_amended([amended("L20.price", words=["甲乙丙"]), later], date(2026, 12, 1))}
    then = {rule.id: rule for rule in as_amended([amended("L20.price", words=["甲乙丙"]), later], date(2027, 1, 1))}
    assert (now["L20.price"].active, list(now["L20.price"].words)) == (True, ["甲乙丙"])
    assert not then["L20.price"].active


def test_an_ordinary_message_takes_few_milliseconds(reader: Reader) -> None:
    lines = [text for _, text in (*examples("must"), *examples("must_not"))]
    spent: list[float] = []
    for text in random.Random(7).choices(lines, k=200):
        began = time.thread_time()
        reader.find(text)
        spent.append(time.thread_time() - began)
    assert sorted(spent)[190] < 0.010


def test_what_is_not_sure_is_doubted_before_it_is_stopped(reader: Reader) -> None:
    """The lower the level, the more is found; somewhere between the two is what a writer is asked to read again."""
    book = Book(as_amended([]))
    texts = [text for rule in reader.rules.rules for text in (*rule.must, *rule.must_not)]
    stopped = {text for text in texts if book.check(reader, text)}
    doubted = {text for text in texts if book.check(reader, text, level=0.02)}
    assert stopped < doubted
    assert {claim.rule for text in doubted for claim in book.check(reader, text, level=0.02)}

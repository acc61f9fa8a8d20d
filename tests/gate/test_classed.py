"""What an advertisement may name (L02) and where health science may lead (L04): rules with examples, for texts of that class."""

import pytest

from bedside.gate.claims.book import Book, as_amended, failing
from bedside.gate.claims.classed import Classed, classed
from bedside.gate.claims.reader import Reader, open_reader
from bedside.kit.reading.shelf import Shelf
from tests.conftest import MODELS
from tests.gate.claims import amended


@pytest.fixture(scope="module")
def reader() -> Reader:
    return open_reader(Shelf(MODELS))


@pytest.mark.parametrize("rule", classed().rules, ids=lambda rule: rule.id)
def test_every_example_holds_in_its_class_and_in_no_other(reader: Reader, rule: Classed) -> None:
    rules = as_amended([])
    (shown,) = (each for each in rules if each.id == rule.id)
    assert failing(rules, reader, shown) == []
    book = Book(rules)
    for text in rule.must:
        assert rule.id in [each.rule for each in book.check(reader, text, content_class=rule.type)]
        assert rule.id not in [each.rule for each in book.check(reader, text, content_class="answer")]
    for text in (rule.instead_zh, rule.instead_en):
        assert book.check(reader, text, content_class=rule.type) == []
    for texts in (rule.must, rule.must_not):
        assert any(text.isascii() for text in texts)
        assert any(not text.isascii() for text in texts)


def test_no_disguise_hides_a_contact(reader: Reader) -> None:
    book = Book(as_amended([]))
    for text in (
        "加\u200b微\u200b信了解",
        "掃碼預約",
        "ＷｅＣｈａｔ us",
        "Ａsk@spruce.example",
        "ask @ spruce.example",
    ):
        assert [each.rule for each in book.check(reader, text, content_class="science")] == ["L04.contact"]


def test_an_advertisement_names_none_of_the_hospitals_doctors(reader: Reader) -> None:
    book = Book(as_amended([]))
    assert book.check(reader, "沈知遥周三在院", content_class="ad") == []
    found = book.check(reader, "沈知遥周三在院", content_class="ad", names=["沈知遥", "Shen Zhiyao"])
    assert [(each.rule, each.words) for each in found] == [("L02.ad", [(0, 3)])]
    assert book.check(reader, "Open and brand new.", content_class="ad", names=["An", "Pe", "安"]) == []


def test_a_hospitals_own_words_hold_in_their_class_alone(reader: Reader) -> None:
    book = Book(as_amended([amended("L02.ad", words=["云杉体验周"])]))
    assert book.check(reader, "口腔科有云杉体验周", content_class="ad")
    assert book.check(reader, "口腔科有云杉体验周") == []

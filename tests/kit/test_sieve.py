"""The sieve finds what each pattern finds by itself, whatever the pattern and the text."""

import re
from typing import Any, cast

import pytest
import re2  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import given
from hypothesis import strategies as st

from bedside.gate.claims.rules import shipped
from bedside.gate.flags.signs import words
from bedside.kit.reading.normal import plain
from bedside.kit.reading.sets import all_rows, shipped_set
from bedside.kit.reading.sieve import Sieve, pieces
from tests.support.effort import effort

PATTERNS = [
    r"(?<!毫)(不能|不会)", r"保证(好|有效)(?!吗)", r"我(?!.{0,6}(没有|吗)).{0,3}(一|两)个", r"\bcure\b", r"95%\b",
    r"每\w{1,4}?里", r"\d+ ?(mg|片)", r"[\d一二]+折", r"吗$", r"^您好", r"\W好", r"a\sb", r"[^\s,]x", r"(?=好)好的",
    r"(?P<a>好)(?P=a)", r"[]a]b", r"\\b", r"[(]好[)]",
]  # fmt: skip


def alone(patterns: list[re.Pattern[str]], text: str) -> dict[int, tuple[int, int]]:
    return {at: found.span() for at, each in enumerate(patterns) if (found := each.search(text))}


@given(st.text("毫不能会保证好有效吗我一两个没cure95%每里每mg片折二您 a\u3000\nbx,()\\]１é_", max_size=24))
def test_it_finds_exactly_what_each_pattern_finds(text: str) -> None:
    patterns = [re.compile(each) for each in PATTERNS]
    found = Sieve(patterns).search(text)
    assert {at: each.span() for at, each in found.items()} == alone(patterns, text)


@pytest.mark.parametrize("name", ["claims.zh", "claims.en", "claims.desk"])
def test_the_claims_words_are_all_found_in_what_desks_say(name: str) -> None:
    sieve = shipped().sieve
    for row in all_rows([shipped_set(name)])[::12]:
        text = plain(row["text"]).text
        assert {at: each.span() for at, each in sieve.search(text).items()} == alone(sieve.patterns, text), text


@pytest.mark.parametrize(
    ("pattern", "text", "stands"),
    [
        ("保证.{0,8}治好(?!吗)", "保证三天", [True, False]),
        ("保证.{0,8}治好(?!吗)", "您放心保证能治好", [True, True]),
        ("(我|本院.{0,6}最)好", "本院不好", [True, True]),
        (r"\d+ ?mg\b", "3 mg", [True]),
        (r".{0,4}", "", []),
    ],
)
def test_what_has_to_stand_in_a_text(pattern: str, text: str, stands: list[bool]) -> None:
    assert [cast(Any, re2).search(each, text) is not None for each in pieces(pattern)] == stands


def test_the_shipped_patterns_fit_into_its_memory_and_most_are_sifted_out() -> None:
    assert len(shipped().sieve.maybe("您好，我们周六上午也有门诊")) < len(shipped().sieve.patterns) / 4
    assert len(words().sieve.maybe("您好")) < 5


def test_the_cost_of_a_hostile_text_grows_with_its_length_only() -> None:
    sieve = shipped().sieve
    hostile = "一二三四五六七八九十个里包保证治好不第一" * 500
    sieve.maybe(hostile)
    pieces = [hostile[at : at + 1000] for at in range(0, len(hostile), 1000)]
    assert effort(lambda: sieve.maybe(hostile)) < 5 * effort(lambda: [sieve.maybe(piece) for piece in pieces])

"""What asks the same comes together, in both languages, in whichever order; what only sounds like it does not."""

from random import Random

import pytest

from bedside.knowledge.asked.clusters import gathered
from bedside.knowledge.asked.meaning import Reader

SAME = [
    ["种植牙多少钱一颗？", "请问种植牙多少钱", "种牙要多少钱啊", "How much does a dental implant cost?"],
    ["种植牙疼不疼", "做种植牙疼吗？", "Is a dental implant painful?"],
    ["医院停车怎么收费", "停车费多少钱", "停车要收费吗", "Is there parking and what does it charge?"],
    ["周末上班吗", "你们周末门诊开吗？", "Are you open at the weekend?"],
    ["做胃镜要空腹吗", "胃镜前要空腹吗？", "Do I need an empty stomach before a gastroscopy?"],
    ["孩子发烧39度怎么办", "宝宝发烧怎么办"],
    ["洗牙能用医保吗"],
    ["医保可以报销吗", "Do you take insurance?"],
]
WORDS = Reader([("implant", ["种植牙", "种牙", "dental implant"])])


def groups(texts: list[str], known: list[list[str]] | None = None) -> set[frozenset[str]]:
    return {frozenset(texts[place] for place in star.members) for star in gathered(texts, known or [], WORDS)}


def test_the_same_in_both_languages_and_the_price_of_a_thing_apart_from_its_pain() -> None:
    assert groups([text for group in SAME for text in group]) == {frozenset(group) for group in SAME}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_order_they_come_in(seed: int) -> None:
    texts = [text for group in SAME for text in group] * 2
    Random(seed).shuffle(texts)
    assert groups(texts) == {frozenset(group) for group in SAME}


def test_the_next_days_questions_join_what_is_known() -> None:
    known = [["停车在哪里交钱", "停车怎么收费？"], ["种植牙要多久能做完"]]
    asked = ["停车收费标准是怎样的", "种植牙多少钱", "种植牙要多久", "how long does a dental implant take?"]
    found = {star.known: {asked[place] for place in star.members} for star in gathered(asked, known, WORDS)}
    assert found == {
        0: {"停车收费标准是怎样的"},
        1: {"种植牙要多久", "how long does a dental implant take?"},
        None: {"种植牙多少钱"},
    }


def test_a_row_of_small_differences_is_no_bridge() -> None:
    """Each is like the next; the first and the last share nothing."""
    words = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    chain = [f"想咨询{words[n : n + 6]}的门诊" for n in range(0, 16, 2)]
    assert len(groups(chain)) > 1

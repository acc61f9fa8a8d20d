"""Chinese, pinyin, initials, synonyms, typing errors and Traditional characters find the same entry, and say why."""

import pytest

from bedside.knowledge.search.engine import Synonyms, read, search
from bedside.knowledge.search.index import Doc, Index, Parsed, Vocabulary
from bedside.knowledge.search.matching import spans
from bedside.knowledge.search.same import SAME, same

DOCS = [
    Doc(key="implant", titles=("种植牙", "Dental implant"), text="缺牙以后装人工牙根，时间三到六个月。"),
    Doc(key="cleaning", titles=("洁牙", "Teeth cleaning"), text="半年一次，约四十分钟。"),
    Doc(key="pressure", titles=("高血压", "High blood pressure"), text="分级以后先改变生活方式，用药由医生决定。"),
    Doc(key="gastroscopy", titles=("胃镜检查", "Gastroscopy"), text="空腹八小时，可选择麻醉。"),
    Doc(key="wisdom", titles=("阻生智齿", "Wisdom tooth"), text="拔除之前先拍片。"),
    Doc(key="parking", titles=("停车", "Parking"), text="地下车库，前两小时免费。"),
]
SYNONYMS = Synonyms([["洗牙", "洁牙"], ["endoscopy", "胃镜"]])


@pytest.fixture(scope="module")
def index() -> Index:
    vocabulary = Vocabulary()
    return Index(vocabulary, [Parsed(doc, vocabulary) for doc in DOCS])


@pytest.mark.parametrize(
    ("typed", "key", "marked"),
    [
        ("种植牙", "implant", ["种植牙"]),
        ("種植牙", "implant", ["种植牙"]),
        ("zhongzhiya", "implant", ["种植牙"]),
        ("zhong zhi", "implant", ["种植"]),
        ("zhonzhiya", "implant", ["种植牙"]),
        ("zzy", "implant", ["种植牙"]),
        ("种值牙", "implant", ["种植牙"]),
        ("种\u200b植\u200b牙", "implant", ["种植牙"]),
        ("gxy", "pressure", ["高血压"]),
        ("gaoxueya", "pressure", ["高血压"]),
        ("洗牙", "cleaning", ["洁牙"]),
        ("endoscopy", "gastroscopy", ["胃镜"]),
        ("weijin", "gastroscopy", ["胃镜"]),
        ("我想问一下智齿要不要拔", "wisdom", ["智齿"]),
        ("地下车库", "parking", []),
        ("停", "parking", ["停"]),
    ],
)
def test_however_it_is_typed(index: Index, typed: str, key: str, marked: list[str]) -> None:
    asked = read(typed, SYNONYMS)
    best = DOCS[search(index, asked, most=3)[0].number]
    assert best.key == key
    assert [best.titles[0][start:end] for start, end in spans(asked, best.titles[0], title=True)] == marked


@pytest.mark.parametrize(
    ("typed", "key", "marked"),
    [
        ("implant", "implant", "implant"),
        ("implnat", "implant", "implant"),
        ("impla", "implant", "implant"),
        ("gastroscpy", "gastroscopy", "Gastroscopy"),
        ("what about the wisdom tooth", "wisdom", "Wisdom"),
    ],
)
def test_english(index: Index, typed: str, key: str, marked: str) -> None:
    asked = read(typed, SYNONYMS)
    best = DOCS[search(index, asked, most=3)[0].number]
    assert best.key == key
    assert marked in [best.titles[1][start:end] for start, end in spans(asked, best.titles[1], title=True)]


@pytest.mark.parametrize("typed", ["", "  ", "？？", "😀" * 3000, "qqqqwwww", "a", "\u200b", "怎么" * 400])
def test_what_means_nothing_finds_little_and_breaks_nothing(index: Index, typed: str) -> None:
    asked = read(typed, SYNONYMS)
    for found in search(index, asked, most=3):
        assert spans(asked, DOCS[found.number].text) is not None


def test_an_empty_hospital_is_searched_too() -> None:
    assert search(Index(Vocabulary(), []), read("种植牙", Synonyms([])), most=3) == []


def test_stretches_are_of_the_text_as_it_was_typed() -> None:
    text = "关于種\u200b植牙，ＩＭＰＬＡＮＴ 一詞"
    asked = read("种植牙 implant", Synonyms([]))
    assert [text[start:end] for start, end in spans(asked, text)] == ["種\u200b植牙", "ＩＭＰＬＡＮＴ"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("种植牙多少钱？", "请问种植牙要多少钱", True),
        ("停车方便吗", "你们那里停车方不方便", True),
        ("种植牙多少钱？", "洗牙疼吗", False),
        ("", "种植牙", False),
    ],
)
def test_the_same_question(one: str, other: str, alike: bool) -> None:
    assert (same(one, other) >= SAME) is alike
    assert same(one, other) == same(other, one)
    assert same(other, other) > 0.999

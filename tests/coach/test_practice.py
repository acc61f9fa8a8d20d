"""The practice room: patients open up only to who deserves it, the same way every time; and the scorecard sees the difference."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

import pytest

from bedside.coach.answering import answers, topics_of
from bedside.coach.manners import Span, cues, read
from bedside.coach.practice.patient import walk
from bedside.coach.practice.personas import Lang, Persona, personas
from bedside.coach.practice.scripted import CONSULTANTS, talk
from bedside.coach.scorecard import Claims, Flags, score
from bedside.gate.claims.book import Book, as_amended
from bedside.gate.claims.reader import open_reader
from bedside.gate.flags.finder import open_finder
from bedside.kit.reading.shelf import Shelf
from bedside.kit.settings import Settings

BEGUN = datetime(2026, 11, 2, 9, tzinfo=UTC)
SEEDS = 20
BOTH: list[Lang] = ["zh", "en"]


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("persona", personas().values(), ids=lambda each: each.key)
def test_what_a_persona_says_is_read_as_it_is_meant(persona: Persona, lang: Lang) -> None:
    known, face = cues(), persona.face(lang)
    assert known.has("feels", read(face.worry))
    doubt = read(face.doubt)
    assert known.has("hesitates", doubt)
    assert next(each.code for each in known.doubts if each.shows.search(doubt.text)) == persona.doubt
    pair = next(each for each in known.doubts if each.code == persona.doubt)
    assert pair.answers.search(read(face.settles).text)
    for ask, reply in zip(face.asks, face.answers, strict=True):
        assert topics_of(known, read(ask))
        assert answers(known, read(ask), read(reply))
    for example in (*face.answers, face.settles):
        assert not any(known.has(name, read(example)) for name in ("pressure", "marketing", "claims", "cold"))


def test_there_are_twelve_with_different_worries_and_doubts() -> None:
    assert len(personas()) >= 12
    assert {each.worry for each in personas().values()} == {
        "urgency", "long_uncured", "lost_faith", "cost", "shame", "trust", "fear",
    }  # fmt: skip
    assert len({each.doubt for each in personas().values()}) == 8


def test_the_same_seed_and_lines_give_the_same_patient() -> None:
    said = ["您好，我明白，确实不容易。", "价目表上一颗是 7,800 元。", "您最放心不下的是哪一点？"]
    assert walk("implant-price", "zh", 7, said) == walk("implant-price", "zh", 7, said)
    assert len({walk("implant-price", "zh", seed, [])[0][0] for seed in range(20)}) > 1


def test_hidden_things_come_out_only_when_asked_for_well() -> None:
    plain = ["您好，价目表上一颗是 7,800 元。", "种植体医保不报，检查按比例报。", "好的。"]
    _, kept = walk("implant-price", "zh", 1, plain)
    assert not kept.hidden.worry_told
    assert not kept.hidden.doubt_told
    spoken, open_ = walk(
        "implant-price",
        "zh",
        1,
        [
            "您好，价目表上一颗是 7,800 元。您这么担心很正常。",
            "嗯，真不容易。种植体医保不报，检查按比例报。",
            "种植体医保不报，检查按比例报。",
            "您最放心不下的是哪一点？",
            "价格表是公示的，做之前给您看明细，您同意了才做。",
        ],
    )
    assert open_.hidden.worry_told
    assert open_.hidden.worry_says in spoken
    assert open_.hidden.doubt_told
    assert open_.hidden.doubt_settled


def test_pressure_drives_them_away() -> None:
    pushed = ["名额有限，赶紧约吧！"] * 4
    spoken, turn = walk("trust-shills", "zh", 3, pushed)
    assert turn.over
    assert len(spoken) <= 4
    assert not turn.hidden.doubt_told


def paired(better: list[int], worse: list[int]) -> tuple[float, float]:
    """Mean difference over the same patients, and the lower end of its 95 % interval."""
    apart = [one - other for one, other in zip(better, worse, strict=True)]
    return mean(apart), mean(apart) - 1.96 * stdev(apart) / sqrt(len(apart))


def as_real_cards_ask() -> tuple[Claims, Flags]:
    """The gate's readers as shipped; of the 720 talks' lines most are said many times."""
    shelf = Shelf(Settings(home=Path()).shelf)
    book, reader, find = Book(as_amended([])), open_reader(shelf), open_finder(shelf).find

    @cache
    def claimed(text: str, doctor: bool) -> Sequence[Span]:
        return [words for claim in book.check(reader, text, doctor=doctor) for words in claim.words]

    @cache
    def flagged(text: str) -> Sequence[Span]:
        flag = find(text)
        return () if flag is None else flag.words or [(0, len(text))]

    return lambda line: claimed(line.text, line.doctor), flagged


def test_good_scores_above_pure_service_and_that_above_pushy() -> None:
    claims, flags = as_real_cards_ask()
    totals: dict[str, list[int]] = {}
    places: dict[str, list[int]] = {}
    for name, consultant in CONSULTANTS.items():
        for persona in personas().values():
            for seed in range(SEEDS):
                found = score(talk(persona, BOTH[seed % 2], seed, consultant, BEGUN), claims=claims, flags=flags)
                assert found.total is not None
                assert found.style is not None
                totals.setdefault(name, []).append(found.total)
                places.setdefault(name, []).append(found.style.place)
    assert len(totals["good"]) == 12 * SEEDS
    for better, worse, least in (("good", "pure_service", 5), ("pure_service", "pushy", 20)):
        difference, low = paired(totals[better], totals[worse])
        assert low > 0
        assert difference > least
    assert mean(places["pure_service"]) < -50 < mean(places["good"]) < 50 < mean(places["pushy"])

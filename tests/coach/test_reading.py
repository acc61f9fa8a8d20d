"""The coach reads conversations: labels with their words, the one doubt, department, moment; it abstains, and stands any text."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bedside.coach.beside import BESIDE
from bedside.coach.model import Departments, Line
from bedside.coach.readers.models import shipped
from bedside.coach.reading import Coach
from bedside.coach.versions import Chosen, Opener, damaged, place
from bedside.kit.reading.sets import rows
from bedside.kit.reading.shelf import Shelf
from bedside.kit.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
OWN = Departments(
    names={"skin": ["皮肤科", "Dermatology"], "bone": ["骨科", "Orthopaedics"], "teeth": ["口腔科", "Dentistry"]}
)


@pytest.fixture(scope="module")
def coach() -> Coach:
    return Coach(shipped(Shelf(Settings(home=Path()).shelf)), "shipped")


def talk(told: str) -> list[Line]:
    return [Line("visitor" if part[0] == "V" else "staff", part[2:].strip(), NOW) for part in told.split("|")]


def words(line: Line, stretches: list[tuple[int, int]]) -> str:
    return " ".join(line.text[start:end] for start, end in stretches)


def test_a_message_is_read_with_the_words_that_say_so(coach: Coach) -> None:
    lines = talk("V:湿疹三年了，反反复复，能根治吗")
    found = coach.read(lines, ZONE, OWN)
    assert found.intent
    assert found.intent.name == "can_you_treat"
    assert found.worry
    assert found.worry.name == "long_uncured"
    assert found.department
    assert found.department.name == "skin"
    assert words(lines[0], found.department.words) == "湿疹"
    assert "根治" in words(lines[0], found.intent.words)
    assert 0.3 <= found.intent.confidence <= 1


def test_the_one_doubt_is_named_with_its_words_and_the_hospital_waits(coach: Coach) -> None:
    lines = talk(
        "V: how much is knee surgery|C: Our prices are published, you may pay in parts.|"
        "V: ok but I'm afraid of the anaesthetic"
    )
    found = coach.read(lines, ZONE, OWN)
    assert found.stage
    assert found.stage.name == "dispel_doubt"
    assert found.doubt
    assert found.doubt.name == "safety"
    assert "anaesthetic" in words(lines[2], found.doubt.words)
    assert found.moment is not None
    assert (found.moment.now, found.moment.reason) == (False, "doubt_first")
    assert found.moment.confidence == found.stage.confidence
    assert (found.moment.line, found.moment.words) == (2, found.stage.words)
    assert "one_doubt" in found.cues


def test_asked_about_the_hospital_it_is_the_moment(coach: Coach) -> None:
    found = coach.read(
        talk("V:膝盖疼怎么治|C:多数人先做康复锻炼，拍片后医生再定。|V:明白了，你们骨科的主任水平怎么样"), ZONE, OWN
    )
    assert found.moment is not None
    assert (found.moment.now, found.moment.reason) == (True, "asks_about_us")


def test_an_answer_that_passes_by_is_seen(coach: Coach) -> None:
    assert coach.read(talk("V:停车方便吗|C:我们有优秀的团队"), ZONE).beside is not None
    assert coach.read(talk("V:停车方便吗|C:门诊楼地下有停车场，入口在东门"), ZONE).beside is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_beside_holds_on_the_pairs_that_it_was_chosen_on(coach: Coach, lang: str) -> None:
    """Answers of their own, and answers to other questions or to none (they are no report set)."""
    pairs = rows(Path(__file__).parent / f"beside_pairs.{lang}.tsv")
    said = [coach.beside(each["question"], each["answer"]) >= BESIDE for each in pairs]
    right = [guess == (each["beside"] == "yes") for guess, each in zip(said, pairs, strict=True)]
    assert sum(right) / len(pairs) >= 0.75


def test_why_somebody_went_elsewhere(coach: Coach) -> None:
    found = coach.read(talk("V:别的医院便宜一半，我去那边做了"), ZONE).elsewhere
    assert found
    assert found.name == "price"


@pytest.mark.parametrize("text", ["", "🙂🙂", "\u200b\u200b", "a" * 10_000, "疼" * 10_000, "ｈｏｗ ｍｕｃｈ", "?!"])
def test_any_text_is_read_or_abstained_from(coach: Coach, text: str) -> None:
    found = coach.read([Line("visitor", text, NOW)], ZONE, OWN)
    for guess in (found.intent, found.need, found.worry, found.mood, found.stage):
        assert guess is None or all(0 <= start < end <= len(text) for start, end in guess.words)


def test_full_width_traditional_and_hidden_characters_change_nothing(coach: Coach) -> None:
    one = coach.read(talk("V:种植牙多少钱一颗"), ZONE, OWN)
    other = coach.read(talk("V:種\u200b植 牙多少錢一顆"), ZONE, OWN)
    assert one.intent
    assert other.intent
    assert (one.intent.name, other.intent.name) == ("cost", "cost")
    assert other.department
    assert other.department.name == "teeth"


def test_a_bad_model_file_is_passed_over(tmp_path: Path) -> None:
    bad = place(tmp_path, 7, 2)
    bad.mkdir(parents=True)
    (bad / "intent-zh.model").write_bytes(b"nonsense")
    opener = Opener(Settings(home=Path()).shelf, tmp_path)
    assert opener.coach(Chosen(7, (2, 1))).version == "shipped"
    assert damaged(tmp_path, 7, [2, 1]) == [2, 1]

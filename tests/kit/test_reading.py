"""Texts in one form however they were typed, and models that learn, name their evidence and refuse damaged files."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.kit.reading.grams import grams, located
from bedside.kit.reading.linear import BadModel, Linear
from bedside.kit.reading.normal import plain
from bedside.kit.reading.training import Features, train


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("胸 口*痛", "胸口痛"),
        ("我\u200b想\u2060死", "我想死"),
        ("醫生，我頭痛", "医生,我头痛"),
        ("Ｉ ｈａｖｅ  сhest pain", "i have chest pain"),
        ("wǒ xiǎng sǐ", "wo xiang si"),
        ("不疼。但是喘！", "不疼。但是喘!"),
        ("胸😀口🔥痛，烧到38℃", "胸口痛,烧到38°c"),
    ],
)
def test_what_hides_words_is_taken_out(typed: str, read: str) -> None:
    assert plain(typed).text == read


@given(st.text(max_size=80))
def test_every_read_character_knows_where_it_was_typed(typed: str) -> None:
    read = plain(typed)
    assert len(read.origin) == len(read.text)
    assert list(read.origin) == sorted(read.origin)
    assert all(0 <= place < len(typed) for place in read.origin)


@given(st.text(alphabet="胸口痛了ab'c9 ?!,。", max_size=40))
def test_grams_are_counted_as_they_are_located(text: str) -> None:
    assert grams(text) == Counter(gram for gram, _, _ in located(text))
    assert all(0 <= start < end <= len(text) for _, start, end in located(text))


def test_evidence_leads_back_to_the_typed_words() -> None:
    typed = "請問，胸 口 痛怎麼辦"
    read = plain(typed)
    at = read.text.index("胸口痛")
    start, end = read.typed(at, at + 3)
    assert typed[start:end] == "胸 口 痛"


@pytest.fixture(scope="module")
def model() -> Linear:
    cost = [f"{what}{how}" for what in ("挂号", "拍片", "手术", "复查", "补牙") for how in ("多少钱", "费用高吗")]
    time = [f"{what}{how}" for what in ("挂号", "拍片", "手术", "复查", "补牙") for how in ("要多久", "几天能好")]
    return train(Features([*cost, *time]), ["cost"] * 10 + ["time"] * 10)


def test_a_model_guesses_and_shows_the_words_that_decided(model: Linear) -> None:
    text = "做个胃镜多少钱"
    assert model.guess(text).name == "cost"
    assert abs(float(model.probabilities(text).sum()) - 1) < 1e-5
    assert any("多少钱" in text[start:end] for start, end in model.evidence(text, "cost"))


def test_a_model_comes_back_from_its_file_and_a_damaged_file_is_refused(model: Linear, tmp_path: Path) -> None:
    path = tmp_path / "intent.model"
    model.write(path)
    again = Linear.read(path)
    assert again.guess("种牙多少钱").name == model.guess("种牙多少钱").name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadModel):
        Linear.read(path)


def test_training_refuses_what_it_cannot_learn_from() -> None:
    with pytest.raises(ValueError, match="two labels"):
        train(Features(["a", "b"]), ["x", "x"])
    with pytest.raises(ValueError, match="at least 5 rows"):
        train(Features(["a", "b", "c"]), ["x", "x", "y"])

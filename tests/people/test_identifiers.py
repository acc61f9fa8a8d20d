"""Equal identifiers are equal however they are written; wrong ones are refused; what is shown is masked."""

from datetime import date

import pytest

from bedside.kit.problems import Problem
from bedside.people.identifiers import (
    IdentifierKind,
    born_and_sex,
    check_digit,
    masked,
    masked_name,
    normal_name,
    normalised,
)

ID = "99010119900307783"


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        ("phone", "138 0000 1111", "13800001111"),
        ("phone", "+86-138-0000-1111", "13800001111"),
        ("phone", "008613800001111", "13800001111"),
        ("phone", "１３８００００１１１１", "13800001111"),
        ("phone", "(0571) 8800-0000", "057188000000"),
        ("phone", "+852 9000 0001", "+85290000001"),
        ("email", " Xiao.Man@Example.INVALID ", "xiao.man@example.invalid"),
        ("id_card", f"990101 19900307 783{check_digit(ID).lower()}", ID + check_digit(ID)),
        ("id_card", "e12345678", "E12345678"),
        ("visit_card", " a-0001 ", "A-0001"),
    ],
)
def test_one_form(kind: IdentifierKind, said: str, kept: str) -> None:
    assert normalised(kind, said) == kept


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("phone", "call me"), ("phone", "12"), ("email", "nobody"), ("id_card", ID + ("1" if check_digit(ID) != "1" else "2")),
        ("id_card", "990101900307783"), ("visit_card", "卡片"), ("email", "a" * 300 + "@example.invalid"), ("phone", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_one_is_refused(kind: IdentifierKind, said: str) -> None:
    with pytest.raises(Problem) as refused:
        normalised(kind, said)
    assert refused.value.code == "bad_identifier"
    assert "手机号" in str(Problem("bad_identifier", what="手机号").says("zh")["title"])


def test_an_id_number_says_birthday_and_sex() -> None:
    assert born_and_sex(ID + check_digit(ID)) == (date(1990, 3, 7), "male")
    assert born_and_sex("E12345678") is None


def test_masks_show_too_little_for_a_stranger() -> None:
    assert masked("phone", "13800001111") == "138****1111"
    assert masked("email", "xiao@example.invalid") == "x***@example.invalid"
    assert "19900307" not in masked("id_card", ID + check_digit(ID))
    assert masked("visit_card", "12") == "***"
    assert [masked_name(name) for name in ("王五", "王小满", "John Smith", "王")] == [
        "王*",
        "王*满",
        "J*** S****",
        "王",
    ]


def test_a_name_is_the_same_however_it_is_typed() -> None:
    assert normal_name(" 买买提 · 艾力 ") == normal_name("买买提·艾力")
    assert normal_name("O'Neil Ann") == normal_name("ONEIL ANN")

"""A form's fields, and what counts as an answer to them. No field has a score, and none leads to a conclusion. Pure."""

import math
import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import INVALID, Problem, register
from bedside.kit.written import LINE

_PLAIN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST_TEXT = 2000
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=LINE)]

NO_FORM = register(
    "no_intake_form",
    409,
    "这个科室没有就诊前问卷",
    "This department asks nothing before the visit",
    "可以直接就诊，或请管理员添加问卷。",
    "Come as booked, or ask an administrator to add a form.",
)


class Choice(msgspec.Struct, frozen=True):
    value: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,40}$")]
    zh: Words
    en: Words


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question; `choices` belong to kind choice."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,40}$")]
    kind: Literal["text", "choice", "number", "date", "yes_no"]
    label_zh: Words
    label_en: Words
    required: bool = False
    choices: Annotated[list[Choice], msgspec.Meta(max_length=30)] = []


Value = str | bool | int | float
Answers = dict[str, Value]
"""Field key → text, chosen value, number, ISO date or yes/no."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0 with no fields: the department has none."""

    department_id: UUID
    version: int = 0
    fields: list[Field] = []


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it was filled in (`filled_at` None: not yet). `read_at`: when the clinic first opened it."""

    appointment_id: UUID
    form: Form
    answers: Answers
    filled_by: str
    filled_at: datetime | None
    read_at: datetime | None


def check_form(fields: list[Field]) -> None:
    """Raises Problem invalid where a form could not be answered."""
    if len({field.key for field in fields}) != len(fields):
        raise Problem(INVALID, what="fields.key")
    for field in fields:
        if (field.kind == "choice") != (len(field.choices) >= 2):
            raise Problem(INVALID, what=f"{field.key}.choices")
        if len({choice.value for choice in field.choices}) != len(field.choices):
            raise Problem(INVALID, what=f"{field.key}.choices.value")


def check_answers(fields: list[Field], given: Answers) -> Answers:
    """The answers, cleaned, in the order of the fields. Raises Problem invalid naming the field."""
    known = {field.key for field in fields}
    for key in given:
        if key not in known:
            raise Problem(INVALID, what=key[:40])
    answers: Answers = {}
    for field in fields:
        said = _cleaned(field, given[field.key]) if field.key in given else None
        if said is not None:
            answers[field.key] = said
        elif field.required:
            raise Problem(INVALID, what=field.key)
    return answers


def _cleaned(field: Field, value: Value) -> Value | None:
    """The value in its kind's form; None if nothing was said. Raises Problem invalid."""
    if value == "":
        return None
    match field.kind:
        case "yes_no":
            fits = isinstance(value, bool)
        case "number":
            fits = isinstance(value, int | float) and not isinstance(value, bool) and _sensible(value)
        case "date":
            fits = isinstance(value, str) and _is_day(value)
        case "choice":
            fits = value in {choice.value for choice in field.choices}
        case "text":
            if isinstance(value, str) and len(value) <= LONGEST_TEXT:
                return _PLAIN.sub("", value).strip() or None
            fits = False
    if not fits:
        raise Problem(INVALID, what=field.key)
    return value


def _sensible(value: float) -> bool:
    return abs(value) <= 1e9 and math.isfinite(value)


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year <= 2200 and len(text) == 10
    except ValueError:
        return False

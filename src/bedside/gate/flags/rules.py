"""The red flags' words as shipped (red_flags.toml)."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

Type = Literal[
    "chest_pain", "stroke", "breathing", "unconscious", "bleeding", "anaphylaxis", "suicide", "poisoning", "pregnancy",
    "infant_fever", "injury", "child_abuse",
]  # fmt: skip
"""What kind of emergency a text may tell of (rules.md, docs/language.md)."""
FILE = "red_flags.toml"


class _Words(msgspec.Struct, frozen=True):
    type: Type
    needs: list[str]
    zh: list[str]
    en: list[str]


class _File(msgspec.Struct, frozen=True):
    version: str
    flag: list[_Words]
    context: dict[str, list[str]]


class Rules(msgspec.Struct, frozen=True):
    """Compiled. `types`: what must stand in a text at all, then the patterns for Chinese and for other texts. `negation` is
    looked for right before a hit."""

    version: str
    types: dict[Type, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]
    negation: re.Pattern[str]


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@lru_cache(maxsize=1)
def shipped() -> Rules:
    """Raises msgspec.ValidationError or re.error when the file is wrong."""
    read = msgspec.convert(tomllib.loads((resources.files("bedside.gate.flags") / FILE).read_text("utf-8")), _File)
    return Rules(
        version=read.version,
        types={
            words.type: (re.compile("|".join(map(re.escape, words.needs))), _any(words.zh), _any(words.en))
            for words in read.flag
        },
        negation=_any(read.context["negation_zh"] + read.context["negation_en"]),
    )

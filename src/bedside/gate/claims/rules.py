"""The claims' words as shipped (claims.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

Class = Literal["effect", "rate", "comparison", "endorser", "doctor", "prescription", "pressure", "price"]
"""What kind of claim a text may make (docs/language.md)."""
FILE = "claims.toml"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as shipped. `sure` patterns need no model; the others are signs for it. `must`, `must_not`: its examples."""

    id: str
    type: Class = msgspec.field(name="class")
    jurisdiction: str
    source: str
    effective: date
    fixed: bool = False
    says_zh: str
    says_en: str
    instead_zh: str
    instead_en: str
    sure_zh: list[str]
    zh: list[str]
    en: list[str]
    must: list[str]
    must_not: list[str]


class _File(msgspec.Struct, frozen=True):
    version: str
    rule: list[Shipped]
    frames: dict[str, list[str]]
    context: dict[str, list[str]]


class Patterns(msgspec.Struct, frozen=True):
    """For texts with Chinese characters, and for those without; a text that has both scripts meets both."""

    chinese: Sequence[tuple[int, re.Pattern[str]]]
    other: Sequence[tuple[int, re.Pattern[str]]]

    @staticmethod
    def of(patterns: Sequence[str]) -> "Patterns":
        numbered = [(place, re.compile(pattern)) for place, pattern in enumerate(patterns)]
        return Patterns(
            [each for each in numbered if _CHINESE.search(each[1].pattern)],
            [each for each in numbered if not _CHINESE.search(each[1].pattern)],
        )


class Rules(msgspec.Struct, frozen=True):
    """Compiled, in the file's order. `frames`: ways of putting a whole sentence. `contexts`: what stands around words."""

    version: str
    rules: Sequence[Shipped]
    sure: Mapping[Class, Sequence[re.Pattern[str]]]
    words: Mapping[Class, Patterns]
    frames: Mapping[str, Patterns]
    contexts: Mapping[str, Patterns]

    def of(self, type: str) -> Shipped:
        return next(rule for rule in self.rules if rule.type == type)


@lru_cache(maxsize=1)
def shipped() -> Rules:
    """Raises msgspec.ValidationError or re.error when the file is wrong."""
    read = msgspec.convert(tomllib.loads((resources.files("bedside.gate.claims") / FILE).read_text("utf-8")), _File)
    return Rules(
        version=read.version,
        rules=tuple(read.rule),
        sure={rule.type: [re.compile(each) for each in rule.sure_zh] for rule in read.rule},
        words={rule.type: Patterns.of([*rule.zh, *rule.en]) for rule in read.rule},
        frames={name: Patterns.of(patterns) for name, patterns in read.frames.items()},
        contexts={name: Patterns.of(patterns) for name, patterns in read.context.items()},
    )

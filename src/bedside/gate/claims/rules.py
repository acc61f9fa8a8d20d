"""The claims' words as shipped (claims.toml)."""

import re
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

from bedside.kit.reading.sieve import Sieve

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


Part = Literal["sure", "words", "frame", "in"]


class Pattern(msgspec.Struct, frozen=True):
    """What a pattern is for: `part` of the file, the class or the name that it stands under and its place there. `chinese`:
    it is met by texts with Chinese characters, else by those with others; a text that has both scripts meets both. A sure one
    is met by every text."""

    part: Part
    name: str
    place: int
    chinese: bool


class Rules(msgspec.Struct, frozen=True):
    """As shipped. `patterns`, each by its place in the `sieve`, which looks for all of them at once."""

    version: str
    rules: Sequence[Shipped]
    sieve: Sieve
    patterns: Sequence[Pattern]
    claiming: frozenset[int]
    """Those of a claim's own words."""

    def of(self, type: str) -> Shipped:
        return next(rule for rule in self.rules if rule.type == type)


@lru_cache(maxsize=1)
def shipped() -> Rules:
    """Raises msgspec.ValidationError or re.error when the file is wrong."""
    read = msgspec.convert(tomllib.loads((resources.files("bedside.gate.claims") / FILE).read_text("utf-8")), _File)
    listed: list[tuple[Part, str, list[str]]] = [
        *(("sure", rule.type, rule.sure_zh) for rule in read.rule),
        *(("words", rule.type, [*rule.zh, *rule.en]) for rule in read.rule),
        *(("frame", name, some) for name, some in read.frames.items()),
        *(("in", name, some) for name, some in read.context.items()),
    ]
    patterns: list[Pattern] = []
    compiled: list[re.Pattern[str]] = []
    for part, name, some in listed:
        for place, each in enumerate(some):
            patterns.append(Pattern(part, name, place, _CHINESE.search(each) is not None))
            compiled.append(re.compile(each))
    claiming = frozenset(at for at, each in enumerate(patterns) if each.part in ("sure", "words"))
    return Rules(read.version, tuple(read.rule), Sieve(compiled), patterns, claiming)

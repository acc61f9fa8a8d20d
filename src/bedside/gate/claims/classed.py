"""Rules for what a text is in law (classed.toml): advertisements (L02), health science (L04). Words alone decide. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec

from bedside.kit.reading.normal import plain

FILE = "classed.toml"
AD = "ad"
"""The class of texts that may not name the hospital's own doctors either."""


class Classed(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as shipped; `type` is the class of the texts that it is for, and the rule's kind. `unless`: what must not
    follow its words."""

    id: str
    type: str = msgspec.field(name="class")
    jurisdiction: str
    source: str
    effective: date
    fixed: bool
    says_zh: str
    says_en: str
    instead_zh: str
    instead_en: str
    unless: str
    zh: list[str]
    en: list[str]
    must: list[str]
    must_not: list[str]


class ClassedRules(msgspec.Struct, frozen=True):
    """Compiled, by class."""

    version: str
    rules: Sequence[Classed]
    patterns: Mapping[str, re.Pattern[str]]

    def find_in(self, text: str, content_class: str, names: Sequence[str] = ()) -> list[tuple[int, int]]:
        """Where a plain text of this class says what it may not. `names`: of the hospital's doctors."""
        pattern = self.patterns.get(content_class)
        if pattern is None:
            return []
        spans = [hit.span() for hit in pattern.finditer(text)]
        if content_class == AD:
            spans += [hit.span() for name in names for hit in _named(plain(name).text).finditer(text)]
        return spans


class _File(msgspec.Struct, frozen=True):
    version: str
    rule: list[Classed]


@lru_cache(maxsize=1)
def classed() -> ClassedRules:
    """Raises msgspec.ValidationError or re.error when the file is wrong."""
    text = (resources.files("bedside.gate.claims") / FILE).read_text("utf-8")
    read = msgspec.convert(tomllib.loads(text), _File)
    patterns = {
        rule.type: re.compile("|".join(f"(?:{each}){rule.unless}" for each in (*rule.zh, *rule.en)))
        for rule in read.rule
    }
    return ClassedRules(read.version, read.rule, patterns)


@lru_cache(maxsize=4096)
def _named(name: str) -> re.Pattern[str]:
    """A name as plain text has it; one of a single letter or character would be found everywhere."""
    return re.compile(f"(?<![a-z]){re.escape(name)}(?![a-z])" if len(name) > 1 else r"(?!)")

"""Numbers, addresses and links that name a person, in the form of `kit.reading.normal` (identifiers.toml)."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources

import msgspec


class _Pattern(msgspec.Struct, frozen=True):
    kind: str
    find: str


class _File(msgspec.Struct, frozen=True):
    parts: dict[str, str]
    pattern: list[_Pattern]


def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = (resources.files("bedside.coach.assistant") / "identifiers.toml").read_text("utf-8")
    file = msgspec.convert(tomllib.loads(text), _File)
    made: list[tuple[str, re.Pattern[str]]] = []
    for each in file.pattern:
        find = each.find.replace("\n", "")
        for name, part in file.parts.items():
            find = find.replace(f"<{name}>", part.replace("\n", ""))
        made.append((each.kind, re.compile(find)))
    return tuple(made)


PATTERNS = _patterns()
_DATE_ALONE = re.compile(r"(?:19|20)\d{2}[\s\-/.]?(?:0[1-9]|1[0-2])[\s\-/.]?(?:0[1-9]|[12]\d|3[01])")
_LEAST = 7
"""Digits; fewer are a price, a pressure, a day."""


def found(text: str) -> Iterator[tuple[str, int, int]]:
    """Everything of these kinds: (kind, start, end). Stretches may overlap."""
    for kind, pattern in PATTERNS:
        for hit in pattern.finditer(text):
            if kind == "PHONE" and not _is_phone(hit[0]):
                continue
            if kind in ("PHONE", "NUMBER") and _DATE_ALONE.fullmatch(hit[0].strip()):
                continue
            yield kind, *(hit.span("it") if "it" in pattern.groupindex else hit.span())


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= _LEAST or digits == 0 or any(character in "零〇○一二三四五六七八九幺两" for character in text)

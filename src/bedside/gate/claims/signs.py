"""What the rules see in a text: which claims' words, in which kind of sentence, and what stands around them."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bedside.gate.claims.rules import Class, Patterns, Rules

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
VOID = frozenset({"heard", "denied", "sources", "refers"})
"""Kinds of sentences in which even sure words assert nothing: reported, denied, with a source, left to a doctor."""


class Seen(msgspec.Struct, frozen=True):
    """Stretches of the plain text by class; `sure` ones need no model. `frames`: what kind of sentence it is."""

    hits: dict[Class, list[tuple[int, int]]]
    sure: dict[Class, list[tuple[int, int]]]
    frames: frozenset[str]
    signs: Sequence[str]


def seen(text: str, rules: Rules) -> Seen:
    """Look at a plain text."""
    chinese, latin = _CHINESE.search(text) is not None, _LATIN.search(text) is not None
    signs: list[str] = []
    hits: dict[Class, list[tuple[int, int]]] = {}
    sure: dict[Class, list[tuple[int, int]]] = {}
    for type, patterns in rules.words.items():
        number = 0
        if certain := [found.span() for each in rules.sure[type] if (found := each.search(text))]:
            sure[type] = certain
            number = 2
            signs.append(f"sure {type}")
        for place, pattern in _fitting(patterns, chinese, latin):
            if found := pattern.search(text):
                hits.setdefault(type, []).append(found.span())
                signs.append(f"{type} {place}")
                number += 1
        signs += [f"{name} {type}" for least, name in enumerate(("hit", "hits", "many"), start=1) if number >= least]
    frames = list(_around(rules.frames, "frame", text, chinese, latin, signs))
    contexts = list(_around(rules.contexts, "in", text, chinese, latin, signs))
    signs += [f"{one}+{other}" for one in frames for other in frames if one < other]
    signs += [
        f"{type} in {name}" for type in {**sure, **hits} for name in (*contexts, *(f"f{each}" for each in frames))
    ]
    if not contexts and not frames:
        signs.append("bare")
    return Seen(hits, sure, frozenset(frames), sorted(set(signs)))


def _around(
    named: Mapping[str, Patterns], kind: str, text: str, chinese: bool, latin: bool, signs: list[str]
) -> Iterator[str]:
    """The names that are found; their signs are added."""
    for name, patterns in named.items():
        number = 0
        for place, pattern in _fitting(patterns, chinese, latin):
            if pattern.search(text):
                number += 1
                signs.append(f"{kind} {name} {place}")
        if number:
            signs.append(f"{kind} {name}")
            if number > 1:
                signs.append(f"deep {kind} {name}")
            yield name


def _fitting(patterns: Patterns, chinese: bool, latin: bool) -> Iterator[tuple[int, re.Pattern[str]]]:
    if chinese:
        yield from patterns.chinese
    if latin or not chinese:
        yield from patterns.other

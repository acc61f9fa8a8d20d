"""The words by which manners are known: etiquette.toml, compiled once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

from bedside.kit.reading.normal import Plain, plain

LONGEST = 2_000
"""Typed characters of a message that are read: what comes later changes nothing that the coach would say."""
Use = Literal["instead", "before", "example"]
Span = tuple[int, int]
"""A stretch of the typed text, end exclusive."""


class Limits(msgspec.Struct, frozen=True):
    """Sizes in Chinese characters and in words; times in seconds."""

    dump_zh: int
    dump_en: int
    early_zh: int
    early_en: int
    canned_zh: int
    canned_en: int
    slow_seconds: float
    gap_seconds: float
    questions: int


class _Words(msgspec.Struct, frozen=True):
    zh: Sequence[str]
    en: Sequence[str]


class Says(msgspec.Struct, frozen=True):
    """Why, what could be said instead, and where that goes when it is taken over: `instead` of the sentence that the words stand
    in (of all, where it is about the whole), `before` the draft, or nowhere: an `example` shows the way."""

    why_zh: str
    why_en: str
    say_zh: str
    say_en: str
    use: Use


class _Topic(msgspec.Struct, frozen=True):
    code: str
    asks: Sequence[str]
    answers: Sequence[str]


class _Doubt(msgspec.Struct, frozen=True):
    code: str
    shows: Sequence[str]
    answers: Sequence[str]


class _File(msgspec.Struct, frozen=True):
    version: str
    limits: Limits
    cues: Mapping[str, _Words]
    topic: Sequence[_Topic]
    doubt: Sequence[_Doubt]
    hints: Mapping[str, Says]


class Pair:
    """How a matter shows in what a visitor says, and how an answer to it is known. Patterns over plain texts."""

    def __init__(self, code: str, shows: Sequence[str], answers: Sequence[str]) -> None:
        self.code = code
        self.shows = _any(shows)
        self.answers = _any(answers)


class Cues:
    """The compiled file. `version` goes with every score that was made with it."""

    def __init__(self, file: _File) -> None:
        self.version = file.version
        self.limits = file.limits
        self.hints = file.hints
        self.topics = [Pair(each.code, each.asks, each.answers) for each in file.topic]
        self.doubts = [Pair(each.code, each.shows, each.answers) for each in file.doubt]
        self._cues = {name: _any([*words.zh, *words.en]) for name, words in file.cues.items()}

    def has(self, name: str, read: Plain) -> bool:
        return self._cues[name].search(read.text) is not None

    def spans(self, name: str, read: Plain) -> list[Span]:
        """Where in the typed text this cue stands."""
        return [read.typed(*each.span()) for each in self._cues[name].finditer(read.text) if each[0]]


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns))


@lru_cache(maxsize=1)
def cues() -> Cues:
    """As shipped. Raises msgspec.ValidationError or re.error when the file is wrong."""
    text = (resources.files("bedside.coach") / "etiquette.toml").read_text("utf-8")
    return Cues(msgspec.convert(tomllib.loads(text), _File))


def read(text: str) -> Plain:
    """The plain form of what is read of a message."""
    return plain(text[:LONGEST])


_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z]+")


def size(text: Plain) -> tuple[int, int]:
    """Chinese characters and words of other scripts."""
    return len(_HAN.findall(text.text)), len(_WORD.findall(text.text))


def is_long(text: Plain, most_zh: int, most_en: int) -> bool:
    """Whether a message, of either language or mixed, is longer than that."""
    han, words = size(text)
    return han / most_zh + words / most_en > 1.0


def is_much(limits: Limits, text: Plain, *, early: bool, canned: bool) -> bool:
    """Whether it is too much at once. `early`: the other has said no more than one thing; `canned`: a prepared text, which nobody
    has fitted to what they said."""
    if canned:
        return is_long(text, limits.canned_zh, limits.canned_en)
    return is_long(text, limits.early_zh, limits.early_en) if early else is_long(text, limits.dump_zh, limits.dump_en)


_STOP = frozenset("我你您他她它的了吗呢吧啊是有在不也都就还很这那个一们要会能可以什么怎么")


def matter(text: Plain) -> frozenset[str]:
    """What a message is about: its character pairs without particles, and its longer words."""
    found = text.text
    pairs = {
        found[i : i + 2]
        for i in range(len(found) - 1)
        if found[i] >= "\u3400" and found[i + 1] >= "\u3400" and not (found[i] in _STOP or found[i + 1] in _STOP)
    }
    return frozenset(pairs | {word for word in _WORD.findall(found) if len(word) > 3})

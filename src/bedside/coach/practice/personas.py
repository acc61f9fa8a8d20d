"""Who the patients are: personas.toml and lines.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

Lang = Literal["zh", "en"]


class Face(msgspec.Struct, frozen=True):
    """A persona in one language. `asks` and `answers` go together; `settles` is what would answer the doubt."""

    name: str
    about: str
    asks: Sequence[str]
    answers: Sequence[str]
    worry: str
    doubt: str
    settles: str


class Persona(msgspec.Struct, frozen=True):
    """`worry` and `doubt` by their codes (docs/language.md)."""

    key: str
    worry: str
    doubt: str
    zh: Face
    en: Face

    def face(self, lang: Lang) -> Face:
        return self.en if lang == "en" else self.zh


class Phrases(msgspec.Struct, frozen=True):
    """What anybody may say, several ways each."""

    hello: Sequence[str]
    brief: Sequence[str]
    again: Sequence[str]
    pressed: Sequence[str]
    hurt: Sequence[str]
    puzzled: Sequence[str]
    waver: Sequence[str]
    eased: Sequence[str]
    agree: Sequence[str]
    bye: Sequence[str]
    leave: Sequence[str]


class _Personas(msgspec.Struct, frozen=True):
    version: str
    persona: Sequence[Persona]


@lru_cache(maxsize=1)
def _personas() -> _Personas:
    return msgspec.convert(_toml("personas.toml"), _Personas)


def personas() -> Mapping[str, Persona]:
    """All of them, by key. Raises msgspec.ValidationError when the file is wrong."""
    return {each.key: each for each in _personas().persona}


def version() -> str:
    """Of personas.toml: the same key, seed and lines give the same patient as long as it stays."""
    return _personas().version


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Phrases]:
    return msgspec.convert(_toml("lines.toml"), dict[str, Phrases])


def phrases(lang: Lang) -> Phrases:
    return _phrases()[lang]


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((resources.files("bedside.coach.practice") / name).read_text("utf-8"))

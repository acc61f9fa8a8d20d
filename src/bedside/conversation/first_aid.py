"""What a visitor is told at once when a message may be an emergency (first_aid.toml): own wording, signed by a clinician."""

import tomllib
from functools import lru_cache
from importlib import resources

import msgspec

from bedside.conversation.model import Emergency, Lang
from bedside.gate.flags.rules import Type

FILE = "first_aid.toml"


class FirstAid(msgspec.Struct, frozen=True, kw_only=True):
    """One type's name, numbers to call and two or three lines."""

    type: Type
    name_zh: str
    name_en: str
    zh: list[str]
    en: list[str]
    numbers: list[str] = msgspec.field(default_factory=lambda: ["120"])

    def name(self, lang: Lang) -> str:
        return self.name_en if lang == "en" else self.name_zh


class _File(msgspec.Struct, frozen=True):
    version: str
    heading: dict[Lang, str]
    text: list[FirstAid]


@lru_cache(maxsize=1)
def _file() -> _File:
    return msgspec.convert(tomllib.loads((resources.files("bedside.conversation") / FILE).read_text("utf-8")), _File)


def version() -> str:
    """What a clinician's signature names."""
    return _file().version


def texts() -> list[FirstAid]:
    return _file().text


def of(type: str) -> FirstAid:
    return next(each for each in _file().text if each.type == type)


def banner(type: str, lang: Lang) -> Emergency:
    text = of(type)
    return Emergency(_file().heading[lang], text.en if lang == "en" else text.zh, text.numbers)

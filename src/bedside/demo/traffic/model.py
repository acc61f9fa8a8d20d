"""The nouns of simulated traffic: what may be asked, and one visitor's plan."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from bedside.demo.furniture import Lang

Worry = Literal["urgency", "long_uncured", "lost_faith", "cost", "shame", "trust"]


class Talk(msgspec.Struct, frozen=True):
    """A conversation as its author imagined the visitor's side; `worry` shows only to one who cares."""

    key: str
    department: str
    lang: Lang
    worry: Worry
    says: list[str]
    reveals: str
    goodbye: str
    emergency: bool = False


class Reaction(msgspec.Struct, frozen=True):
    hears: str
    zh: list[str]
    en: list[str]


class Lines(msgspec.Struct, frozen=True):
    zh: list[str]
    en: list[str]

    def of(self, lang: Lang) -> list[str]:
        return self.zh if lang == "zh" else self.en


class Manners(msgspec.Struct, frozen=True):
    """reactions.toml: regular expressions heard in replies, and what is said back."""

    signs: dict[str, str]
    reactions: list[Reaction]
    nudge: Lines
    gives_up: Lines
    doubts_promise: Lines
    dislikes_pressure: Lines
    comments: dict[str, list[str]]


class Search(msgspec.Struct, frozen=True):
    paid_share: float
    host: str
    word_parameter: str
    words: dict[str, Lines]


class Referrers(msgspec.Struct, frozen=True):
    urls: list[str]


class Sources(msgspec.Struct, frozen=True):
    weights: dict[str, int]
    campaign_talks: dict[str, list[str]]
    search: Search
    referrers: Referrers


class Stay(msgspec.Struct, frozen=True):
    """One page: the path with its query, and how long it is read, in seconds."""

    path: str
    seconds: float


class Plan(msgspec.Struct, frozen=True):
    """One visitor, decided beforehand. Times are seconds.

    `opens` is the stay after which the visitor asks unprompted (None: only if invited). `again` are the stays of a
    second visit, `pause` seconds after the first; empty for one who does not return. `books`: what becomes of the
    appointment that they make ("" none).
    """

    number: int
    lang: Lang
    campus: str
    source: str
    referrer: str | None
    stays: list[Stay]
    tracking: bool
    decides_after: float
    talk: Talk
    opens: int | None
    accepts: bool
    patience: float
    letters_per_second: float
    rates: bool
    pause: float
    again: list[Stay]
    books: Literal["", "keeps", "moves", "cancels"] = ""


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(files("bedside.demo.traffic").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def talks() -> list[Talk]:
    return msgspec.convert(_read("talks")["talks"], list[Talk])


@cache
def manners() -> Manners:
    return msgspec.convert(_read("reactions"), Manners)


@cache
def sources() -> Sources:
    return msgspec.convert(_read("sources"), Sources)

"""What a text speaks of, for the model, and which flags' words stand in it, for people to see."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from itertools import combinations

import msgspec

from bedside.gate.flags.rules import Rules, Type
from bedside.kit.reading.sieve import Sieve

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
_WORDS = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
LEXICON = "lexicon.toml"


class Seen(msgspec.Struct, frozen=True):
    """Stretches of the plain text whose words speak for each type; `denied`: types whose words all stand after a negation."""

    hits: dict[Type, tuple[int, int]]
    denied: frozenset[Type]


def seen(text: str, rules: Rules, only: Type | None = None) -> Seen:
    """What the rules say of a plain text, of all types or of one."""
    hits: dict[Type, tuple[int, int]] = {}
    denied: set[Type] = set()
    negation = rules.negation
    chinese, latin = _CHINESE.search(text), _LATIN.search(text)
    for type in rules.types if only is None else (only,):
        needs, zh, en = rules.types[type]
        if needs.search(text) is None:
            continue
        for pattern in (zh if chinese or latin else None, en if latin else None):
            for found in pattern.finditer(text) if pattern else ():
                if negation.search(text, max(0, found.start() - 30), found.start()):
                    denied.add(type)
                else:
                    hits.setdefault(type, found.span())
    return Seen(hits, frozenset(denied - hits.keys()))


def signs_of(text: str) -> list[str]:
    """For the model: what a plain text speaks of, and which of it together."""
    spoken = spoken_of(text)
    return [*spoken, *(f"{a}&{b}" for a, b in combinations(spoken, 2))]


def spoken_of(text: str) -> list[str]:
    """The lexicon's classes whose words stand in a plain text, in order."""
    lexicon = words()
    spoken = {name for place in lexicon.sieve.maybe(text) for name in lexicon.chinese[place]}
    for word in lexicon.other.keys() & _WORDS.findall(text):
        spoken.update(lexicon.other[word])
    return sorted(spoken)


class Lexicon(msgspec.Struct, frozen=True):
    """The classes that each word stands for: of Chinese words by their places in the sieve, of others by the word."""

    sieve: Sieve
    chinese: list[tuple[str, ...]]
    other: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def words() -> Lexicon:
    """The shipped lexicon."""
    read: dict[str, str] = tomllib.loads((resources.files("bedside.gate.flags") / LEXICON).read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for name, listed in read.items():
        for word in listed.split():
            found[word] = (*found.get(word, ()), name)
    chinese = {word: names for word, names in found.items() if word[0] >= "\u3400"}
    sieve = Sieve([re.compile(re.escape(word)) for word in chinese])
    return Lexicon(sieve, list(chinese.values()), {word: found[word] for word in found.keys() - chinese.keys()})

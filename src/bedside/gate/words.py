"""What a reply means: stop, start, or something for a person to read (rule L13)."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

Meaning = Literal["stop", "start"]
_EDGES = re.compile(r"^(请|請|please )+|(谢谢|謝謝|多谢|多謝|thanks|thank you| please)+$")
_LONGEST = 60
"""A stop is short; a long letter is read by a person."""


class Words(msgspec.Struct, frozen=True):
    stop: frozenset[str]
    start: frozenset[str]
    phrases: re.Pattern[str]


@lru_cache(maxsize=1)
def shipped() -> Words:
    read = tomllib.loads((resources.files("bedside.gate") / "words.toml").read_text("utf-8"))
    return Words(
        frozenset(map(plain, read["stop"])),
        frozenset(map(plain, read["start"])),
        re.compile("|".join(f"(?:{each})" for each in read["phrases"])),
    )


def plain(text: str) -> str:
    """Full-width and other forms of letters as one, small, without punctuation and with single blanks."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    kept = "".join(each if each == "'" or unicodedata.category(each)[0] in "LNM" else " " for each in folded)
    return " ".join(kept.split())


def meaning(text: str) -> Meaning | None:
    """Whether the whole reply is a stop or a start."""
    if len(text) > _LONGEST * 2:
        return None
    words, said = shipped(), plain(text)
    bare = plain(_EDGES.sub("", said))
    for each in (said, bare, bare.replace(" ", "")):
        if each in words.stop:
            return "stop"
        if each in words.start:
            return "start"
    return "stop" if len(bare) <= _LONGEST and words.phrases.fullmatch(bare) else None

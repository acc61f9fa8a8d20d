"""Cues for the consultant (B05): reflect the feeling, ask one thing, agree a step. Directions, never sentences to send."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec

Kind = Literal["reflect", "ask", "agree"]
FILE = "cues.toml"


class Cue(msgspec.Struct, frozen=True):
    """`when`: readings that must show, as `worry:cost`; any of them. The first that fits is shown."""

    name: str
    kind: Kind
    when: list[str]
    zh: str
    en: str


@lru_cache(maxsize=1)
def shipped() -> tuple[Cue, ...]:
    """In the order in which they are tried."""
    read = tomllib.loads((resources.files("bedside.coach") / FILE).read_text("utf-8"))
    return msgspec.convert(read["cue"], tuple[Cue, ...])


def chosen(shows: set[str]) -> list[str]:
    """Names of the cues for what shows, at most one of each kind."""
    found: dict[Kind, str] = {}
    for cue in shipped():
        if cue.kind not in found and not shows.isdisjoint(cue.when):
            found[cue.kind] = cue.name
    return [found[kind] for kind in ("reflect", "ask", "agree") if kind in found]

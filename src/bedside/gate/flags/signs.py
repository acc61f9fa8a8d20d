"""What the rules see in a text: which flags' words, and what stands around them."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from itertools import combinations

import msgspec

from bedside.gate.flags.rules import Rules, Type

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[a-z0-9]+(?:'[a-z]+)?")
LEXICON = "lexicon.toml"


class Seen(msgspec.Struct, frozen=True):
    """Stretches of the plain text, by type, whose words nothing voids; and the signs for the model."""

    hits: dict[Type, tuple[int, int]]
    signs: Sequence[str]


def seen(text: str, rules: Rules) -> Seen:
    """Look at a plain text. A negation voids the hit right after it; the other contexts are signs for the model to weigh."""
    signs: list[str] = []
    hits: dict[Type, tuple[int, int]] = {}
    negation = rules.contexts["negation"]
    chinese, latin = _CHINESE.search(text), _LATIN.search(text)
    for type, (needs, zh, en) in rules.types.items():
        if needs.search(text) is None:
            continue
        for pattern in (zh if chinese or latin else None, en if latin else None):
            for found in pattern.finditer(text) if pattern else ():
                if negation.search(text, max(0, found.start() - 30), found.start()):
                    signs.append(f"no {type}")
                elif type not in hits:
                    hits[type] = found.span()
    spoken = spoken_of(text)
    signs.extend(spoken)
    signs.extend(f"{a}&{b}" for a, b in combinations(spoken, 2))
    if not hits:
        return Seen({}, signs)
    signs.extend(f"hit {type}" for type in hits)
    if hits:
        signs.append("hit")
        signs.append(f"hits {min(len(hits), 3)}")
    for name, pattern in rules.contexts.items():
        if name != "negation" and pattern.search(text):
            signs.append(f"context {name}")
            if hits:
                signs.append(f"hit in {name}")
    if rules.now.search(text):
        signs.append("now")
        if hits:
            signs.append("hit now")
    return Seen(hits, sorted(set(signs)))


def spoken_of(text: str) -> list[str]:
    """The lexicon's classes whose words stand in a plain text, in order."""
    lexicon = words()
    found: set[str] = set()
    for run in _RUNS.finditer(text):
        word = run[0]
        if word[0] < "\u3400":
            found.update(lexicon.get(word, ()))
            continue
        for start in range(len(word)):
            for size in (1, 2, 3):
                found.update(lexicon.get(word[start : start + size], ()))
    return sorted(found)


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """Each word of the lexicon with the classes that it stands for."""
    read: dict[str, str] = tomllib.loads((resources.files("bedside.gate.flags") / LEXICON).read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for name, listed in read.items():
        for word in listed.split():
            found[word] = (*found.get(word, ()), name)
    return found

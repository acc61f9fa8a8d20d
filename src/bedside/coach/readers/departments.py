"""Which of the hospital's own departments a message is about: by its name, by the knowledge's words, by common words."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

import msgspec

from bedside.coach.model import Departments, Guess
from bedside.kit.reading.normal import Plain, plain

FILE = "departments.toml"
_BY_NAME, _BY_KNOWLEDGE, _BY_WORD = 0.95, 0.8, 0.6
_RIVAL = 0.15
"""How much less sure each other department that the words also fit makes it."""


class _Common(msgspec.Struct, frozen=True):
    names: list[str]
    words: list[str]


@lru_cache(maxsize=1)
def _common() -> dict[str, _Common]:
    read = tomllib.loads((resources.files("bedside.coach.readers") / FILE).read_text("utf-8"))
    return msgspec.convert(read, dict[str, _Common])


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile((r"\b" if word[:1].isascii() and word[:1].isalpha() else "") + re.escape(word))


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    return plain(word).text.strip()


def department(read: Plain, own: Departments, line: int) -> Guess | None:
    """The likeliest of the hospital's departments, or None. Longer words weigh more than shorter ones."""
    worth: dict[str, float] = {}
    sure: dict[str, float] = {}
    words: dict[str, tuple[int, int]] = {}

    def hit(id_: str, word: str, confidence: float) -> None:
        if word not in read.text:
            return
        found = _pattern(word).search(read.text)
        if found is None:
            return
        worth[id_] = worth.get(id_, 0) + confidence * (1 + 0.1 * min(len(word), 10))
        if confidence > sure.get(id_, 0):
            sure[id_], words[id_] = confidence, read.typed(*found.span())

    names = {id_: [_plain(name) for name in known] for id_, known in own.names.items()}
    for id_, known in names.items():
        for name in known:
            if len(name) > 1:
                hit(id_, name, _BY_NAME)
    for word, id_ in own.words.items():
        if id_ in names and len(word) > 1:
            hit(id_, _plain(word), _BY_KNOWLEDGE)
    for common in _common().values():
        fits = [id_ for id_, known in names.items() if any(part in name for part in common.names for name in known)]
        for id_ in fits[:1]:
            for word in common.words:
                hit(id_, word, _BY_WORD)
    if not worth:
        return None
    best = max(worth, key=lambda id_: worth[id_])
    rivals = sum(other > 0.7 * worth[best] for other in worth.values()) - 1
    return Guess(best, round(max(0.2, sure[best] - _RIVAL * rivals), 3), line, [words[best]])

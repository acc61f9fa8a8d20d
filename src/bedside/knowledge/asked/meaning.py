"""What a question is about and what it wants to know, in either language (concepts.toml and the hospital's own words). Pure."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import msgspec

from bedside.knowledge.search.words import RUNS, is_chinese

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_EMPTY = re.compile(
    r"您好|你好|请问|可以|怎么|什么|能|想问|问一下|想|我|你们?|我们|您|医生|大夫|医院|门诊|每天|需要|现在|一下|的|了|吗|呢|啊|是|有|要|会|做|在|里|这|那|前|和|"
    r"\b(?:a|an|the|is|are|do|does|i|you|your|my|me|to|of|for|in|on|at|it|and|or|there|need|much|many|hello|hi|please|take|can|will)\b"
)
_CONTENT = re.compile(r"[\u3400-\u9fff]{2}|[a-z]{3}")
_WHETHER = frozenset({"whether"})
LEAST_ZH, LEAST_EN = 2, 4
"""Characters of a hospital's own word that may stand for a topic."""


class Meaning(msgspec.Struct, frozen=True):
    """`chinese`: the language that it is asked in. Both sets name concepts, not words. `rest`: the text without the words of
    its asks, so that two things that are asked in the same way are not alike for that; `bare`: nothing is left of it.
    `service`: it names something that a hospital has or does beside medicine."""

    chinese: bool
    rest: str
    bare: bool
    service: bool
    whom: frozenset[str]
    topics: frozenset[str]
    asks: frozenset[str]

    def told_apart(self, other: "Meaning") -> bool:
        """Whether both say what they want to know, or of what, and it is not the same: the price of a thing is not its pain,
        nor the price of another."""
        return _apart(self.asks, other.asks) or _apart(self.topics, other.topics)

    @property
    def key(self) -> "tuple[frozenset[str], frozenset[str], frozenset[str]] | None":
        """What it means, if that is known in full."""
        asks = self.asks or (_WHETHER if self.service else frozenset())
        return (self.topics, self.whom, asks) if asks and (self.topics or self.bare) else None


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


class Reader:
    """`own`: words of a hospital that mean one thing each (an entry's names in both languages, a list of synonyms)."""

    def __init__(self, own: Sequence[tuple[str, Sequence[str]]] = ()) -> None:
        self._own: dict[str, str] = {}
        for key, words in own:
            if any(pattern.search(word) for word in words for _, pattern in _concepts().every):
                continue  # everybody's word for it will do
            for word in words:
                if len(word) >= (LEAST_ZH if _CHINESE.search(word) else LEAST_EN):
                    self._own.setdefault(word, key)
        self._longest = max((len(word) for word in self._own), default=0)

    def read(self, text: str) -> Meaning:
        """Of a text that `kit.reading.normal.plain` made."""
        kinds = _concepts()
        wanted, rest = set[str](), text
        for name, pattern in kinds.asks:
            if pattern.search(text):
                wanted.add(name)
                rest = pattern.sub(" ", rest)
        bare = _CONTENT.search(_EMPTY.sub(" ", rest)) is None
        services = _found(kinds.services, text)
        return Meaning(
            chinese=_CHINESE.search(text) is not None, rest=text if bare else rest, bare=bare,
            whom=_found(kinds.whom, text), topics=services | _found(kinds.topics, text) | self._named(text), asks=frozenset(wanted),
            service=bool(services),
        )  # fmt: skip

    def _named(self, text: str) -> set[str]:
        if not self._own:
            return set()
        found: set[str] = set()
        runs = [run[0] for run in RUNS.finditer(text)]
        for run in runs:
            if is_chinese(run):
                found |= self._within(run)
        words = [run for run in runs if not is_chinese(run)]
        for begin in range(len(words)):
            for end in range(begin + 1, min(len(words), begin + 5) + 1):
                if key := self._own.get(" ".join(words[begin:end])):
                    found.add(key)
        return found

    def _within(self, run: str) -> set[str]:
        found: set[str] = set()
        for begin in range(len(run)):
            for end in range(min(len(run), begin + self._longest), begin + LEAST_ZH - 1, -1):
                if key := self._own.get(run[begin:end]):
                    found.add(key)
                    break
        return found


def _found(patterns: "_Patterns", text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns if pattern.search(text))


_Patterns = Sequence[tuple[str, re.Pattern[str]]]


class _Concepts(msgspec.Struct, frozen=True):
    asks: _Patterns
    services: _Patterns
    topics: _Patterns
    whom: _Patterns

    @property
    def every(self) -> _Patterns:
        return [*self.asks, *self.services, *self.topics, *self.whom]


@lru_cache(maxsize=1)
def _concepts() -> _Concepts:
    read = tomllib.loads((resources.files("bedside.knowledge.asked") / "concepts.toml").read_text("utf-8"))
    return _Concepts(
        *(
            [(name, re.compile(said)) for name, said in read[kind].items()]
            for kind in ("asks", "services", "topics", "whom")
        )
    )

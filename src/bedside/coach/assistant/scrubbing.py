"""Who is meant stays in the house: what names a person gives way to placeholders before a text leaves, and comes back in
what is answered.

Placeholders are `[NAME1]`, `[PHONE1]` …; the same words always get the same one. Patterns read `kit.reading.normal`'s form,
so that full-width, spaced or zero-width spellings are found, and replace what was typed. Doubt counts as a name: a
placeholder too many costs a word, one too few costs a secret.
"""

import re
from collections.abc import Iterable

from bedside.coach.assistant import numbers, people
from bedside.kit.reading.normal import plain

KINDS = ("NAME", "PHONE", "NUMBER", "ID", "RECORD", "EMAIL", "ACCOUNT", "LINK", "PLATE", "ADDRESS", "BIRTHDAY")
_LOOKS_LIKE_ONE = re.compile(rf"[\[【［(（{{]?\s*({'|'.join(KINDS)})[\s_]*(\d{{1,4}})\s*[\]】］)）}}]?")
UNKNOWN = "____"
"""Stands where an answer names a placeholder that was never given."""
Found = tuple[int, int, str]


class Scrubber:
    """For one request. `names`: of the visitor and whoever is on record with them; they are found in any spelling."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known = people.known(plain(name).text for name in names if name.strip())
        self._given: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    @property
    def hidden(self) -> int:
        """How many different things were replaced."""
        return len(self._words)

    def scrub(self, text: str) -> str:
        """The text without what names a person."""
        text = _LOOKS_LIKE_ONE.sub(
            lambda hit: hit[0].strip("[]【】［］(){}（）").lower(), text
        )  # nobody speaks in our placeholders
        pieces: list[str] = []
        last = 0
        for start, end, kind in self._places(text):
            pieces += [text[last:start], self._instead(kind, text[start:end])]
            last = end
        return "".join([*pieces, text[last:]])

    def restore(self, text: str) -> str:
        """The text with the words in place of our placeholders, however the model wrote them. Links do not come back."""

        def words(hit: re.Match[str]) -> str:
            if hit[1] == "LINK":
                return ""
            return self._words.get(f"[{hit[1]}{int(hit[2])}]", UNKNOWN)

        return _LOOKS_LIKE_ONE.sub(words, text)

    def _places(self, text: str) -> list[Found]:
        """Stretches of the typed text, apart from each other and in order."""
        read = plain(text)
        found: list[Found] = [(start, end, kind) for kind, start, end in numbers.found(read.text)]
        for pattern in self._known:
            found += [(*hit.span(), "NAME") for hit in pattern.finditer(read.text)]
        found += [(start, end, "NAME") for start, end in people.chinese(read.text)]
        found += [(start, end, "NAME") for start, end in people.english(read.text)]
        typed = [(*read.typed(start, end), kind) for start, end, kind in found if start < end]
        typed += [(start, end, "NAME") for start, end in people.capitalised(text)]
        return _apart(typed, text)

    def _instead(self, kind: str, words: str) -> str:
        key = plain(words).text
        if key not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[key] = f"[{kind}{self._counts[kind]}]"
            self._words[self._given[key]] = words
        return self._given[key]


def _apart(found: list[Found], text: str) -> list[Found]:
    """Overlapping stretches become one, of the kind that began first or is longer; without outer blanks."""
    merged: list[Found] = []
    for start, end, kind in sorted(found, key=lambda each: (each[0], -each[1])):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if merged and start < merged[-1][1]:
            first = merged[-1]
            merged[-1] = (first[0], max(first[1], end), first[2])
        else:
            merged.append((start, end, kind))
    return merged

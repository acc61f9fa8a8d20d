"""Whether a row of a report set is a near copy of any row that its model learns from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from bedside.coach.readers.models import dialogue_of
from bedside.gate.claims import reader as claims
from bedside.gate.flags import finder as flags
from bedside.kit.reading.normal import plain
from bedside.kit.reading.sets import rows, shipped_set
from bench.figures import Figure, Report, table
from bench.language.report_sets import LANGUAGES, report

NEAR = 0.6
"""Jaccard similarity of character 3-grams from which two rows are near copies."""
SHORT = 6
"""Texts of fewer characters count only where they are equal."""
FLAGS = (*flags.SETS, *flags.EVERYDAY)
CLAIMS = (*claims.SETS, *claims.TALKS)
HELD: Mapping[str, tuple[str, ...]] = {
    **{f"red_flags.{lang}": FLAGS for lang in LANGUAGES},
    **{f"{name}.{lang}": CLAIMS for name in ("claims", "staff") for lang in LANGUAGES},
    **{f"readings.{lang}": (f"readings.{lang}", f"wishes.{lang}") for lang in LANGUAGES},
    **{f"stages.{lang}": (f"stages.{lang}",) for lang in LANGUAGES},
}
"""Each report set, and every set that the model which it measures learns from."""


class Learned:
    """The texts that a model learns from, with the set and row of each, found again by their 3-grams."""

    def __init__(self, texts: Sequence[tuple[str, str, int]]) -> None:
        self.origins = [(name, number) for _, name, number in texts]
        self._grams: list[set[str]] = []
        self._places: dict[str, list[int]] = {}
        self._equal: dict[str, list[int]] = {}
        for place, (text, _, _) in enumerate(texts):
            read = plain(text).text
            self._grams.append(_grams(read))
            self._equal.setdefault(read.strip(), []).append(place)
            for gram in self._grams[place]:
                self._places.setdefault(gram, []).append(place)

    def near(self, text: str) -> set[tuple[str, int]]:
        """Sets and rows of the near copies of a text."""
        read = plain(text).text
        found = set(self._equal.get(read.strip(), ()))
        if len(text) >= SHORT:
            mine = _grams(read)
            shared = Counter(place for gram in mine for place in self._places.get(gram, ()))
            found |= {place for place, n in shared.items() if n / (len(mine) + len(self._grams[place]) - n) > NEAR}
        return {self.origins[place] for place in found}


def run(to: Report) -> None:
    lines: list[list[str]] = []
    for held, sets in HELD.items():
        texts, learned = held_texts(held), learned_of(sets)
        near = Counter(name for text in texts for name in {name for name, _ in learned.near(text)})
        sizes = Counter(name for name, _ in learned.origins)
        lines += [[held, f"{len(texts):,}", name, f"{sizes[name]:,}", str(near[name])] for name in sets]
    to.say(table(["report set", "rows", "learned from", "texts", "rows with a near copy"], lines))
    worst = sum(int(line[-1]) for line in lines)
    to.add(Figure("near_copies_across_parts", worst, 0, "rows", at_least=False))


def held_texts(held: str) -> list[str]:
    name, _, lang = held.partition(".")
    found = report(name, lang)
    return [row[next(iter(found[0]))] for row in found]


@cache
def learned_of(sets: tuple[str, ...]) -> Learned:
    """Of conversations, the reader of claims sees what the consultant says."""
    made: list[tuple[str, str, int]] = []
    for name in sets:
        for number, row in enumerate(rows(shipped_set(name))):
            text = row[next(iter(row))]
            parts = (
                [said for who, said in dialogue_of(text) if who == "C"]
                if sets == CLAIMS and name in claims.TALKS
                else [text]
            )
            made += [(part, name, number) for part in parts]
    return Learned(made)


def _grams(read: str) -> set[str]:
    return {read[i : i + 3] for i in range(max(1, len(read) - 2))}

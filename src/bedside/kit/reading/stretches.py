"""Stretches of a text. A long one is read in parts, so that much talk cannot hide one sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_ENDS = re.compile(r"[。!?;\n…]+|\.\s")


def sentences(text: str, longest: int) -> list[tuple[int, int]]:
    """Where each sentence of a plain text begins and ends; one that is longer than `longest` is cut, with an overlap of a
    quarter. Nothing of blanks alone."""
    return [(first, end) for first, end in _cut(text, longest) if text[first:end].strip()]


def stretches(text: str, longest: int) -> list[tuple[int, int]]:
    """The same, neighbours joined while they fit into `longest`."""
    found: list[tuple[int, int]] = []
    for first, end in sentences(text, longest):
        if found and end - found[-1][0] <= longest:
            found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    return found


def runs(marked: Sequence[bool]) -> list[tuple[int, int]]:
    """Where marked characters stand side by side, end exclusive."""
    found: list[tuple[int, int]] = []
    for on, run in groupby(range(len(marked)), key=marked.__getitem__):
        places = list(run)
        if on:
            found.append((places[0], places[-1] + 1))
    return found


def _cut(text: str, longest: int) -> Iterator[tuple[int, int]]:
    first = 0
    for end in [*(each.end() for each in _ENDS.finditer(text)), len(text)]:
        while end - first > longest:
            yield first, first + longest
            first += longest - longest // 4
        yield first, end
        first = end

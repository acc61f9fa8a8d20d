"""Which entries a visitor's question comes nearest to, for whoever looks at many questions at once. Pure."""

from datetime import date

import numpy as np

from bedside.knowledge.search import engine
from bedside.knowledge.search.keeper import Item, Shelf

FAINT = 0.4
"""A hit is worth showing from this share of the best one's score."""
WORTH = 3.5
"""And from this score: a hit may answer a question, a single common pair of characters does not."""


class Nearest:
    """Over one state of a hospital's knowledge, on one day."""

    def __init__(self, shelf: Shelf, today: date) -> None:
        self.today = today
        self._shelf = shelf
        self._barred = np.array([each.what != "entry" or not each.shown(today) for each in shelf.items], bool)

    def of(self, text: str, most: int = 1) -> list[tuple[Item, float]]:
        """At most so many entries worth looking at, the best first: none is faint beside it."""
        asked = engine.read(text, self._shelf.synonyms)
        found = engine.search(self._shelf.index, asked, most=most, barred=self._barred)
        least = max([WORTH, *(FAINT * each.score for each in found)])
        return [(self._shelf.items[each.number], each.score) for each in found if each.score >= least]

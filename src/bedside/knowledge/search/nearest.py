"""Which entries a visitor's question comes nearest to, for whoever looks at many questions at once. Pure."""

from datetime import date

import numpy as np

from bedside.knowledge.search import engine
from bedside.knowledge.search.keeper import Item, Shelf

WORTH = 3.5
"""From this score on a hit may answer a question: a single common pair of characters is no answer."""


class Nearest:
    """Over one state of a hospital's knowledge, on one day."""

    def __init__(self, shelf: Shelf, today: date) -> None:
        self.today = today
        self._shelf = shelf
        self._barred = np.array([each.what != "entry" or not each.shown(today) for each in shelf.items], bool)

    def of(self, text: str, most: int = 1) -> list[tuple[Item, float]]:
        """At most so many entries worth looking at, the best first."""
        asked = engine.read(text, self._shelf.synonyms)
        found = engine.search(self._shelf.index, asked, most=most, barred=self._barred)
        return [(self._shelf.items[each.number], each.score) for each in found if each.score >= WORTH]

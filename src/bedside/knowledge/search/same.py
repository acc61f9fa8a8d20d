"""How alike two questions are. One function, so that there is one place to make it better."""

import math
from functools import lru_cache

from bedside.kit.reading.grams import grams
from bedside.kit.reading.normal import plain
from bedside.knowledge.search.words import STOP

SAME = 0.4
"""From here on two questions count as one."""


def same(a: str, b: str) -> float:
    """0 (nothing in common) to 1 (the same words): the cosine of their grams, longer ones worth more, common ones less."""
    one, other = weights(a), weights(b)
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other.get(gram, 0.0) for gram, weight in one.items()))


@lru_cache(maxsize=4096)
def weights(text: str) -> dict[str, float]:
    """What each gram of a text is worth; the squares add up to 1."""
    counts = grams(plain(text[:600]).text)
    worth = {
        gram: math.sqrt(count) * (0.15 if gram in STOP or gram.startswith(("^", "?", "!")) else math.sqrt(len(gram)))
        for gram, count in counts.items()
    }
    size = math.sqrt(sum(weight * weight for weight in worth.values())) or 1.0
    return {gram: weight / size for gram, weight in worth.items()}

"""Krippendorff's alpha: how far reviewers agree beyond chance, with missing marks (Krippendorff 2011, "Computing Krippendorff's
Alpha-Reliability")."""

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import permutations
from typing import Literal

Level = Literal["nominal", "ordinal", "interval"]
Units = Sequence[Sequence[float | None]]


def alpha(units: Units, level: Level) -> float | None:
    """`units`: per unit (a conversation, say) the values that its reviewers gave, None where one gave none. Reviewers need no
    order. None when nothing can be compared, or when all values are the same: then there is nothing to agree upon."""
    pairable = [[v for v in unit if v is not None] for unit in units]
    pairable = [unit for unit in pairable if len(unit) > 1]
    coincidences: Counter[tuple[float, float]] = Counter()
    for unit in pairable:
        for one, other in permutations(unit, 2):
            coincidences[one, other] += 1 / (len(unit) - 1)  # pyright: ignore[reportArgumentType]
    totals: Counter[float] = Counter()
    for (one, _), count in coincidences.items():
        totals[one] += count
    n = sum(totals.values())
    apart = _Distance(totals, level)
    expected = sum(totals[a] * totals[b] * apart(a, b) for a in totals for b in totals)
    if not expected:
        return None
    observed = sum(count * apart(a, b) for (a, b), count in coincidences.items())
    return 1 - (n - 1) * observed / expected


class _Distance:
    """Squared difference of two values at a level of measurement."""

    def __init__(self, totals: "Counter[float]", level: Level) -> None:
        self._level = level
        self._place: dict[Hashable, float] = {}
        before = 0.0
        for value in sorted(totals):
            # The ordinal metric sums the ranks between two values and half of each end: a difference of middles.
            self._place[value] = before + totals[value] / 2
            before += totals[value]

    def __call__(self, one: float, other: float) -> float:
        if self._level == "nominal":
            return float(one != other)
        if self._level == "ordinal":
            return (self._place[one] - self._place[other]) ** 2
        return (one - other) ** 2

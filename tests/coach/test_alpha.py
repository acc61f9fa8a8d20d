"""Krippendorff's alpha against the examples that its author published (Krippendorff 2011)."""

import pytest

from bedside.coach.alpha import Level, alpha

FOUR_OBSERVERS: list[list[float | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_four_observers_with_missing_values(level: Level, published: float) -> None:
    units = list(zip(*FOUR_OBSERVERS, strict=True))
    assert alpha(units, level) == pytest.approx(published, abs=0.0005)


def test_two_observers_binary() -> None:
    units = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
    assert alpha(units, "nominal") == pytest.approx(0.095, abs=0.0005)


def test_two_observers_nominal() -> None:
    units = [(float(ord(one)), float(ord(other))) for one, other in zip("aabbdcccedda", "babbbccceddd", strict=True)]
    assert alpha(units, "nominal") == pytest.approx(0.692, abs=0.0005)


def test_full_agreement_chance_and_nothing_to_compare() -> None:
    assert alpha([(1, 1), (2, 2), (3, 3)], "interval") == 1.0
    assert (alpha([(1, 2), (2, 1), (1, 2), (2, 1)], "nominal") or 0) < 0
    assert alpha([(1, None), (2,), (None, None)], "nominal") is None
    assert alpha([(1, 1), (1, 1)], "nominal") is None
    # The order of observers in a unit says nothing.
    assert alpha([(1, 2), (2, 2), (1, 1)], "ordinal") == alpha([(2, 1), (2, 2), (1, 1)], "ordinal")

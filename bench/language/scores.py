"""Shares with their intervals, macro-F1 and calibration error."""

from collections.abc import Sequence
from math import sqrt


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927). (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    middle, spread = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def share(hits: int, of: int) -> str:
    """`.957 (.93-.97)`"""
    low, high = wilson(hits, of)
    return f"{hits / of if of else 0:.3f} ({low:.2f}-{high:.2f})".replace("0.", ".")


def f1(truth: Sequence[str], said: Sequence[str], name: str) -> float:
    right = sum(a == name == b for a, b in zip(truth, said, strict=True))
    return 2 * right / max(1, truth.count(name) + said.count(name))


def macro_f1(truth: Sequence[str], said: Sequence[str], names: Sequence[str]) -> float:
    """The mean of the classes' F1; an abstention is a class that is never right."""
    return sum(f1(truth, said, name) for name in names) / len(names)


def calibration_error(right: Sequence[bool], confidence: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Naeini et al. 2015)."""
    error = 0.0
    for each in range(bins):
        inside = [i for i, c in enumerate(confidence) if each / bins < c <= (each + 1) / bins or (each == 0 and c == 0)]
        if inside:
            gap = sum(right[i] for i in inside) / len(inside) - sum(confidence[i] for i in inside) / len(inside)
            error += abs(gap) * len(inside) / len(right)
    return error

"""How well a reader reads: F1 and calibration error."""

from collections.abc import Sequence


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

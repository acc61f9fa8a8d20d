"""Shares with their intervals."""

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

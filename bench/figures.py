"""What a bench found, as a table for people and one JSON object for machines."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its aim. `at_least` False means that less is better."""

    name: str
    ours: float
    aim: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    ratio_aim: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        reached = self.ours >= self.aim if self.at_least else self.ours <= self.aim
        return reached and (self.ratio_aim is None or (self.ratio is not None and self.ratio >= self.ratio_aim))

    def as_json(self) -> dict[str, Any]:
        return {"ours": self.ours, "peer": self.peer, "ratio": self.ratio, "aim": self.aim, "holds": self.holds}


@dataclass(frozen=True)
class Options:
    """What a run was asked for. `seconds` is the length of each measurement; `data` the folder of the public data sets."""

    seconds: float
    seed: int
    data: Path | None = None


class Report:
    """Where a bench says what it does and leaves its figures."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.figures: list[Figure] = []

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)


def shown(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table whose columns line up on a terminal, too."""
    body = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in body) for i in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in body
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def figures_table(figures: Sequence[Figure]) -> str:
    def aim(figure: Figure) -> str:
        text = f"{'≥' if figure.at_least else '≤'} {shown(figure.aim)}"
        return text if figure.ratio_aim is None else f"{text}, ratio ≥ {shown(figure.ratio_aim)}"

    def row(figure: Figure) -> list[str]:
        peer = f"{shown(figure.peer)} ({figure.peer_name})" if figure.peer is not None else "–"
        holds = "yes" if figure.holds else "NO"
        return [figure.name, figure.unit, shown(figure.ours), peer, shown(figure.ratio), aim(figure), holds]

    return table(["figure", "unit", "ours", "peer", "ratio", "aim", "holds"], map(row, figures))


def as_json(figures: Sequence[Figure]) -> str:
    return json.dumps({figure.name: figure.as_json() for figure in figures}, ensure_ascii=False)

"""Labelled texts in tab-separated files (docs/language.md)."""

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

NONE = "-"


def shipped_set(name: str) -> Traversable:
    """A set that the package ships, such as `readings.zh`: several rooms learn from the same texts."""
    return resources.files("bedside") / "sets" / f"{name}.tsv"


def rows(file: Path | Traversable) -> list[dict[str, str]]:
    """Each row by its column names. Raises ValueError, naming the line, where a row has not as many cells as the header."""
    lines = file.read_text("utf-8").splitlines()
    names = lines[0].split("\t")
    found: list[dict[str, str]] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise ValueError(f"{file.name}, line {number}: {len(cells)} cells instead of {len(names)}")
        found.append(dict(zip(names, cells, strict=True)))
    return found


def all_rows(files: Iterable[Path | Traversable]) -> list[dict[str, str]]:
    """Of several files, one after the other."""
    return [row for file in files for row in rows(file)]

"""Whoever opens a file can read it whole."""

from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
LONGEST = 400
MEDIAN_AIM = 120


def lengths() -> dict[str, int]:
    """Lines of every source file, Python and web, by its path."""
    files = [*ROOT.glob("src/**/*.py"), *ROOT.glob("bench/**/*.py")]
    files += [file for kind in ("ts", "vue") for file in ROOT.glob(f"web/*/src/**/*.{kind}")]
    return {
        str(file.relative_to(ROOT)): file.read_text().count("\n") for file in files if "node_modules" not in file.parts
    }


def test_no_file_is_longer_than_a_sitting() -> None:
    assert {name: lines for name, lines in lengths().items() if lines > LONGEST} == {}


def test_the_usual_file_is_short() -> None:
    assert median(lines for lines in lengths().values() if lines > 3) <= MEDIAN_AIM

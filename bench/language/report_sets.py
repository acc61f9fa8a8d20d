"""The report sets: read here and nowhere else, so that nothing is tuned to them."""

from pathlib import Path

from bedside.kit.reading.sets import rows

FOLDER = Path(__file__).parent / "report"
LANGUAGES = ("zh", "en")


def report(name: str, lang: str) -> list[dict[str, str]]:
    return rows(FOLDER / f"{name}.{lang}.tsv")

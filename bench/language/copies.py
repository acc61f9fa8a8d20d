"""Whether a row of a report set is a near copy of a row that something was trained on."""

from bedside.kit.reading.normal import plain
from bedside.kit.reading.sets import rows, shipped_set
from bench.figures import Figure, Report, table
from bench.language.report_sets import LANGUAGES, report

SETS = ("red_flags", "claims", "readings", "stages")
NEAR = 0.6
"""Jaccard similarity of character 3-grams from which two rows are near copies."""


def run(to: Report) -> None:
    found: list[list[str]] = []
    worst = 0
    for name in SETS:
        for lang in LANGUAGES:
            held = report(name, lang)
            shipped = rows(shipped_set(f"{name}.{lang}"))
            column = next(iter(held[0]))
            near = near_copies([row[column] for row in held], [row[column] for row in shipped])
            worst += near
            found.append([f"{name}.{lang}", f"{len(held):,}", f"{len(shipped):,}", str(near)])
        lines = [row["text"] for row in report("staff", lang)]
        desk = [row["text"] for row in rows(shipped_set("claims.desk"))]
        near = near_copies(lines, desk)
        worst += near
        found.append([f"staff.{lang}", f"{len(lines):,}", f"{len(desk):,}", str(near)])
    to.say(table(["set", "rows reported on", "rows trained on", "near copies"], found))
    to.add(Figure("near_copies_across_parts", worst, 0, "rows", at_least=False))


def near_copies(held: list[str], shipped: list[str]) -> int:
    """How many of `held` have a near copy in `shipped`. Texts of fewer than 6 characters count only where they are equal."""
    grams = [_grams(text) for text in shipped]
    whole = {plain(text).text.strip() for text in shipped}
    places: dict[str, list[int]] = {}
    for place, each in enumerate(grams):
        for gram in each:
            places.setdefault(gram, []).append(place)
    near = 0
    for text in held:
        mine = _grams(text)
        if plain(text).text.strip() in whole:
            near += 1
            continue
        if len(text) < 6:
            continue
        shared: dict[int, int] = {}
        for gram in mine:
            for place in places.get(gram, ()):
                shared[place] = shared.get(place, 0) + 1
        near += any(n / (len(mine) + len(grams[place]) - n) > NEAR for place, n in shared.items())
    return near


def _grams(text: str) -> set[str]:
    read = plain(text).text
    return {read[i : i + 3] for i in range(max(1, len(read) - 2))}

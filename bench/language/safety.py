"""Red flags on the report sets: recall by type and language, precision, and what the pass costs."""

import time
from pathlib import Path
from statistics import quantiles

from bedside.gate.flags.finder import Finder, open_finder
from bedside.kit.reading.shelf import Shelf
from bench.figures import Figure, Report, table
from bench.language.report_sets import LANGUAGES, report
from bench.language.scores import share

INLINE_MS = 0.3


def run(to: Report, models: Path) -> Finder:
    finder = open_finder(Shelf(models))
    lines: list[list[str]] = []
    hits = flagged = right = 0
    worst = 1.0
    spent: list[float] = []
    kinds: dict[str, list[int]] = {}
    for lang in LANGUAGES:
        by_type: dict[str, list[bool]] = {}
        for row in report("red_flags", lang):
            began = time.perf_counter()
            flag = finder.find(row["text"])
            spent.append(time.perf_counter() - began)
            truth = row["type"] != "-"
            hits += truth
            flagged += flag is not None
            right += truth and flag is not None
            if truth:
                by_type.setdefault(row["type"], []).append(flag is not None)
            else:
                kind = kinds.setdefault(row["kind"], [0, 0])
                kind[0] += flag is not None
                kind[1] += 1
        for name, found in sorted(by_type.items()):
            worst = min(worst, sum(found) / len(found))
            lines.append([name, lang, str(len(found)), share(sum(found), len(found))])
    to.say(table(["type", "language", "n", "recall (95 % interval)"], lines))
    to.say("")
    to.say(
        table(
            ["no flag because", "n", "alarms"], [[k, str(n), str(alarms)] for k, (alarms, n) in sorted(kinds.items())]
        )
    )
    to.add(Figure("red_flags_recall", right / hits, 0.98, "share"))
    to.add(Figure("red_flags_precision", right / max(1, flagged), 0.90, "share"))
    to.add(Figure("red_flags_worst_type_recall", worst, 0.95, "share"))
    to.add(Figure("red_flags_pass_p95", 1000 * quantiles(spent, n=20)[18], INLINE_MS, "ms", at_least=False))
    return finder

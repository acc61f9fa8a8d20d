"""Claims on the report sets: recall by rule and language, precision, alarms by kind, and what a check costs."""

import time
from pathlib import Path
from statistics import quantiles

from bedside.gate.claims.reader import Reader, open_reader
from bedside.kit.reading.shelf import Shelf
from bench.figures import Figure, Report, table
from bench.language.report_sets import LANGUAGES, report
from bench.language.scores import share

CHECK_MS = 10
MOST_STOPPED = 0.01
"""Of ordinary lines: our own aim, since nobody works with a gate that is often wrong."""


def run(to: Report, models: Path) -> Reader:
    """A claim counts as found when anything is found in it: whichever rule is named, it does not go out."""
    reader = open_reader(Shelf(models))
    lines: list[list[str]] = []
    truths = alarms = hits = 0
    spent: list[float] = []
    kinds: dict[str, list[int]] = {}
    for lang in LANGUAGES:
        by_rule: dict[str, list[tuple[bool, bool]]] = {}
        for row in report("claims", lang):
            began = time.perf_counter()
            found = [each.type for each in reader.find(row["text"])]
            spent.append(time.perf_counter() - began)
            truth = row["rule"] != "-"
            truths += truth
            alarms += bool(found)
            hits += truth and bool(found)
            if truth:
                by_rule.setdefault(row["rule"], []).append((bool(found), row["rule"] in found))
            else:
                kind = kinds.setdefault(row["kind"], [0, 0])
                kind[0] += bool(found)
                kind[1] += 1
        for name, seen in sorted(by_rule.items()):
            number = len(seen)
            stopped, named = sum(one for one, _ in seen), sum(other for _, other in seen)
            lines.append([name, lang, str(number), share(stopped, number), share(named, number)])
    to.say(table(["rule", "language", "n", "stopped (95 % interval)", "by this rule"], lines))
    to.say("")
    to.say(
        table(["no claim because", "n", "alarms"], [[k, str(n), str(alarm)] for k, (alarm, n) in sorted(kinds.items())])
    )
    to.add(Figure("claims_recall", hits / max(1, truths), 0.97, "share"))
    to.add(Figure("claims_precision", hits / max(1, alarms), 0.95, "share"))
    stopped, said = 0, 0
    for lang in LANGUAGES:
        lines_said = report("staff", lang)
        said += len(lines_said)
        stopped += sum(bool(reader.find(row["text"])) for row in lines_said)
    to.say(f"\nordinary lines of consultants that are stopped: {stopped} of {said}, {share(stopped, said)}")
    to.add(Figure("claims_ordinary_lines_stopped", stopped / said, MOST_STOPPED, "share", at_least=False))
    to.add(Figure("claims_check_p95", 1000 * quantiles(spent, n=20)[18], CHECK_MS, "ms", at_least=False))
    return reader

"""Red flags among real people's asks of the public data, labelled by reading: false alarms per thousand."""

import gzip
import json
from pathlib import Path
from typing import Any

from bedside.gate.flags.finder import Finder
from bedside.kit.reading.sets import NONE, rows
from bench.figures import Figure, Report, table
from bench.language.copies import FLAGS, Learned, learned_of
from bench.language.report_sets import FOLDER
from bench.language.scores import share

MOST_PER_THOUSAND = 15.0
DEV = FOLDER.parent / "dev" / "asks.tsv"


def run(to: Report, finder: Finder, data: Path) -> None:
    texts = {"toyhom": _toyhom(data), "icliniq": _icliniq(data)}
    _copied(to, texts)
    counts = {source: [0, 0, 0, 0] for source in texts}  # asks without a flag, alarms in them, asks with one, found
    for row in rows(FOLDER / "asks.tsv"):
        found = finder.find(texts[row["source"]][int(row["row"])]) is not None
        at = 0 if row["type"] == NONE else 2
        counts[row["source"]][at] += 1
        counts[row["source"]][at + 1] += found
    lines = [
        [source, f"{none}", f"{1000 * alarms / none:.0f}", share(found, some)]
        for source, (none, alarms, some, found) in counts.items()
    ]
    to.say(table(["asks of", "without a flag", "false alarms per 1,000", "found of those with one"], lines))
    none, alarms = (sum(each[i] for each in counts.values()) for i in (0, 1))
    to.add(
        Figure("red_flags_false_alarms_of_asks", 1000 * alarms / none, MOST_PER_THOUSAND, "per 1,000", at_least=False)
    )


def _copied(to: Report, texts: dict[str, list[str]]) -> None:
    """Near copies of the report's asks among what the model learns from, and among the asks by which its levels were chosen."""
    held, dev = ([texts[row["source"]][int(row["row"])] for row in rows(file)] for file in (FOLDER / "asks.tsv", DEV))
    parts = {"learned from": learned_of(FLAGS), "dev/asks": Learned([(ask, "dev", at) for at, ask in enumerate(dev)])}
    near = {name: sum(bool(part.near(ask)) for ask in held) for name, part in parts.items()}
    lines = [[f"{len(held)}", name, f"{len(part.origins):,}", str(near[name])] for name, part in parts.items()]
    to.say(table(["asks", "compared with", "texts", "asks with a near copy"], lines))
    to.add(Figure("near_copies_of_asks", sum(near.values()), 0, "rows", at_least=False))


def _toyhom(data: Path) -> list[str]:
    with gzip.open(data / "toyhom_internal_medicine.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["ask"] for line in file]


def _icliniq(data: Path) -> list[str]:
    with gzip.open(data / "icliniq_en.json.gz", "rt", encoding="utf-8") as file:
        read: list[dict[str, Any]] = json.load(file)
    return [f"{each['question']} {each['question_text']}" for each in read]

"""What the coach reads, on the report sets: macro-F1 and calibration per task and language, and what a reading costs."""

import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from zoneinfo import ZoneInfo

from bedside.coach.beside import BESIDE
from bedside.coach.model import DIALOGUE_TASKS, MESSAGE_TASKS, Departments, Line, Task
from bedside.coach.promises import promises
from bedside.coach.readers.models import Seen, dialogue_of, seen_dialogue, seen_message, shipped
from bedside.coach.reading import ABSTAIN, Coach
from bedside.kit.reading.scores import calibration_error, f1, macro_f1
from bedside.kit.reading.sets import NONE
from bedside.kit.reading.shelf import Shelf
from bench.figures import Figure, Report, table
from bench.language.report_sets import LANGUAGES, report

MEASURED: tuple[Task, ...] = ("intent", "need", "worry", "stage")
MACRO_F1, CALIBRATION, READING_MS = 0.80, 0.05, 20.0
ABSTAINED = "(abstained)"
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
_OWN = (("a", "骨科", "Orthopaedics"), ("b", "皮肤科", "Dermatology"), ("c", "口腔科", "Dentistry"))
DEPARTMENTS = Departments(
    names={code: [zh, en] for code, zh, en in _OWN},
    words={f"词条{number}": "abc"[number % 3] for number in range(10_000)},
)  # fmt: skip


def run(to: Report, models: Path) -> Coach:
    coach = Coach(shipped(Shelf(models)), "shipped")
    lines: list[list[str]] = []
    for task in (*MESSAGE_TASKS, *DIALOGUE_TASKS):
        for lang in LANGUAGES:
            truth, said, right, sure = _told(coach, task, lang)
            score, error = macro_f1(truth, said, sorted(set(truth))), calibration_error(right, sure)
            least = min(truth.count(name) for name in set(truth))
            lines.append([task, lang, str(len(truth)), str(least), f"{score:.3f}", f"{error:.3f}"])
            if task in MEASURED:
                to.add(Figure(f"{task}_{lang}_macro_f1", score, MACRO_F1, "share"))
                to.add(Figure(f"{task}_{lang}_calibration_error", error, CALIBRATION, "share", at_least=False))
    to.say(table(["task", "language", "n", "least n of a class", "macro-F1", "calibration error"], lines))
    to.say("")
    to.say(
        table(["reading", "language", "n", "F1 of yes", "due right of those found"], [*_promised(), *_beside(coach)])
    )
    to.add(Figure("reading_p95_10000_entries", _cost(coach), READING_MS, "ms", at_least=False))
    return coach


def _told(coach: Coach, task: Task, lang: str) -> tuple[list[str], list[str], list[bool], list[float]]:
    """Truth, what was said (an abstention is its own, never right), whether it was right, and how sure it was."""
    truth: list[str] = []
    said: list[str] = []
    sure: list[float] = []
    for row in report("readings" if task in MESSAGE_TASKS else "stages", lang):
        seen: Seen = seen_message(row["text"]) if task in MESSAGE_TASKS else seen_dialogue(dialogue_of(row["dialogue"]))
        name, confidence, _ = coach.likeliest(task, seen)
        truth.append(row[task])
        said.append(name if confidence >= ABSTAIN or name == NONE else ABSTAINED)
        sure.append(confidence)
    return truth, said, [a == b for a, b in zip(truth, said, strict=True)], sure


def _promised() -> list[list[str]]:
    made: list[list[str]] = []
    for lang in LANGUAGES:
        truth: list[str] = []
        said: list[str] = []
        due: list[bool] = []
        for row in report("promises", lang):
            found = promises(row["text"], 0, NOW.astimezone(ZONE))
            truth.append(row["promise"])
            said.append("yes" if found else "no")
            if found and row["promise"] == "yes":
                due.append(any((each.due or NONE) == row["due"] for each in found))
        made.append(
            ["promise", lang, str(len(truth)), f"{f1(truth, said, 'yes'):.3f}", f"{sum(due) / max(1, len(due)):.3f}"]
        )
    return made


def _beside(coach: Coach) -> list[list[str]]:
    made: list[list[str]] = []
    for lang in LANGUAGES:
        held = report("beside", lang)
        said = ["yes" if coach.beside(row["question"], row["answer"]) >= BESIDE else "no" for row in held]
        made.append(
            ["beside the question", lang, str(len(held)), f"{f1([row['beside'] for row in held], said, 'yes'):.3f}", ""]
        )
    return made


def _cost(coach: Coach) -> float:
    """95th percentile in milliseconds of the whole reading of a conversation of up to six lines."""
    spent: list[float] = []
    for lang in LANGUAGES:
        for row in report("stages", lang)[:300]:
            lines = [
                Line("visitor" if who == "V" else "staff", text, NOW) for who, text in dialogue_of(row["dialogue"])
            ]
            began = time.perf_counter()
            coach.read(lines, ZONE, DEPARTMENTS)
            spent.append(time.perf_counter() - began)
    return 1000 * quantiles(spent, n=20)[18]

"""Learning from a hospital's own labels: shipped sets and labels together, held to account on parts that were not learned from."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from bedside.coach.model import TASKS, Ruled, Task
from bedside.coach.readers.models import SCRIPTS, Example, shipped_examples, trained
from bedside.coach.readers.signs import Script
from bedside.coach.store import Label
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.scores import calibration_error, f1

HELD_OUT = 5
"""One group in so many is held out, chosen by its name, so that every version is asked the same."""
LEAST = 20
"""Labels of a task and language from which they are learned."""
SLACK = 0.01
"""How much macro-F1 on the shipped part may be lost for what the hospital's own labels teach."""


class PartReport(msgspec.Struct, frozen=True, kw_only=True):
    """Of one task and language, on held-out rows. `own_*`: on the hospital's labels, accuracy of the old and the new model."""

    task: Task
    lang: Script
    labels: int
    held_out: int
    macro_f1_before: float
    macro_f1: float
    own_held_out: int
    own_before: float
    own: float
    calibration_error: float
    per_class: dict[str, float]

    @property
    def not_worse(self) -> bool:
        return self.own >= self.own_before and self.macro_f1 >= self.macro_f1_before - SLACK


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Of what rules read: how many labels there are, and how many say what was read."""

    task: Ruled
    labels: int
    right: int


def agreed(task: Ruled, labels: Sequence[Label]) -> Agreed | None:
    """None without a label."""
    mine = [each for each in labels if each.task == task]
    right = sum(each.label == each.guessed for each in mine)
    return Agreed(task=task, labels=len(mine), right=right) if mine else None


def learn(
    labelled: Mapping[Task, Sequence[Example]],
) -> tuple[dict[tuple[Task, Script], Linear], list[PartReport]]:
    """Models of the tasks that have labels enough and became no worse, and the report of all that were tried."""
    models: dict[tuple[Task, Script], Linear] = {}
    reports: list[PartReport] = []
    for task in TASKS:
        for lang in SCRIPTS:
            own = [each for each in labelled.get(task, ()) if each.seen.script == lang]
            if len(own) < LEAST:
                continue
            base = shipped_examples(task, lang)
            known = {each.label for each in base}
            own = [each for each in own if each.label in known]
            report = _compared(task, lang, base, own)
            reports.append(report)
            if report.not_worse:
                models[task, lang] = trained(task, [*base, *own])
    return models, reports


def _compared(task: Task, lang: Script, base: Sequence[Example], own: Sequence[Example]) -> PartReport:
    kept, held = parted(base)
    own_kept, own_held = parted(own)
    before = trained(task, kept)
    after = trained(task, [*kept, *own_kept])
    truth = [each.label for each in held]
    names = sorted(set(truth))
    said_before, _ = _said(before, held)
    said, sure = _said(after, held)
    per_class = {name: round(f1(truth, said, name), 3) for name in names}
    return PartReport(
        task=task, lang=lang, labels=len(own), held_out=len(held), own_held_out=len(own_held),
        macro_f1_before=round(float(np.mean([f1(truth, said_before, name) for name in names])), 4),
        macro_f1=round(float(np.mean(list(per_class.values()))), 4),
        own_before=_accuracy(before, own_held), own=_accuracy(after, own_held),
        calibration_error=round(calibration_error([a == b for a, b in zip(truth, said, strict=True)], sure), 4),
        per_class=per_class,
    )  # fmt: skip


def parted(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """What is learned from, and what is held out."""
    kept: list[Example] = []
    held: list[Example] = []
    for each in examples:
        out = hashlib.sha256(each.group.encode()).digest()[0] % HELD_OUT == 0
        (held if out else kept).append(each)
    return kept, held


def _said(model: Linear, examples: Sequence[Example]) -> tuple[list[str], list[float]]:
    chances = [model.probabilities(each.seen.text, each.seen.signs) for each in examples]
    return [model.classes[int(each.argmax())] for each in chances], [float(each.max()) for each in chances]


def _accuracy(model: Linear, examples: Sequence[Example]) -> float:
    said, _ = _said(model, examples)
    hits = sum(name == each.label for name, each in zip(said, examples, strict=True))
    return round(hits / max(1, len(examples)), 4)

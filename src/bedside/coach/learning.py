"""Learning from a hospital's own labels: shipped sets and labels together, held to account on parts that were not learned from."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from bedside.coach.model import LABELS, TASKS, Ruled, Task
from bedside.coach.readers.models import SCRIPTS, Example, shipped_examples, trained
from bedside.coach.readers.signs import Script
from bedside.coach.store import Label
from bedside.coach.versions import Key, Learned
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.scores import calibration_error, f1, macro_f1
from bedside.kit.reading.sets import NONE

HELD_OUT = 5
"""One shipped group in so many is held out, chosen by its name, so that every version is asked the same."""
OWN_HELD_OUT = 3
"""One of the hospital's own conversations in so many, likewise."""
LEAST, LEAST_HELD_OUT = 30, 10
"""Labels of a task and language, and those of them held out, from which they are learned: fewer could not tell better from luck."""
SLACK = 0.01
"""How much macro-F1 on the shipped part may be lost for what the hospital's own labels teach, however many versions follow."""


class PartReport(msgspec.Struct, frozen=True, kw_only=True):
    """Of one task and language, on held-out rows; `*_before`: of the model in use. `own*`: accuracy on the hospital's labels."""

    task: Task
    lang: Script
    labels: int
    held_out: int
    macro_f1_shipped: float
    macro_f1_before: float
    macro_f1: float
    own_held_out: int
    own_before: float
    own: float
    calibration_error: float
    per_class: dict[str, float]

    @property
    def better(self) -> bool:
        return self.own > self.own_before and self.macro_f1 >= max(self.macro_f1_shipped, self.macro_f1_before) - SLACK


class TooFew(msgspec.Struct, frozen=True, kw_only=True):
    """Of a task and language that has labels, but not yet enough."""

    task: Task
    lang: Script
    labels: int
    own_held_out: int


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """What came of learning: models of the parts that became better, the report of all that were tried, and what must wait."""

    models: Mapping[Key, Learned]
    parts: Sequence[PartReport]
    waiting: Sequence[TooFew]


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


def learn(labelled: Mapping[Task, Sequence[Example]], in_use: Mapping[Key, Learned]) -> Lesson:
    """`in_use`: the learned models that the hospital reads with; the shipped one is in use where a part has none."""
    models: dict[Key, Learned] = {}
    parts: list[PartReport] = []
    waiting: list[TooFew] = []
    for task in TASKS:
        for lang in SCRIPTS:
            known = {*LABELS[task], NONE}
            own = [each for each in labelled.get(task, ()) if each.seen.script == lang and each.label in known]
            held = len(parted(own, OWN_HELD_OUT)[1])
            if len(own) < LEAST or held < LEAST_HELD_OUT:
                if own:
                    waiting.append(TooFew(task=task, lang=lang, labels=len(own), own_held_out=held))
                continue
            base = shipped_examples(task, lang)
            report, blind = _compared(task, lang, base, own, in_use.get((task, lang)))
            parts.append(report)
            if report.better:
                models[task, lang] = Learned(trained(task, [*base, *own]), blind)
    return Lesson(models=models, parts=parts, waiting=waiting)


def _compared(
    task: Task, lang: Script, base: Sequence[Example], own: Sequence[Example], in_use: Learned | None
) -> tuple[PartReport, Linear]:
    """The report, and the new model as it was measured: without what is held out."""
    kept, held = parted(base)
    own_kept, own_held = parted(own, OWN_HELD_OUT)
    shipped = trained(task, kept)
    before = shipped if in_use is None else in_use.blind or in_use.model
    after = trained(task, [*kept, *own_kept])
    truth = [each.label for each in held]
    names = sorted(set(truth))
    said, sure = _said(after, held)
    report = PartReport(
        task=task, lang=lang, labels=len(own), held_out=len(held), own_held_out=len(own_held),
        macro_f1_shipped=round(macro_f1(truth, _said(shipped, held)[0], names), 4),
        macro_f1_before=round(macro_f1(truth, _said(before, held)[0], names), 4),
        macro_f1=round(macro_f1(truth, said, names), 4),
        own_before=_accuracy(before, own_held), own=_accuracy(after, own_held),
        calibration_error=round(calibration_error([a == b for a, b in zip(truth, said, strict=True)], sure), 4),
        per_class={name: round(f1(truth, said, name), 3) for name in names},
    )  # fmt: skip
    return report, after


def parted(examples: Sequence[Example], one_in: int = HELD_OUT) -> tuple[list[Example], list[Example]]:
    """What is learned from, and what is held out."""
    kept: list[Example] = []
    held: list[Example] = []
    for each in examples:
        out = hashlib.sha256(each.group.encode()).digest()[0] % one_in == 0
        (held if out else kept).append(each)
    return kept, held


def _said(model: Linear, examples: Sequence[Example]) -> tuple[list[str], list[float]]:
    chances = [model.probabilities(each.seen.text, each.seen.signs) for each in examples]
    return [model.classes[int(each.argmax())] for each in chances], [float(each.max()) for each in chances]


def _accuracy(model: Linear, examples: Sequence[Example]) -> float:
    said, _ = _said(model, examples)
    hits = sum(name == each.label for name, each in zip(said, examples, strict=True))
    return round(hits / max(1, len(examples)), 4)

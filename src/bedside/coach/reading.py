"""The coach reads a conversation: pure, text in, reading out. Runs in a process of its own (worker.py)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bedside.coach.beside import BESIDE, passes_by
from bedside.coach.cues import chosen
from bedside.coach.doubts import doubt_words, elsewhere
from bedside.coach.leaning import LONG_ENOUGH, leaning
from bedside.coach.manners import cues as manners
from bedside.coach.marks import MOST_EVIDENCE, Talk
from bedside.coach.model import MESSAGE_TASKS, RULE_SURE, Departments, Guess, Line, Promise, Reading, Style, Task
from bedside.coach.moment import moment
from bedside.coach.promises import promises
from bedside.coach.readers.departments import department
from bedside.coach.readers.models import Models, Seen, seen_dialogue, seen_message
from bedside.coach.readers.signs import spans
from bedside.coach.scorecard import rules
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import Plain, plain
from bedside.kit.reading.sets import NONE

ABSTAIN = 0.3
"""A likeliest label that is less probable than this is no guess."""
LONGEST = 600
"""Typed characters of a message that are read; what is beyond is more likely pasted than said."""
NO_DEPARTMENTS = Departments()


class Coach:
    """`version` names the models, for whoever keeps what was read."""

    def __init__(self, models: Models, version: str) -> None:
        self._models = models
        self.version = version

    def read(self, lines: Sequence[Line], zone: tzinfo, departments: Departments = NO_DEPARTMENTS) -> Reading:
        """Lines oldest first; `zone`: the hospital's, in which promises fall due."""
        newest = max((place for place, line in enumerate(lines) if line.by == "visitor"), default=-1)
        promised = _promised(lines, zone)
        if newest < 0:
            return Reading(version=self.version, line=-1, promises=promised, style=_style(lines))
        text = lines[newest].text[:LONGEST]
        read, seen = plain(text), seen_message(text)
        talk = seen_dialogue(
            [("V" if line.by == "visitor" else "C", line.text[:LONGEST]) for line in lines[: newest + 1]]
        )
        message: dict[Task, Guess | None] = {task: self.guess(task, seen, read, newest) for task in MESSAGE_TASKS}
        answered = any(line.by == "staff" for line in lines)
        stage = self.guess("stage", talk, read, newest)
        level = self.guess("level", talk, read, newest) if answered else None
        doubt = self._doubt(talk, read, newest) if stage and stage.name == "dispel_doubt" else None
        guesses: dict[Task, Guess | None] = {**message, "stage": stage, "level": level}
        return Reading(
            version=self.version, line=newest, **message,
            department=department(read, departments, newest),
            elsewhere=elsewhere(read, seen.script, newest),
            stage=stage, level=level, doubt=doubt,
            beside=self._beside(lines), style=_style(lines), promises=promised,
            moment=moment(guesses, answered),
            cues=chosen({f"{task}:{guess.name}" for task, guess in guesses.items() if guess}),
        )  # fmt: skip

    def guess(self, task: Task, seen: Seen, read: Plain, line: int) -> Guess | None:
        """The likeliest label with the words for it; None where none shows or it is too unsure."""
        name, confidence, model = self.likeliest(task, seen)
        if name == NONE or confidence < ABSTAIN:
            return None
        words = spans(read.text, f"{task}:{name}", seen.script)[:3] or model.evidence(read.text, name)
        return Guess(name, round(confidence, 3), line, [read.typed(*span) for span in words])

    def likeliest(self, task: Task, seen: Seen) -> tuple[str, float, Linear]:
        """Label (NONE included), its probability, and the model that said so."""
        model = self._models[task, seen.script]
        chances = model.probabilities(seen.text, seen.signs)
        best = int(chances.argmax())
        return model.classes[best], float(chances[best]), model

    def _doubt(self, talk: Seen, read: Plain, line: int) -> Guess | None:
        name, confidence, model = self.likeliest("doubt", talk)
        if name == NONE or confidence < ABSTAIN:
            return None
        return Guess(name, round(confidence, 3), line, doubt_words(read, name, talk.script, model))

    def _beside(self, lines: Sequence[Line]) -> Guess | None:
        """Of the consultant's newest line, if it answers a visitor's."""
        if len(lines) < 2 or lines[-1].by != "staff" or lines[-2].by != "visitor":
            return None
        chance = self.beside(lines[-2].text[:LONGEST], lines[-1].text[:LONGEST])
        if chance < BESIDE:
            return None
        return Guess("beside", round(chance, 3), len(lines) - 1, [(0, len(lines[-1].text))])

    def beside(self, question: str, answer: str) -> float:
        """How likely the answer passes by the question, 0 to 1."""
        return passes_by(question, answer, self.likeliest("intent", seen_message(question))[0])


def _promised(lines: Sequence[Line], zone: tzinfo) -> list[Promise]:
    found: list[Promise] = []
    for place, line in enumerate(lines):
        if line.by == "staff":
            at: datetime = line.at.astimezone(zone)
            found += promises(line.text[:LONGEST], place, at)
    return found


def _style(lines: Sequence[Line]) -> Style | None:
    """As the scorecard sees it; None before there is enough to say it of."""
    mine = [place for place, line in enumerate(lines) if line.by == "staff"]
    if len(mine) < LONG_ENOUGH:
        return None
    card = rules()
    found = leaning(Talk(manners(), lines, card.quick_seconds, card.lost_seconds, None, None))
    if found.place <= 0 and found.missing:
        # What nobody said has no words: it is as sure as there were lines in which to say it.
        whole = [(place, [(0, len(lines[place].text))]) for place in mine[-MOST_EVIDENCE:]]
        return Style(found.place / 100, whole, round(RULE_SURE * len(mine) / (len(mine) + 1), 3))
    return Style(found.place / 100, [(each.line, list(each.words)) for each in found.evidence])

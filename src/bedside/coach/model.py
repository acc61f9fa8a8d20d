"""What the coach reads out of a text, and what it is given to read. It knows texts, not conversations or persons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

Task = Literal["intent", "need", "worry", "mood", "ready", "stage", "level", "doubt"]
"""What a model was trained for (docs/language.md)."""
MESSAGE_TASKS: tuple[Task, ...] = ("intent", "need", "worry", "mood", "ready")
DIALOGUE_TASKS: tuple[Task, ...] = ("stage", "level", "doubt")
TASKS: tuple[Task, ...] = (*MESSAGE_TASKS, *DIALOGUE_TASKS)
Ruled = Literal["department", "elsewhere"]
"""What rules read: labels of it are counted in the report, no model learns from them."""
RULED: tuple[Ruled, ...] = ("department", "elsewhere")
Judged = Task | Ruled
LABELS: Mapping[Judged, frozenset[str]] = {
    "intent": frozenset((
        "how_treated", "which_drug", "can_you_treat", "what_ways", "how_long", "cost", "cause", "department", "doctor",
        "hours", "way", "booking", "change_booking", "insurance", "report", "preparation", "aftercare", "complaint",
        "thanks", "greeting", "who", "symptom", "other",
    )),
    "need": frozenset(("functional", "emotional", "price", "convenience", "service")),
    "worry": frozenset(("urgency", "long_uncured", "lost_faith", "cost", "shame", "trust", "fear")),
    "mood": frozenset(("calm", "anxious", "sad", "angry", "hopeful", "grateful", "hurried")),
    "ready": frozenset(("ready", "considering", "not_now")),
    "stage": frozenset(("answer", "know_hospital", "dispel_doubt", "next_step")),
    "level": frozenset(("none", "understood", "resolved", "fast_path")),
    "doubt": frozenset(("effect", "cost", "trust", "safety", "time", "distance", "family", "privacy")),
    "elsewhere": frozenset(("price", "effect", "attitude", "wait", "distance", "trust")),
}  # fmt: skip
"""What each may be, beside "does not show"; a department is one of the hospital's own."""
Stretch = tuple[int, int]
"""From, to (exclusive), in code points of the text as typed."""


class Line(msgspec.Struct, frozen=True):
    """One message of a conversation, oldest first. `at` is aware; `canned`: it came from a prepared text; `doctor`: a verified
    doctor said it."""

    by: Literal["visitor", "staff"]
    text: str
    at: datetime
    canned: bool = False
    doctor: bool = False


class Guess(msgspec.Struct, frozen=True, omit_defaults=True):
    """A label with its probability (0 to 1) and the words of line number `line` that it came from."""

    name: str
    confidence: float
    line: int
    words: list[Stretch] = []


RULE_SURE = 0.75
"""How sure a rule is held to be that found its words: it knows no degrees; three in four is set, not measured."""


class Promise(msgspec.Struct, frozen=True):
    """What the hospital's side undertook. `due` as said (docs/language.md), `due_at` aware, None without a time."""

    line: int
    words: Stretch
    due: str | None
    due_at: datetime | None
    confidence: float = RULE_SURE


class Style(msgspec.Struct, frozen=True):
    """-1 only serves (never a next step), 0 balanced, 1 sells hard; with the lines and words that say so."""

    value: float
    evidence: list[tuple[int, list[Stretch]]]
    confidence: float = RULE_SURE


Reason = Literal["question_open", "upset", "doubt_first", "goodbye", "asks_about_us", "answered_and_open", "too_early"]


class Moment(msgspec.Struct, frozen=True):
    """最佳营销时机 (B18): whether now is the moment to introduce the hospital, and why (not); with the confidence and the words
    of the guess that it hangs on. Of an older reading these are not known."""

    now: bool
    reason: Reason
    confidence: float = 0.0
    line: int = 0
    words: list[Stretch] = []


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything read from the lines so far. None: nothing shows, or the reader abstains. `version`: of the models."""

    version: str
    line: int
    """The visitor's newest line, which most of it is about; -1 before they said anything."""
    intent: Guess | None = None
    department: Guess | None = None
    """`name` is the id that the caller gave to the department."""
    need: Guess | None = None
    worry: Guess | None = None
    mood: Guess | None = None
    ready: Guess | None = None
    elsewhere: Guess | None = None
    stage: Guess | None = None
    level: Guess | None = None
    doubt: Guess | None = None
    beside: Guess | None = None
    """The consultant's newest answer passes by the question before it."""
    style: Style | None = None
    promises: list[Promise] = []
    moment: Moment | None = None
    cues: list[str] = []
    """Names of cues (cues.toml), at most one of each kind."""


class Departments(msgspec.Struct, frozen=True):
    """The hospital's own departments: the names by which each id is known, and words of its knowledge that point to it."""

    names: Mapping[str, Sequence[str]] = {}
    words: Mapping[str, str] = {}

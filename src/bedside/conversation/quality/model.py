"""The nouns of quality."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.coach.alpha import Level as Metric
from bedside.coach.practice.patient import Hidden

ENOUGH = 15
"""Under this many on either side a comparison shows "too few"."""
Reason = Literal["angry", "abusive", "red_flag", "suicide", "long_run"]
Answer = Literal["taken", "declined"]


class HumanItem(msgspec.Struct, frozen=True):
    """What a reviewer judges; `most`: the best mark, from 0. Yes or no is nominal, a scale is ordinal."""

    code: str
    most: int
    metric: Metric


HUMAN: tuple[HumanItem, ...] = (
    HumanItem("understood", 4, "ordinal"),
    HumanItem("correct", 1, "nominal"),
    HumanItem("fitting", 4, "ordinal"),
    HumanItem("honest", 1, "nominal"),
    HumanItem("warm", 4, "ordinal"),
)
Marks = Mapping[str, int | None]


class Proof(msgspec.Struct, frozen=True):
    """A line of the conversation by its number, and the words in it. `good`: speaks for the consultant."""

    seq: int
    good: bool
    words: Sequence[tuple[int, int]] = ()


class Marked(msgspec.Struct, frozen=True):
    """One automatic item: 0 to 1, None where it did not come up."""

    code: str
    weight: int
    mark: float | None
    evidence: Sequence[Proof] = ()


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """`total`, `impression`: 0–100, `leaning`: -100 pure service to 100 hard selling; None is "too few"."""

    conversation: UUID
    version: str
    staff: UUID | None
    total: int | None
    impression: int | None
    leaning: int | None
    missing: Sequence[str]
    items: Sequence[Marked]
    evidence: Sequence[Proof]
    visitor_lines: int
    staff_lines: int
    last_seq: int
    scored_at: datetime


class Spoken(msgspec.Struct, frozen=True):
    """A line as a reviewer reads it: whose side, not which visitor."""

    seq: int
    by: Literal["visitor", "staff"]
    text: str
    at: datetime


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation drawn to be read. `second`: read by another, blind to the first."""

    id: UUID
    hospital: int
    conversation: UUID
    second: bool
    staff: UUID
    drawn_at: datetime
    seed: str
    reviewer: UUID | None
    marks: Marks
    note: str
    done_at: datetime | None


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    review: UUID
    hospital: int
    staff: UUID
    conversation: UUID
    reviewer: UUID | None
    reason: str
    made_at: datetime
    upheld: bool | None
    decision: str
    decided_by: UUID | None
    decided_at: datetime | None


class Agreement(msgspec.Struct, frozen=True):
    """Krippendorff's alpha of one item over what two reviewers marked; None is "too few"."""

    item: str
    metric: Metric
    pairs: int
    alpha: float | None


class Mean(msgspec.Struct, frozen=True):
    """n and mean; None under ENOUGH."""

    n: int
    mean: float | None


class Equality(msgspec.Struct, frozen=True, kw_only=True):
    """Quality for visitors who booked and those who never did. `difference`: booked minus never, with its 95 % interval (Welch)."""

    booked: Mean
    never: Mean
    difference: float | None
    low: float | None
    high: float | None
    least: int = ENOUGH


class Goal(msgspec.Struct, frozen=True):
    """An item of the scorecard, and the share (in per cent) that its owner aims at."""

    item: str
    target: int


class Week(msgspec.Struct, frozen=True):
    """`total`: mean of the week's scorecards, None under three."""

    begins: datetime
    n: int
    total: float | None


class ItemMean(msgspec.Struct, frozen=True):
    item: str
    n: int
    mean: float | None
    """0–100."""


class KindWord(msgspec.Struct, frozen=True):
    """What a visitor wrote with four or five stars."""

    conversation: UUID
    score: int
    comment: str
    at: datetime


class OwnBoard(msgspec.Struct, frozen=True, kw_only=True):
    """A consultant's own: how they serve, never what they sell, and no pay (B11)."""

    conversations: int
    total: float | None
    """Mean of all of them, None under three."""
    weeks: Sequence[Week]
    items: Sequence[ItemMean]
    goal: Goal | None
    kind_words: Sequence[KindWord]
    reviews: Sequence[Review]
    appeals: Sequence[Appeal]


class Care(msgspec.Struct, frozen=True, kw_only=True):
    """A pause offered after something hard."""

    id: UUID
    hospital: int
    staff: UUID
    conversation: UUID | None
    reason: Reason
    offered_at: datetime
    answer: Answer | None
    answered_at: datetime | None
    seen_by: UUID | None
    seen_at: datetime | None


class PracticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A walk through the practice room, as listed."""

    id: UUID
    hospital: int
    staff: UUID
    persona: str
    lang: Literal["zh", "en"]
    seed: int
    version: str
    begun_at: datetime
    ended_at: datetime | None
    total: int | None
    leaning: int | None


class Said(msgspec.Struct, frozen=True):
    text: str
    at: datetime


class PracticeTalk(msgspec.Struct, frozen=True, kw_only=True):
    """The talk so far. `hidden` and `card` are shown when it is over."""

    row: PracticeRow
    lines: Sequence[Spoken]
    over: bool
    hidden: Hidden | None
    card: Scorecard | None

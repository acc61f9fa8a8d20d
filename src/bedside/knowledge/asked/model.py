"""The day's questions: nouns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import register

Why = Literal["offline", "left", "unanswered", "again", "low_rating", "beside", "not_found", "poor_entry"]
"""offline: left on the form, nobody wrote. left: nobody answered at all while they waited. unanswered: nobody answered this
one. again: the same visitor put it once more after an answer. low_rating: the conversation got 1 or 2. beside: the answer
was to something else. not_found: the hospital's knowledge has nothing on it. poor_entry: an entry went into the answer, and
it did not help."""
UNANSWERED: frozenset[Why] = frozenset({"offline", "left", "unanswered"})
State = Literal["open", "promoted", "dismissed", "merged"]
"""promoted: an entry answers it. merged: it went into another group."""

GROUP_CHANGED = register(
    "group_changed", 409, "这组问题刚刚被别人改动", "Somebody has just changed this group",
    "请重新打开后再操作。", "Open it again, then go on.",
)  # fmt: skip
NOT_SPLIT = register(
    "not_split", 422, "至少要留下一个问题", "One question at least must stay",
    "请少选一些。", "Choose fewer.",
)  # fmt: skip


class Spotted(msgspec.Struct, frozen=True, kw_only=True):
    """A question that somebody asked: `id` is the message's. `text` is read here and kept nowhere."""

    id: UUID
    conversation: UUID
    visitor: UUID
    at: datetime
    text: str
    why: Sequence[Why]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that ask the same. `day`: of the first, on the hospital's calendar."""

    hospital_id: int
    id: UUID
    day: date
    name: str
    state: State
    merged_into: UUID | None
    entry_id: UUID | None
    reason: str
    settled_by: UUID | None
    settled_at: datetime | None
    version: int


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it is kept: ids, no words."""

    id: UUID
    conversation_id: UUID
    visitor_id: UUID
    group_id: UUID
    day: date
    at: datetime
    why: list[Why]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one group. `askers`: different visitors. `back`: asked after it was settled, `back_unanswered`: of those
    nobody answered. `days`: (day, questions), in order."""

    questions: int
    askers: int
    unanswered: int
    again: int
    badly: int
    back: int
    back_unanswered: int
    last_at: datetime
    days: list[tuple[date, int]]

    @property
    def weight(self) -> float:
        """What should be looked at first: who got no answer counts most, then who got a bad one, then how many ask."""
        return 3.0 * self.unanswered + 2.0 * self.again + 1.5 * self.badly + self.askers


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day that was gone through. `told_at`: when desk leads were told of it."""

    day: date
    questions: int
    done_at: datetime
    told_at: datetime | None = None

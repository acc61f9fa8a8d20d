"""The nouns of a conversation, as they travel: to the visitor, to the desk, to the store."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from bedside.gate.flags.rules import Type as FlagType

Status = Literal["waiting", "active", "closed"]
Channel = Literal["web", "offline", "phone"]
Audience = Literal["all", "staff"]
Lang = Literal["zh", "en"]
Teller = Literal["visitor", "staff", "system"]

Stage = Literal["answer", "know_hospital", "dispel_doubt", "next_step"]
"""网络咨询三步走: answer with authority → know the hospital → dispel the doubt → next step (B18)."""
Level = Literal["understood", "resolved", "fast_path"]
"""What the conversation reached (B07)."""
Need = Literal["functional", "emotional", "price", "convenience", "service"]
"""The five needs (A02)."""
Worry = Literal["urgency", "long_uncured", "lost_faith", "cost", "shame", "trust", "fear"]
"""B24."""
Mood = Literal["calm", "anxious", "sad", "angry", "hopeful", "grateful", "hurried"]
Purpose = Literal["ask", "compare", "book", "price", "report", "second_opinion", "for_other", "complain"]
Outcome = Literal[
    "answered", "will_come", "booked", "referred", "thinking", "went_elsewhere", "no_reply", "unsuitable", "other"
]
Drafted = Literal["unchanged", "edited"]
"""A text that began as a language model's draft: sent as it came, or changed first (L05)."""
PresenceStatus = Literal["online", "away", "break", "offline"]


class By(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who said or did it, as shown: the role is always the true one (L05)."""

    kind: Teller
    id: UUID | None = None
    name: str = ""
    role: str = ""
    title: str = ""


class File(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    type: str
    """As found from the content, never as claimed."""
    size: int
    """Bytes."""
    url: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the thread; `seq` counts from 1 and is never reused."""

    seq: int
    id: UUID
    kind: Literal["text", "file", "event"]
    audience: Audience
    at: datetime
    by: By
    text: str | None = None
    file: File | None = None
    event: dict[str, Any] | None = None
    ai: Drafted | None = None


class Last(msgspec.Struct, frozen=True):
    by: str
    text: str
    at: datetime


class RowVisitor(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    returning: bool


class DeskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in the desk's list. `rev` grows with every change."""

    id: UUID
    rev: int
    hospital: int
    status: Status
    channel: Channel
    lang: Lang
    visitor: RowVisitor
    department: UUID | None
    skill: UUID | None
    assigned_to: UUID | None
    members: list[UUID]
    last_seq: int
    last: Last | None
    unread: int
    waiting_since: datetime | None
    started_at: datetime
    queued_at: datetime
    closed_at: datetime | None
    outcome: str | None
    stage: str | None
    level: str | None
    alert: str | None
    source: str | None
    search_word: str | None
    campaign: str | None
    score: int | None
    staff_read_seq: int
    visitor_read_seq: int


class Match(msgspec.Struct, frozen=True):
    """A line out of what was said or noted, and the stretches of it that were searched for: characters, end exclusive.
    What nobody said, as a call's summary, is by "system"."""

    by: Teller
    text: str
    spans: list[tuple[int, int]]


class PastRow(DeskRow, frozen=True, kw_only=True):
    """A hit of a search; without words there is no match."""

    match: Match | None = None
    name_spans: list[tuple[int, int]] = []


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a row that messages change, told at most once a second to those who are not in the thread."""

    id: UUID
    rev: int
    last_seq: int
    last: Last | None
    unread: int
    waiting_since: datetime | None
    alert: str | None
    staff_read_seq: int
    visitor_read_seq: int


FlagOutcome = Literal["false_alarm", "called_120", "advised_now", "in_care", "no_answer", "other"]
"""What came of a red flag."""


class Word(msgspec.Struct, frozen=True):
    """A stretch of a message's text as typed, end exclusive."""

    message: UUID
    start: int
    end: int


class OwnWord(msgspec.Struct, frozen=True):
    """A word of the hospital's own that always raises a red flag."""

    word: str
    type: FlagType


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A red flag: what may be an emergency, until somebody says what came of it. `due_at`: more people are paged then;
    `level`: how often they were. `lifted_at`: may be booked for later than today all the same."""

    hospital: int
    id: UUID
    conversation: UUID
    visitor: UUID
    type: FlagType
    words: list[Word]
    confidence: float
    version: str
    raised_at: datetime
    due_at: datetime | None
    level: int = 0
    acknowledged_by: UUID | None = None
    acknowledged_at: datetime | None = None
    lifted_by: UUID | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    outcome: FlagOutcome | None = None
    note: str | None = None
    rev: int = 1


class Emergency(msgspec.Struct, frozen=True):
    """The visitor's banner: it may be urgent, never what it is."""

    title: str
    lines: list[str]
    numbers: list[str]


class With(msgspec.Struct, frozen=True):
    """Somebody from the hospital, as the visitor sees them."""

    name: str
    role: str
    title: str


class VisitorConversation(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    status: Status
    position: int | None
    with_: list[With] = msgspec.field(name="with")
    last_seq: int
    read_seq: int
    staff_read_seq: int
    rated: int | None
    department: str | None
    emergency: Emergency | None


class SetBy(msgspec.Struct, frozen=True):
    staff: UUID
    at: datetime


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What the consultant notes of the person, by hand; every field says who set it."""

    rev: int = 0
    needs: dict[Need, int] = {}
    """Strength 0–3 per need."""
    mood: Mood | None = None
    purpose: Purpose | None = None
    worries: list[Worry] = []
    doubt: str | None = None
    doubt_state: Literal["open", "settled"] | None = None
    note: str | None = None
    set_by: dict[str, SetBy] = {}


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    staff: UUID
    name_zh: str
    name_en: str
    title_zh: str
    """What they are at this hospital, as visitors read it."""
    title_en: str
    hospital: int
    status: PresenceStatus
    reason: str | None
    since: datetime | None
    capacity: int


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    conversation: UUID
    hospital: int
    staff: UUID
    visitor: str
    due_at: datetime
    note: str
    done_at: datetime | None


class Block(msgspec.Struct, frozen=True, kw_only=True):
    hospital: int
    visitor: UUID
    reason: str
    blocked_by: UUID
    blocked_at: datetime
    until: datetime | None


class DeskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How this hospital's desk routes; seconds and minutes."""

    overflow_seconds: int = 60
    unanswered_seconds: int = 120
    away_seconds: int = 60
    idle_close_minutes: int = 240
    coach: bool = True
    """Whether the coach reads the conversations of this hospital."""
    rev: int = 0

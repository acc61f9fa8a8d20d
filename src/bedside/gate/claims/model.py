"""A hospital's own side of the claims gate: rules as amended, released false alarms, and what is refused."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import Lang

State = Literal["asked", "released", "refused"]


class ClaimRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it stands at one hospital.

    `words`: what the hospital blocks besides, a phrase a line, `…` for up to twelve characters. `spares`: phrases that make a
    finding none. `doctors`: verified doctors may name diagnoses and medicines to their own patients (pilots, L06).
    `must`, `must_not`: the shipped examples and the hospital's own. `released`: false alarms that a desk lead released here:
    they must not match either. `rev` counts the amendments, 0 is the shipped text.
    """

    id: str
    kind: str
    jurisdiction: str
    source: str
    version: str
    effective: date
    says_zh: str
    says_en: str
    instead_zh: str
    instead_en: str
    fixed: bool
    active: bool = True
    doctors: bool = False
    words: Sequence[str] = ()
    spares: Sequence[str] = ()
    must: Sequence[str] = ()
    must_not: Sequence[str] = ()
    own_must: Sequence[str] = ()
    own_must_not: Sequence[str] = ()
    released: Sequence[str] = ()
    rev: int = 0
    note: str = ""

    @property
    def name(self) -> str:
        """How decisions name it: id and version."""
        return f"{self.id}@{self.version}" + (f"+{self.rev}" if self.rev else "")


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a hospital's own. `must`, `must_not`: its examples besides the shipped ones; no `instead`: as shipped."""

    rule_id: str
    rev: int
    active: bool
    doctors: bool = False
    words: Sequence[str] = ()
    spares: Sequence[str] = ()
    instead_zh: str = ""
    instead_en: str = ""
    must: Sequence[str] = ()
    must_not: Sequence[str] = ()
    effective: date
    note: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that may not be said so. `words`: stretches of the typed text in Unicode characters, end exclusive."""

    rule: str
    words: Sequence[tuple[int, int]]
    reason_zh: str
    reason_en: str
    instead_zh: str
    instead_en: str

    def shown(self, lang: Lang) -> "ClaimShown":
        english = lang == "en"
        return ClaimShown(
            rule=self.rule,
            words=self.words,
            reason=self.reason_en if english else self.reason_zh,
            instead_zh=self.instead_zh,
            instead_en=self.instead_en,
        )


class ClaimShown(msgspec.Struct, frozen=True, kw_only=True):
    """A claim for one reader: the reason in their language, the rewording in both, as it is said to the visitor."""

    rule: str
    words: Sequence[tuple[int, int]]
    reason: str
    instead_zh: str
    instead_en: str


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A false alarm that somebody asked to be released, for this exact text. `asked_by` None: a program would have said it."""

    id: UUID
    hospital: int
    text: str
    rules: list[str]
    conversation: UUID | None
    asked_at: datetime
    asked_by: UUID | None
    state: State
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    reason: str = ""

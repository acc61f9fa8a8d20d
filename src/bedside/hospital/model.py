"""The hospital's nouns, and who looks at them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from bedside.hospital.rights import Right, Role, rights_of
from bedside.kit.problems import REFUSED, Lang, Problem


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in member of staff: what every question and action is asked by."""

    staff_id: UUID
    name_zh: str
    name_en: str
    lang: Lang
    """Of the screen that asks; their own where it does not say."""
    hospitals: tuple[int, ...]
    """Exactly the hospitals granted; a transaction for this viewer is opened for these."""
    roles: dict[int, frozenset[Role]]
    session_id: UUID
    session_ends_at: datetime
    group_id: int
    login: str
    address_hash: str = ""
    """Keyed hash of the address that the session began from, for the audit log."""

    @property
    def actor(self) -> str:
        """How facts and the audit log name this viewer."""
        return f"staff:{self.staff_id}" if self.staff_id.int else "system:command-line"

    def may(self, right: Right, hospital_id: int) -> bool:
        return right in rights_of(self.roles.get(hospital_id, ()))

    def require(self, right: Right, hospital_id: int) -> None:
        """Raise Problem REFUSED unless `may`."""
        if not self.may(right, hospital_id):
            raise Problem(REFUSED)

    def where(self, right: Right) -> tuple[int, ...]:
        """The hospitals at which this viewer has the right."""
        return tuple(each for each in self.hospitals if self.may(right, each))

    def anywhere(self, right: Right) -> bool:
        return bool(self.where(right))


class Group(msgspec.Struct, frozen=True):
    id: int
    name_zh: str
    name_en: str
    version: int


class Hospital(msgspec.Struct, frozen=True):
    """A hospital or one campus of it."""

    id: int
    group_id: int
    code: str
    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    phone: str
    time_zone: str
    retired: bool
    version: int


class Department(msgspec.Struct, frozen=True):
    hospital_id: int
    id: UUID
    code: str
    name_zh: str
    name_en: str
    position: int
    retired: bool
    version: int


class Skill(msgspec.Struct, frozen=True):
    hospital_id: int
    id: UUID
    code: str
    name_zh: str
    name_en: str
    retired: bool
    version: int


class Service(msgspec.Struct, frozen=True):
    """Something with a published price, the same for everyone (rule L20). `price_fen`: integer fen."""

    hospital_id: int
    id: UUID
    department_id: UUID | None
    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    price_fen: int
    retired: bool
    version: int


class Doctor(msgspec.Struct, frozen=True):
    hospital_id: int
    id: UUID
    department_id: UUID | None
    staff_id: UUID | None
    code: str
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    focus_zh: str
    focus_en: str
    languages: list[str]
    licence: str
    verified: bool
    """Whether the licence was checked; only then do titles count (rule L05)."""
    retired: bool
    version: int


class DoctorHours(msgspec.Struct, frozen=True):
    """One weekly span of a doctor's clinic, in minutes of the local day."""

    doctor_id: UUID
    weekday: int
    starts: int
    ends: int


class Post(msgspec.Struct, frozen=True):
    """Where and as what a person works at one hospital."""

    hospital_id: int
    roles: list[Role]
    title_zh: str
    title_en: str
    departments: list[UUID]
    """Whom they serve; empty: all."""
    skills: list[UUID]


class Staff(msgspec.Struct, frozen=True):
    """A member of staff with their posts at the hospitals of this transaction."""

    id: UUID
    group_id: int
    login: str
    name_zh: str
    name_en: str
    email: str
    lang: Lang
    languages: list[str]
    capacity: int
    """Conversations at once, over all hospitals."""
    disabled: bool
    version: int
    posts: list[Post]


class AuditEntry(msgspec.Struct, frozen=True):
    """One line of the log. `actor` and `object` are `kind:id`; nothing in it identifies a person directly."""

    hospital_id: int
    seq: int
    occurred_at: datetime
    actor: str
    action: str
    object: str
    reason: str
    detail: dict[str, Any]
    address_hash: str
    hash: str


class SessionShown(msgspec.Struct, frozen=True):
    """A session as its owner sees it in the list."""

    id: UUID
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    agent: str
    provider: str


class Break(msgspec.Struct, frozen=True):
    """A rest within a shift."""

    starts_at: datetime
    ends_at: datetime


class Shift(msgspec.Struct, frozen=True):
    """A person on the desk of one or several hospitals for a time."""

    id: UUID
    hospitals: list[int]
    staff_id: UUID
    name_zh: str
    name_en: str
    starts_at: datetime
    ends_at: datetime
    breaks: list[Break]
    version: int

    def on_break(self, at: datetime) -> bool:
        return any(rest.starts_at <= at < rest.ends_at for rest in self.breaks)


class OnDuty(msgspec.Struct, frozen=True):
    """Who has a shift now at a hospital."""

    staff_id: UUID
    shift_id: UUID
    ends_at: datetime
    on_break: bool


class Swap(msgspec.Struct, frozen=True):
    """调休: the asker gives a shift to a colleague, for one of the colleague's or for nothing."""

    hospital_id: int
    id: UUID
    asker: UUID
    colleague: UUID
    gives: UUID
    takes: UUID | None
    reason: str
    state: Literal["asked", "accepted", "declined", "approved", "refused", "withdrawn"]
    asked_at: datetime
    answered_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None


class Handover(msgspec.Struct, frozen=True):
    """At the end of a shift: notes and open conversations go to a colleague."""

    hospital_id: int
    id: UUID
    giver: UUID
    receiver: UUID
    notes: str
    conversations: list[UUID]
    made_at: datetime
    received_at: datetime | None


class Opening(msgspec.Struct, frozen=True):
    """A record opened outside one's own work, or by break-glass (rule L30)."""

    hospital_id: int
    id: UUID
    staff_id: UUID
    subject: UUID
    kind: Literal["outside_work", "break_glass"]
    reason: str
    opened_at: datetime
    expires_at: datetime
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    justified: bool | None
    review_note: str

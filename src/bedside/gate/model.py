"""Rules as data, stops, and what the contact gate answers (rules L10, L12-L16)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

Channel = Literal["web", "email", "sms"]
Purpose = Literal["verification", "care", "marketing", "duty"]
"""verification: a code that the person asks for this second. care: appointments, reminders, results. care and marketing
have a consent of their own each (L15). duty: to the hospital's own staff, never to a patient."""
StopPurpose = Literal["all", "verification", "care", "marketing"]
"""`all`: every purpose but codes that the person asks for themselves, and calls to staff on duty."""
Outcome = Literal["allow", "defer", "refuse"]
RuleKind = Literal["consent", "stop", "quiet", "caps", "child", "person", "emergency"]
Hour = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class ConsentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`needs`: which consent a purpose asks for on which channels; a purpose that is not named needs none."""

    needs: dict[Purpose, list[Channel]]


class QuietSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From `opens` to `closes` by the recipient's own clock one may write; across midnight when `closes` is earlier.
    Equal hours mean the whole day."""

    opens: Hour
    closes: Hour
    purposes: list[Purpose]
    channels: list[Channel]


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages per person (or address) and channel: on one local day, and in seven times 24 hours."""

    day: Count
    week: Count


class CapSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    per: dict[Purpose, Cap]
    channels: list[Channel]


class ChildSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nobody younger than `years` is written to for these purposes."""

    years: Annotated[int, msgspec.Meta(ge=0, le=21)]
    purposes: list[Purpose]


class NoSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that is either followed or not."""


SETTINGS: dict[RuleKind, type[msgspec.Struct]] = {
    "consent": ConsentSettings, "stop": NoSettings, "quiet": QuietSettings, "caps": CapSettings, "child": ChildSettings,
    "person": NoSettings,
    "emergency": NoSettings,
}  # fmt: skip


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule as it stands at one hospital: as shipped, or as the hospital's lawyer amended it.

    `fixed` rules cannot be switched off. `rev` counts the hospital's amendments, 0 is the shipped text.
    """

    id: str
    kind: RuleKind
    jurisdiction: str
    source: str
    version: str
    effective: date
    says_zh: str
    says_en: str
    settings: dict[str, Any]
    fixed: bool = False
    active: bool = True
    rev: int = 0
    note: str = ""

    @property
    def name(self) -> str:
        """How decisions name it: id and version."""
        return f"{self.id}@{self.version}" + (f"+{self.rev}" if self.rev else "")


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody does not want to be written to: a person on all addresses, or one address whoever uses it.

    `channel` None: on every channel. `source`: reply, link, staff.
    """

    hospital_id: int
    id: UUID
    person_id: UUID | None
    address_hash: bytes | None
    masked: str
    channel: Channel | None
    purpose: StopPurpose
    source: str
    word: str
    since: datetime
    made_by: str

    def covers(self, channel: Channel, purpose: Purpose) -> bool:
        spoken_of = self.purpose == purpose or (self.purpose == "all" and purpose not in ("verification", "duty"))
        return spoken_of and self.channel in (None, channel)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """May this be sent? `now` is the moment at which it would be.

    `about` names what is to be sent, so that a retry is no second contact. `asked_by_person`: a reply to what the person
    asked just now, which may go at night and counts towards no cap. `sending`: the last question before it leaves;
    an allow is then counted as a contact.
    """

    hospital_id: int
    channel: Channel
    purpose: Purpose
    now: datetime
    person_id: UUID | None = None
    address_hash: bytes | None = None
    asked_by_person: bool = False
    about: UUID | None = None
    sending: bool = False


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`until`: when to ask again (defer). `rules`: which rules led to it, each as id@version; all that were asked if it
    is an allow. `why`: the rule kind that decided, "" for an allow."""

    outcome: Outcome
    until: datetime | None = None
    rules: tuple[str, ...] = ()
    why: str = ""

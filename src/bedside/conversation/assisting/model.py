"""Nouns of the assistant: what a hospital set, what was asked, what came of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.coach.assistant.prompts import Purpose
from bedside.conversation.model import Emergency
from bedside.gate.claims.model import ClaimShown
from bedside.kit.written import LINE

DeskPurpose = Literal["draft", "summary"]
Basis = Literal["", "assessment", "standard_contract", "certification"]
"""On what personal data goes abroad (PIPL art. 38); empty: it does not."""
Outcome = Literal["unchanged", "edited", "inserted", "discarded"]
Short = Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)]


class AssistantSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hospital's endpoint. `base`: as far as before /chat/completions. `agreed_by`: who agreed for the hospital; `agreement`:
    the data-processing agreement with whoever runs it (PIPL art. 21), or why none is needed. `consent_version`: the consent
    text that tells visitors of the transfer abroad (art. 39); only conversations begun under it are sent there."""

    on: bool = False
    base: Annotated[str, msgspec.Meta(max_length=300, pattern=LINE)] = ""
    model: Annotated[str, msgspec.Meta(max_length=120, pattern=LINE)] = ""
    stream: bool = True
    timeout_seconds: Annotated[int, msgspec.Meta(ge=3, le=60)] = 20
    purposes: Annotated[list[DeskPurpose], msgspec.Meta(max_length=2)] = msgspec.field(
        default_factory=lambda: ["draft", "summary"]
    )
    requests_per_day: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 300
    tokens_per_day: Annotated[int, msgspec.Meta(ge=1_000, le=1_000_000_000)] = 600_000
    agreed_by: Annotated[str, msgspec.Meta(max_length=80, pattern=LINE)] = ""
    agreement: Short = ""
    abroad: bool = False
    basis: Basis = ""
    consent_version: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0: nothing was ever set."""

    settings: AssistantSettings = AssistantSettings()
    key_sealed: bytes | None = None
    version: int = 0


class SettingsShown(msgspec.Struct, frozen=True, kw_only=True):
    """`away_seconds`: after failures in a row the endpoint is left alone for so long."""

    settings: AssistantSettings
    has_key: bool
    version: int
    requests_today: int
    tokens_today: int
    away_seconds: int


class UseShown(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `hidden`: how many different things placeholders stood for."""

    id: UUID
    at: datetime
    staff: UUID
    name: str
    purpose: Purpose
    host: str
    model: str
    tokens_in: int
    tokens_out: int
    hidden: int
    ms: int | None
    failure: str | None
    outcome: Outcome | None


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What went out and came back when it was tried."""

    sent: str
    answer: str
    model: str
    ms: int
    tokens_in: int
    tokens_out: int


class AtTheDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk may ask for now."""

    purposes: list[DeskPurpose]
    away_seconds: int = 0


class UsedSource(msgspec.Struct, frozen=True, kw_only=True):
    """An approved entry that went along; `used`: the draft says that it rests on it."""

    id: UUID
    title: str
    used: bool


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal, never said by itself. While a red flag is open there is none: the fixed first-aid words stand instead."""

    id: UUID | None = None
    text: str = ""
    model: str = ""
    claims: list[ClaimShown] = []
    sources: list[UsedSource] = []
    hidden: int = 0
    emergency: Emergency | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    text: str
    model: str
    hidden: int

"""The demo hospital's furniture as typed data; the website and `bedside.demo.furnish` both read it."""

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

import msgspec

from bedside.appointment.intake.model import Field
from bedside.knowledge.entries.model import Kind, Part
from bedside.knowledge.model import ContentClass

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


class Text(msgspec.Struct, frozen=True):
    """One text in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Group(msgspec.Struct, frozen=True):
    key: str
    name: Text
    motto: Text
    timezone: str
    desk_hours: str


class Campus(msgspec.Struct, frozen=True):
    """`code` is its hospital's code, and the key of its website's script tag."""

    key: str
    code: str
    name: Text
    short: Text
    address: Text
    phone: str
    hours: Text
    departments: list[str]


class Department(msgspec.Struct, frozen=True):
    key: str
    name: Text


class Doctor(msgspec.Struct, frozen=True):
    """Unverified doctors have no clinic: nobody sees patients before the licence is checked (L05)."""

    key: str
    name: Text
    title: Text
    department: str
    campuses: list[str]
    licence: str
    verified: bool
    languages: list[Lang]
    clinic: Text | None = None
    hours: list[str] = []
    focus: Text | None = None
    says: Text | None = None


class Service(msgspec.Struct, frozen=True):
    """A published price in integer fen per unit; department `general` belongs to every department."""

    key: str
    department: str
    name: Text
    unit: Text
    price_fen: int


class Staff(msgspec.Struct, frozen=True):
    """`capacity` is the number of conversations at once."""

    login: str
    name: Text
    role: str
    campuses: list[str]
    departments: list[str]
    languages: list[Lang]
    capacity: int
    doctor: str | None = None


class ShiftPattern(msgspec.Struct, frozen=True):
    """Local clock times HH:MM; an end before the start is on the next day."""

    key: str
    name: Text
    starts: str
    ends: str
    breaks: list[str]


class Rota(msgspec.Struct, frozen=True):
    """Weekdays (1 Monday … 7 Sunday) on which a person works each pattern."""

    login: str
    early: list[int] = []
    late: list[int] = []
    night: list[int] = []


class Campaign(msgspec.Struct, frozen=True):
    """`promise` is what the campaign said, word for word (B14)."""

    key: str
    campus: str
    department: str
    name: Text
    utm_source: str
    utm_campaign: str
    landing: str
    began_days_ago: int
    ends_in_days: int
    promise: Text
    audience: Text


class Entry(msgspec.Struct, frozen=True):
    """What the hospital knows. `about`: a service's key, or "doctor:" and a doctor's; `department` "" is everybody's."""

    department: str
    kind: Kind
    title: Text
    also: list[str]
    source: str
    content_class: ContentClass
    parts: dict[Part, Text]
    about: str = ""


class Synonyms(msgspec.Struct, frozen=True):
    lists: list[list[str]]


class Reply(msgspec.Struct, frozen=True):
    key: str
    topic: str
    zh: str
    en: str


class InvitationRule(msgspec.Struct, frozen=True):
    """Conditions as in the visit room's rules; `page_seconds` is time on the page."""

    key: str
    name: Text
    text: Text
    priority: int
    pages: int = 1
    path: str = ""
    page_seconds: int = 0
    campaign: str = ""
    came_back: bool | None = None


class Clinics(msgspec.Struct, frozen=True):
    """How hours become seats. `services`: what a visit to a doctor of each (Chinese) title is called and costs."""

    slot_minutes: int
    seats: int
    green_seats: int
    noon: str
    services: dict[str, str]


class Intake(msgspec.Struct, frozen=True):
    department: str
    fields: list[Field]


class HospitalSystem(msgspec.Struct, frozen=True):
    """The hospital's own system, and the department whose seats it gives out."""

    name: Text
    campus: str
    department: str
    days_ahead: int


class Names(msgspec.Struct, frozen=True):
    """The demo's patients. `phone`: how all their numbers begin."""

    families_zh: list[str]
    given_zh: list[str]
    families_en: list[str]
    given_en: list[str]
    phone: str
    reasons_to_cancel: list[str]

    def made(self, dice: Random, lang: Lang = "zh") -> str:
        if lang == "zh":
            return dice.choice(self.families_zh) + dice.choice(self.given_zh)
        return f"{dice.choice(self.given_en)} {dice.choice(self.families_en)}"

    def number(self, dice: Random) -> str:
        """A mobile number of eleven digits that nobody has."""
        return f"{self.phone}{dice.randrange(10**7):07d}"

    def are(self, name: str) -> bool:
        """Whether this is one of theirs."""
        given, _, family = name.partition(" ")
        return (name[:1] in self.families_zh and name[1:] in self.given_zh) or (
            family in self.families_en and given in self.given_en
        )


class Furniture(msgspec.Struct, frozen=True):
    """All of it, as read from the files beside this one."""

    group: Group
    campuses: list[Campus]
    departments: list[Department]
    doctors: list[Doctor]
    services: list[Service]
    staff: list[Staff]
    passwords: dict[str, str]
    patterns: list[ShiftPattern]
    rota: list[Rota]
    campaigns: list[Campaign]
    replies: list[Reply]
    entries: list[Entry]
    synonyms: Synonyms
    rules: list[InvitationRule]
    clinics: Clinics
    intake: list[Intake]
    names: Names
    his: HospitalSystem

    def department(self, key: str) -> Department:
        return next(found for found in self.departments if found.key == key)

    def campus(self, key: str) -> Campus:
        return next(found for found in self.campuses if found.key == key)


@cache
def load() -> Furniture:
    """Read and check every furniture file; a wrong field raises msgspec.ValidationError naming it."""
    merged: dict[str, object] = {}
    for file in sorted(files("bedside.demo.furniture").iterdir(), key=lambda found: found.name):
        if file.name.endswith(".toml"):
            merged |= tomllib.loads(file.read_text(encoding="utf-8"))
    return msgspec.convert(merged, Furniture)

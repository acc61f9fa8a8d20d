"""A talk of the demo's past, and who was at the desk."""

import msgspec

from bedside.conversation.model import Outcome
from bedside.demo.furniture import Lang
from bedside.hospital.rights import Role

CONSULTANT, LEAD = "meng", "ye"
WHO = {
    CONSULTANT: Role.CONSULTANT, "qiao": Role.CONSULTANT, "jiang": Role.CONSULTANT, LEAD: Role.DESK_LEAD,
    "shu": Role.DESK_LEAD,
}  # fmt: skip
STAFF = "-"
"""How a consultant's line begins."""


class PastTalk(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: HH:MM of the day so many days `ago`."""

    ago: int
    at: str
    lines: list[str]
    lang: Lang = "zh"
    campus: str = "east"
    form: bool = False
    score: int | None = None
    comment: str | None = None
    consultant: str = CONSULTANT
    outcome: Outcome | None = None
    department: str | None = None
    """What it is about, where one department answers for it."""

"""Links in messages, /a/{token}: whoever has one sees one appointment (or one offer) and may answer for it.

A link is signed, names its time, and ends with it. Opening it changes nothing, so that a mail scanner which follows links
cancels nobody's visit; the page that it shows asks, and says which state it saw.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.problems import register
from bedside.kit.secret import Signer
from bedside.kit.services import Services

AFTERWARDS = timedelta(hours=12)
"""A link still shows its appointment so long after it began."""

LINK_EXPIRED = register(
    "link_expired",
    410,
    "这个链接已失效",
    "This link is no longer valid",
    "请打开最近一条短信或邮件里的链接，或致电医院。",
    "Open the link of the newest message, or call the hospital.",
)


CHANGED_SINCE = register(
    "appointment_changed",
    409,
    "您打开链接之后，这个预约已有变化",
    "This appointment has changed since you opened the link",
    "请看现在的情况，再决定。",
    "See how it stands now, then decide.",
)


class Link(msgspec.Struct, frozen=True, array_like=True):
    """`what` of which `id`; good until then."""

    hospital_id: int
    what: Literal["appointment", "offer"]
    id: UUID
    until: datetime


def sign(services: Services, link: Link) -> str:
    """The address, in full, for a message."""
    return f"{services.settings.origin}/a/{_signer(services).sign(link)}"


def appointment_link(services: Services, hospital_id: int, id: UUID, starts_at: datetime) -> str:
    """Where this appointment can be seen, confirmed, cancelled, until half a day after it began."""
    return sign(services, Link(hospital_id, "appointment", id, starts_at + AFTERWARDS))


def offer_link(services: Services, hospital_id: int, id: UUID, expires_at: datetime) -> str:
    return sign(services, Link(hospital_id, "offer", id, expires_at))


def read(services: Services, token: str, now: datetime) -> Link | None:
    """The link; None if it is not ours or its time is over."""
    found = _signer(services).read(token, Link)
    return found if found and found.until > now else None


def _signer(services: Services) -> Signer:
    return Signer(services.key("appointment link"))

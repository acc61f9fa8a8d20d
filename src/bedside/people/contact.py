"""A contact that was just shown to be somebody's, by a code: what their browser brings along to book and to see."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bedside.kit.problems import Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services
from bedside.people.identifiers import hash_of, normalised, sealer
from bedside.people.problems import CONTACT_EXPIRED

LASTS = timedelta(hours=2)


class ContactToken(msgspec.Struct, frozen=True, array_like=True):
    """`value_hash` as in people.identifiers, `sealed` with the same key, good `until` then."""

    hospital_id: int
    kind: Literal["phone", "email"]
    value_hash: bytes
    sealed: bytes
    until: datetime


def sign(
    services: Services,
    hospital_id: int,
    kind: Literal["phone", "email"],
    value: str,
    now: datetime,
    lasts: timedelta = LASTS,
) -> str:
    """A token for a contact whose code was right. Raises Problem bad_identifier."""
    value = normalised(kind, value)
    sealed = sealer(services).seal(value)
    token = ContactToken(hospital_id, kind, hash_of(services, kind, value), sealed, now + lasts)
    return Signer(services.key("contact token")).sign(token)


def read(services: Services, text: str | None, now: datetime) -> ContactToken | None:
    """The token; None if there is none, it is not ours, or its time is over."""
    found = Signer(services.key("contact token")).read(text, ContactToken) if text else None
    return found if found and found.until > now else None


def required(services: Services, hospital_id: int, text: str | None, now: datetime) -> ContactToken:
    """The token of this hospital. Raises Problem contact_expired."""
    found = read(services, text, now)
    if found is None or found.hospital_id != hospital_id:
        raise Problem(CONTACT_EXPIRED)
    return found


def value_of(services: Services, token: ContactToken) -> str:
    """The phone number or address itself."""
    return sealer(services).open(token.sealed)

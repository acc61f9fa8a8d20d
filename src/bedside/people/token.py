"""What a visitor's browser keeps: which hospital, who, and whether they may be tracked. Opaque and signed."""

from uuid import UUID

import msgspec

from bedside.kit.secret import Signer
from bedside.kit.services import Services
from bedside.people.model import Kind


class VisitorToken(msgspec.Struct, frozen=True, array_like=True):
    """`kind` is as of the signing; what holds now is in the visitor's consents."""

    hospital_id: int
    visitor_id: UUID
    kind: Kind


def sign(services: Services, token: VisitorToken) -> str:
    return Signer(services.key("visitor")).sign(token)


def read(services: Services, text: str | None) -> VisitorToken | None:
    """The token, or None if there is none or it is not ours."""
    return Signer(services.key("visitor")).read(text, VisitorToken) if text else None

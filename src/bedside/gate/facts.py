"""What the gate announces. Subject of a stop: the person, or the stop itself when only an address is known."""

from uuid import UUID

from bedside.gate.model import Channel, StopPurpose
from bedside.kit.facts import Fact


class ContactStopped(Fact, frozen=True, kw_only=True):
    """Somebody wants no more messages; what is queued for them is looked at again."""

    kind = "gate.stopped"
    stop: UUID
    channel: Channel | None
    purpose: StopPurpose
    source: str


class ContactResumed(Fact, frozen=True, kw_only=True):
    kind = "gate.resumed"
    stop: UUID
    source: str

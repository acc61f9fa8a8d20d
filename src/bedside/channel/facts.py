"""What the channel room announces. Subject: the person; without one, the visitor or the delivery itself."""

from uuid import UUID

from bedside.gate.model import Channel, Purpose
from bedside.kit.facts import Fact


class MessageQueued(Fact, frozen=True, kw_only=True):
    """The gate let it in; `deferred` when it waits for a better hour."""

    kind = "channel.queued"
    delivery: UUID
    channel: Channel
    purpose: Purpose
    template: str
    deferred: bool


class MessageSent(Fact, frozen=True, kw_only=True):
    """A provider took it. `tries` counts from 1."""

    kind = "channel.sent"
    delivery: UUID
    channel: Channel
    purpose: Purpose
    template: str
    tries: int


class MessageDelivered(Fact, frozen=True, kw_only=True):
    """The provider says that it arrived; on the web: it was seen."""

    kind = "channel.delivered"
    delivery: UUID
    channel: Channel
    template: str


class MessageFailed(Fact, frozen=True, kw_only=True):
    """It did not arrive and is not tried again. `state`: failed or expired."""

    kind = "channel.failed"
    delivery: UUID
    channel: Channel
    template: str
    state: str
    error: str


class MessageRerouted(Fact, frozen=True, kw_only=True):
    """What failed by one channel is tried by another: `delivery` stands in for `instead_of`."""

    kind = "channel.rerouted"
    delivery: UUID
    instead_of: UUID
    was: Channel
    channel: Channel
    template: str


class MessageStopped(Fact, frozen=True, kw_only=True):
    """The claims gate holds it back until a desk lead has looked at its words."""

    kind = "channel.stopped"
    delivery: UUID
    channel: Channel
    template: str
    rules: list[str]


class MessageRefused(Fact, frozen=True, kw_only=True):
    """The contact gate said no, at queueing or at the last moment; or a desk lead to its words."""

    kind = "channel.refused"
    delivery: UUID
    channel: Channel
    purpose: Purpose
    template: str
    rules: list[str]


class MessageCancelled(Fact, frozen=True, kw_only=True):
    kind = "channel.cancelled"
    delivery: UUID
    channel: Channel
    template: str


class MessageReceived(Fact, frozen=True, kw_only=True):
    """Somebody wrote back. `means`: stop, start or text. Subject: whose number it is, while that is sure, else itself."""

    kind = "channel.received"
    incoming: UUID
    channel: Channel
    means: str


class ReplySettled(Fact, frozen=True, kw_only=True):
    """Somebody saw to what was written. `state`: answered, done, or open (not so after all)."""

    kind = "channel.reply_settled"
    incoming: UUID
    state: str

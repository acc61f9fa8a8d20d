"""Where a message goes: the address, sealed and masked, and what stands in its way."""

import msgspec

from bedside.channel.model import Channel, Message
from bedside.channel.store import settings as store
from bedside.gate.actions import IDENTIFIER
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.identifiers import hash_of, masked, normalised, sealer


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`trouble`: not_set_up, no_address, bad_address, or "" when the way is free. The web needs no address."""

    channel: Channel
    trouble: str = ""
    sealed: bytes | None = None
    hash: bytes | None = None
    masked: str = ""


async def find(tx: Transaction, services: Services, message: Message) -> Route:
    """The way of this message; without a channel of its own the first of sms, email, web that is free."""
    if message.channel:
        return await _by(tx, services, message, message.channel)
    for channel in ("sms", "email"):
        found = await _by(tx, services, message, channel)
        if not found.trouble:
            return found
    return await _by(tx, services, message, "web")


def route(services: Services, channel: Channel, address: str) -> Route:
    """The way to this address. Raises Problem bad_identifier."""
    kind = IDENTIFIER[channel]
    value = normalised(kind, address)
    return Route(
        channel=channel, sealed=sealer(services).seal(value), hash=hash_of(services, kind, value),
        masked=masked(kind, value),
    )  # fmt: skip


async def _by(tx: Transaction, services: Services, message: Message, channel: Channel) -> Route:
    if channel == "web":
        return Route(channel="web", trouble="" if message.person_id or message.visitor_id else "no_address")
    ready = await store.read(tx, message.hospital_id)
    if getattr(ready.settings, channel) is None:
        return Route(channel=channel, trouble="not_set_up")
    address = message.address
    if address is None and message.person_id:
        address = await people.address_of(tx, services, message.hospital_id, message.person_id, channel)
    if not address:
        return Route(channel=channel, trouble="no_address")
    try:
        return route(services, channel, address)
    except Problem:
        return Route(channel=channel, trouble="bad_address")

"""What did not arrive goes another way: the next channel that reaches the person, once each, through the same gate."""

import logging
from datetime import timedelta
from typing import get_args

from bedside.channel import addresses, writing
from bedside.channel.actions import send
from bedside.channel.facts import MessageRerouted
from bedside.channel.model import ACTOR, LIVE, Channel, Delivery, Message
from bedside.channel.store import deliveries as store
from bedside.channel.store.deliveries import Stored
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people import questions as people

log = logging.getLogger(__name__)
ORDER: tuple[Channel, ...] = ("sms", "email", "web")
assert set(ORDER) == set(get_args(Channel))
JUST_NOW = timedelta(hours=1)
"""For so long it is still the answer to what the person asked, and may go at night."""
UNREADABLE = ("erased", "sealed")


async def another_way(tx: Transaction, services: Services, failed: Stored) -> Delivery | None:
    """Queue a message that failed for good on the next channel by which its person is surely reached: a verified
    address, on the web a browser of theirs. What the gate refuses is stored as refused, and the next channel is asked.

    None when there is no way left, or none is allowed: a code proves one address, a fixed channel was meant, and what
    was cancelled, erased or is too late is not said again. Call it holding the lock of the delivery's subject.
    """
    now, origin = tx.clock.now(), failed.instead_of or failed.id
    late = failed.expires_at is not None and failed.expires_at <= now
    if failed.fixed or failed.purpose == "verification" or failed.cancelled_at or failed.error in UNREADABLE or late:
        return None
    if failed.person_id is None or failed.content_sealed is None:
        return None
    ways = await store.ways(tx, failed.hospital_id, origin)
    first = next((each for each in ways if each.id == origin), failed)
    content = writing.opened(services, failed.content_sealed)
    for channel in ORDER:
        key = f"{first.key}:{channel}"
        if any(each.channel == channel for each in ways) or await store.by_key(tx, failed.hospital_id, key):
            continue
        reached, address = await _reached(tx, services, failed, channel)
        message = Message(
            hospital_id=failed.hospital_id, key=key, purpose=failed.purpose, template=failed.template, channel=channel,
            person_id=failed.person_id, visitor_id=failed.visitor_id, values=content.given, address=address,
            attachments=tuple(content.attachments), expires_at=failed.expires_at,
            asked=failed.asked and now - first.made_at < JUST_NOW, lang=failed.lang, instead_of=origin,
        )  # fmt: skip
        if not reached or (await addresses.find(tx, services, message)).trouble:
            continue
        try:
            made = await send(tx, services, message)
        except ValueError as error:
            log.warning("a message has no words for %s: %s", channel, error)
            continue
        fact = MessageRerouted(
            delivery=made.id, instead_of=failed.id, was=failed.channel, channel=channel, template=made.template
        )
        tx.announce(failed.hospital_id, failed.subject, fact, actor=ACTOR)
        if made.state in LIVE:
            return made
    return None


async def _reached(tx: Transaction, services: Services, failed: Stored, channel: Channel) -> tuple[bool, str | None]:
    assert failed.person_id
    if channel == "web":
        person = await people.person(tx, services, failed.hospital_id, failed.person_id)
        return failed.visitor_id is not None or bool(person and person.visitors), None
    address = await people.address_of(tx, services, failed.hospital_id, failed.person_id, channel, verified=True)
    return address is not None, address

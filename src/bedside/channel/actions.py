"""Messages are queued and cancelled, in the caller's own transaction: with the booking, or not at all."""

from datetime import timedelta
from uuid import UUID

from bedside.channel import addresses, writing
from bedside.channel.facts import MessageCancelled, MessageQueued, MessageRefused
from bedside.channel.model import Channel, Delivery, Message
from bedside.channel.problems import NOT_SET_UP
from bedside.channel.store import deliveries as store
from bedside.channel.store import settings as settings_store
from bedside.gate import contact
from bedside.gate.model import Ask
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services

BEST: tuple[Channel, ...] = ("sms", "email", "web")


async def send(tx: Transaction, services: Services, message: Message) -> Delivery:
    """Queue a message once: the same key again answers with the delivery that there is.

    The gate is asked now (and again when it leaves); what it refuses is stored as refused, with the rules. What cannot
    reach anybody is stored as failed (not_set_up, no_address, bad_address): a booking does not fail because a message
    cannot be sent. Call it holding the lock of the person. Raises ValueError for an unknown template or missing values.
    """
    known = await store.by_key(tx, message.hospital_id, message.key)
    if known:
        return known
    route = await addresses.find(tx, services, message)
    now = tx.clock.now()
    due = max(now, message.due_at or now)
    id = new_id()
    verdict = await contact.may_contact(
        tx,
        services,
        Ask(
            hospital_id=message.hospital_id, channel=route.channel, purpose=message.purpose, now=due,
            person_id=message.person_id, address_hash=route.hash, asked_by_person=message.asked, about=id,
        ),
    )  # fmt: skip
    written = await writing.write(tx, services, message, route)
    made = Delivery(
        hospital_id=message.hospital_id, id=id, key=message.key, person_id=message.person_id,
        visitor_id=message.visitor_id, channel=route.channel, purpose=message.purpose, template=message.template,
        lang=written.lang, masked=route.masked,
        state={"allow": "queued", "defer": "deferred", "refuse": "refused"}[verdict.outcome],  # pyright: ignore[reportArgumentType]
        tries=0, made_at=now, due_at=max(due, verdict.until or due), expires_at=message.expires_at, sent_at=None,
        ended_at=now if verdict.outcome == "refuse" else None, error=verdict.why, provider_id="",
        attachments=[each.name for each in message.attachments],
        rules=[] if verdict.outcome == "allow" else list(verdict.rules),
    )  # fmt: skip
    if not await store.insert(tx, made, route.sealed(services), written.sealed(services), route.hash, message.asked):
        raced = await store.by_key(tx, message.hospital_id, message.key)
        assert raced
        return raced
    subject, told = _subject(made), {"delivery": id, "channel": made.channel, "template": made.template}
    if made.state == "refused":
        fact = MessageRefused(**told, purpose=made.purpose, rules=made.rules)
    else:
        fact = MessageQueued(**told, purpose=made.purpose, deferred=made.state == "deferred")
    tx.announce(made.hospital_id, subject, fact, actor="system:channel")
    return made


async def cancel(tx: Transaction, hospital_id: int, key_prefix: str) -> int:
    """Cancel what has not left yet of all keys that begin so; returns how many. Call it holding the person's lock.

    What a transport has in its hands may still arrive, but is not tried again.
    """
    gone = await store.cancel(tx, hospital_id, key_prefix, tx.clock.now())
    for each in gone:
        fact = MessageCancelled(delivery=each.id, channel=each.channel, template=each.template)
        tx.announce(hospital_id, _subject(each), fact, actor="system:channel")
    return len(gone)


def _subject(delivery: Delivery) -> UUID:
    return delivery.person_id or delivery.visitor_id or delivery.id

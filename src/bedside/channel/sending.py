"""Messages leave: claimed in batches with a lease, asked of the gates once more, handed to a transport outside of any
transaction, and what came of it recorded by whoever still holds the lease.

Whoever dies in between leaves the lease to run out; the next one sends with the same key, so that a provider that honours
it sends once.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from cryptography.exceptions import InvalidTag

from bedside.channel import saying, writing
from bedside.channel.facts import MessageCancelled, MessageDelivered, MessageFailed, MessageRefused, MessageSent
from bedside.channel.fallback import another_way
from bedside.channel.model import ACTOR, State
from bedside.channel.store import deliveries as store
from bedside.channel.store.deliveries import Lane, Stored
from bedside.channel.transports.contract import Answer, Parcel, Transport
from bedside.channel.wires import Wires
from bedside.gate.contact import may_contact
from bedside.gate.model import Ask
from bedside.hospital.questions.front import front
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.identifiers import sealer

log = logging.getLogger(__name__)
BATCH = 20
LEASE = timedelta(seconds=120)
WAITS = (5, 30, 120, 600, 1800, 3600, 7200)
"""Seconds before the second try, the third, and so on."""


async def send_due(services: Services, lane: Lane) -> int:
    """One batch of one lane; returns how many rows it looked at (0: nothing is due)."""
    seen, batch, sender = await _claim(services, lane)
    if batch:
        wire = await services.get(Wires).of(services, lane.hospital_id, lane.channel)
        await asyncio.gather(*(_send(services, wire, each, sender) for each in batch))
    return seen


async def _claim(services: Services, lane: Lane) -> tuple[int, list[Stored], str]:
    """What the gate lets go now, in our hands until the lease ends."""
    async with services.database.transaction([lane.hospital_id]) as tx:
        now = tx.clock.now()
        due = await store.due(tx, lane, now, BATCH)
        if not due:
            return 0, [], ""
        # Subjects before rows, in one order: whoever cancels holds a subject and wants its rows.
        await tx.lock(*{subject for _, subject in due})
        mine = await store.claim(tx, lane.hospital_id, [id for id, _ in due], now, now + LEASE)
        released = [each for each in mine if await _released(tx, services, each)]
        place = await front(tx, lane.hospital_id)
        return len(due), released, place.name_zh if place else ""


async def _released(tx: Transaction, services: Services, each: Stored) -> bool:
    """Whether it may leave. What was cancelled, is too late or is refused ends here; what is deferred waits."""
    now = tx.clock.now()
    if each.cancelled_at:
        await store.release(tx, each, "cancelled", now, [], "")
        fact = MessageCancelled(delivery=each.id, channel=each.channel, template=each.template)
    elif each.expires_at and each.expires_at <= now:
        await store.release(tx, each, "expired", now, [], "expired")
        fact = MessageFailed(
            delivery=each.id, channel=each.channel, template=each.template, state="expired", error="expired"
        )
    else:
        ask = Ask(
            hospital_id=each.hospital_id, channel=each.channel, purpose=each.purpose, now=now, person_id=each.person_id,
            address_hash=each.address_hash, asked_by_person=each.asked, about=each.id, sending=True,
        )  # fmt: skip
        verdict = await may_contact(tx, services, ask)
        if verdict.outcome == "allow":
            return True
        if verdict.outcome == "defer":
            await store.release(tx, each, "deferred", verdict.until or now + LEASE, verdict.rules, verdict.why)
            return False
        await store.release(tx, each, "refused", now, verdict.rules, verdict.why)
        fact = MessageRefused(
            delivery=each.id, channel=each.channel, purpose=each.purpose, template=each.template,
            rules=list(verdict.rules),
        )  # fmt: skip
    tx.announce(each.hospital_id, each.subject, fact, actor=ACTOR)
    return False


async def _send(services: Services, wire: Transport | None, each: Stored, sender: str) -> None:
    if blocked := await saying.blocked_in(services, each):
        async with services.get(Wires).recording, services.database.transaction([each.hospital_id]) as tx:
            await tx.lock(each.subject)
            await saying.hold(tx, services, each, blocked)
        return
    answer = await _handed_over(services, wire, each, sender)
    async with services.get(Wires).recording, services.database.transaction([each.hospital_id]) as tx:
        await tx.lock(each.subject)
        await _record(tx, services, each, answer)


async def _handed_over(services: Services, wire: Transport | None, each: Stored, sender: str) -> Answer:
    if wire is None:
        return Answer(outcome="retry", error="not_set_up")
    if each.content_sealed is None or (each.address_sealed is None and each.channel != "web"):
        return Answer(outcome="failed", error="erased")
    try:
        content = writing.opened(services, each.content_sealed)
        address = sealer(services).open(each.address_sealed) if each.address_sealed else ""
    except InvalidTag:
        # The installation's secret was changed: nobody can read this any more.
        return Answer(outcome="failed", error="sealed")
    parcel = Parcel(
        key=each.id.hex, address=address, template=each.template, lang=each.lang, content=content, sender=sender
    )
    try:
        return await wire.send(parcel)
    except Exception:
        log.exception("transport %s failed", each.channel)
        return Answer(outcome="retry", error="transport")


async def _record(tx: Transaction, services: Services, each: Stored, answer: Answer) -> None:
    now = tx.clock.now()
    state: State = "failed" if answer.outcome == "failed" else "sent"
    error, due = answer.error, now
    if answer.outcome == "delivered":
        state = "delivered"
    elif answer.outcome == "retry":
        state, due = "queued", now + _wait(each.tries)
        if each.tries > len(WAITS):
            state = "failed"
        elif each.expires_at and due >= each.expires_at:
            state, error = "expired", answer.error
    over = state != "queued"
    became = await store.record(
        tx, each, state, due_at=due, error=error, provider_id=answer.provider_id,
        wipe=over and each.purpose == "verification",
    )  # fmt: skip
    for fact in _facts(each, became, error):
        tx.announce(each.hospital_id, each.subject, fact, actor=ACTOR)
    if became == "failed":
        await another_way(tx, services, msgspec.structs.replace(each, state="failed", error=error))


def _wait(tries: int) -> timedelta:
    """Longer after each try, and never all at once."""
    return timedelta(seconds=WAITS[min(tries, len(WAITS)) - 1] * random.uniform(0.9, 1.2))


def _facts(
    each: Stored, became: State | None, error: str
) -> Sequence[MessageSent | MessageDelivered | MessageFailed | MessageCancelled]:
    sent = MessageSent(
        delivery=each.id, channel=each.channel, purpose=each.purpose, template=each.template, tries=each.tries
    )
    if became == "sent":
        return [sent]
    if became == "delivered":
        return [sent, MessageDelivered(delivery=each.id, channel=each.channel, template=each.template)]
    if became in ("failed", "expired"):
        return [
            MessageFailed(
                delivery=each.id, channel=each.channel, template=each.template, state=str(became), error=error
            )
        ]
    if became == "cancelled":
        return [MessageCancelled(delivery=each.id, channel=each.channel, template=each.template)]
    return []

"""Messages are queued and cancelled in the caller's own transaction: with the booking, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bedside.channel import addresses, writing
from bedside.channel.addresses import Route
from bedside.channel.facts import MessageCancelled, MessageFailed, MessageQueued, MessageRefused
from bedside.channel.model import ACTOR, Delivery, Lang, Message, State
from bedside.channel.store import deliveries as store
from bedside.channel.store import incoming
from bedside.gate.contact import may_contact
from bedside.gate.model import Ask, Outcome, Verdict
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.model import Kept

_STATES: dict[Outcome, State] = {"allow": "queued", "defer": "deferred", "refuse": "refused"}


async def send(tx: Transaction, services: Services, message: Message) -> Delivery:
    """Queue a message once: the same key again answers with the delivery that there is.

    The gate is asked now, and again when it leaves; what it refuses is stored as refused, with the rules. What cannot
    reach anybody is stored as failed (not_set_up, no_address, bad_address): a booking does not fail because a message
    cannot be sent. Call it holding the lock of the person. Raises ValueError for an unknown template or a missing value.
    """
    known = await store.by_key(tx, message.hospital_id, message.key)
    if known:
        return known
    id, now = new_id(), tx.clock.now()
    route = await addresses.find(tx, services, message)
    lang = await writing.lang_of(tx, services, message)
    content = await writing.write(tx, services, message, id, route.channel, lang)
    due = max(now, message.due_at or now)
    verdict = None if route.trouble else await may_contact(tx, services, _ask(message, route, id, due))
    made = _made(message, route, verdict, id, lang, now, due)
    sealed = writing.sealed(services, content)
    fixed = message.channel is not None and message.instead_of is None
    if not await store.insert(tx, made, route.sealed, sealed, route.hash, message.asked, fixed):
        raced = await store.by_key(tx, message.hospital_id, message.key)
        assert raced
        return raced
    _tell(tx, made)
    return made


async def cancel(tx: Transaction, hospital_id: int, key_prefix: str) -> int:
    """Cancel what has not left yet of all keys that begin so; returns how many. Call it holding the person's lock.

    What a transport has in its hands may still arrive, but is not tried again.
    """
    gone = await store.cancel(tx, hospital_id, key_prefix, tx.clock.now())
    for each in gone:
        fact = MessageCancelled(delivery=each.id, channel=each.channel, template=each.template)
        tx.announce(hospital_id, each.subject, fact, actor=ACTOR)
    return len(gone)


async def look_again(
    services: Services, hospital_id: int, persons: Sequence[UUID], address: bytes | None = None
) -> int:
    """Ask the gate anew about all that waits for a person or an address: consent was withdrawn, or somebody said stop.

    Returns how many are refused now. Sending asks again in any case; this makes the lists say so at once.
    """
    async with services.database.transaction([hospital_id]) as tx:
        waiting = await store.waiting(tx, hospital_id, persons, address)
        await tx.lock(*{subject for _, subject in waiting})
        refused = 0
        for each in await store.lock_waiting(tx, hospital_id, [id for id, _ in waiting]):
            ask = Ask(
                hospital_id=hospital_id, channel=each.channel, purpose=each.purpose,
                now=max(each.due_at, tx.clock.now()), person_id=each.person_id, address_hash=each.address_hash,
                asked_by_person=each.asked, about=each.id,
            )  # fmt: skip
            verdict = await may_contact(tx, services, ask)
            if verdict.outcome == "refuse":
                await store.refuse(tx, hospital_id, each.id, verdict.rules, verdict.why)
                tx.announce(hospital_id, each.subject, refusal(each, verdict), actor=ACTOR)
                refused += 1
    return refused


async def erase(tx: Transaction, hospital_id: int, subject: UUID) -> list[Kept]:
    """Words and addresses of what was sent to somebody who is forgotten, and came from them; what waits is cancelled."""
    addresses_of = await people.identifier_hashes(tx, hospital_id, subject)
    await incoming.forget(tx, hospital_id, subject, addresses_of)
    await store.forget(tx, hospital_id, subject, tx.clock.now())
    return []


def refusal(delivery: Delivery, verdict: Verdict) -> MessageRefused:
    return MessageRefused(
        delivery=delivery.id, channel=delivery.channel, purpose=delivery.purpose, template=delivery.template,
        rules=list(verdict.rules),
    )  # fmt: skip


def _ask(message: Message, route: Route, id: UUID, due: datetime) -> Ask:
    return Ask(
        hospital_id=message.hospital_id, channel=route.channel, purpose=message.purpose, now=due,
        person_id=message.person_id, address_hash=route.hash, asked_by_person=message.asked, about=id,
    )  # fmt: skip


def _made(
    message: Message, route: Route, verdict: Verdict | None, id: UUID, lang: Lang, now: datetime, due: datetime
) -> Delivery:
    state: State = _STATES[verdict.outcome] if verdict else "failed"
    return Delivery(
        hospital_id=message.hospital_id, id=id, key=message.key, person_id=message.person_id,
        visitor_id=message.visitor_id, channel=route.channel, purpose=message.purpose, template=message.template,
        lang=lang, masked=route.masked, state=state, tries=0, made_at=now,
        due_at=(verdict and verdict.until) or due, expires_at=message.expires_at, sent_at=None,
        ended_at=now if state in ("failed", "refused") else None, error=verdict.why if verdict else route.trouble,
        provider_id="", attachments=[each.name for each in message.attachments] if route.channel == "email" else [],
        rules=list(verdict.rules) if verdict and verdict.outcome != "allow" else [], instead_of=message.instead_of,
    )  # fmt: skip


def _tell(tx: Transaction, made: Delivery) -> None:
    if made.state == "failed":
        fact = MessageFailed(
            delivery=made.id, channel=made.channel, template=made.template, state="failed", error=made.error
        )
    elif made.state == "refused":
        fact = MessageRefused(
            delivery=made.id, channel=made.channel, purpose=made.purpose, template=made.template, rules=made.rules
        )
    else:
        fact = MessageQueued(
            delivery=made.id, channel=made.channel, purpose=made.purpose, template=made.template,
            deferred=made.state == "deferred",
        )  # fmt: skip
    tx.announce(made.hospital_id, made.subject, fact, actor=ACTOR)

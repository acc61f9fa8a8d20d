"""What a gateway tells us: answers of people (stop words hold at once) and whether messages arrived."""

import hmac
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from bedside.channel import addresses
from bedside.channel.facts import MessageDelivered, MessageFailed, MessageReceived
from bedside.channel.fallback import another_way
from bedside.channel.managing import secrets_of
from bedside.channel.model import ACTOR
from bedside.channel.problems import TOO_EARLY, UNSIGNED
from bedside.channel.store import deliveries, settings
from bedside.channel.store import incoming as store
from bedside.channel.store.incoming import Incoming
from bedside.gate.actions import resume_contact, stop_contact
from bedside.gate.words import meaning, plain
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE
from bedside.people import questions as people
from bedside.people.identifiers import sealer

FRESH_SECONDS = 300
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=LINE)]


class Reply(msgspec.Struct, frozen=True):
    """One message that somebody sent. `id` is the gateway's: told twice, it is one."""

    id: Id
    sender: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] = msgspec.field(name="from")
    text: Annotated[str, msgspec.Meta(max_length=4000)] = ""


class Report(msgspec.Struct, frozen=True):
    """What became of a message: by our key, or by the gateway's id."""

    state: Literal["delivered", "failed"]
    key: Annotated[str, msgspec.Meta(max_length=200)] = ""
    id: Annotated[str, msgspec.Meta(max_length=200)] = ""
    error: Annotated[str, msgspec.Meta(max_length=100)] = ""


class News(msgspec.Struct, frozen=True):
    messages: Annotated[list[Reply], msgspec.Meta(max_length=200)] = []
    reports: Annotated[list[Report], msgspec.Meta(max_length=500)] = []


_news = msgspec.json.Decoder(News)


def signature(key: str, time: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over the time (whole seconds since 1970, as sent), a full stop, and the body."""
    return hmac.digest(key.encode(), time.encode() + b"." + body, "sha256").hex()


async def take(services: Services, hospital_id: int, time: str, signed: str, body: bytes) -> None:
    """Take a gateway's news; all of it again changes nothing.

    Raises Problem unsigned, invalid, or too_early for a report about what is not recorded as sent yet: tell it again.
    """
    async with services.database.transaction([hospital_id]) as tx:
        stored = await settings.read(tx, hospital_id)
    key = secrets_of(services, stored).sms_key if stored.settings.sms else ""
    if not key or not _is_fresh(services, time):
        raise Problem(UNSIGNED)
    # As bytes: a header may hold anything, and text that is not ASCII cannot be compared.
    if not hmac.compare_digest(signature(key, time, body).encode(), signed.lower().encode()):
        raise Problem(UNSIGNED)
    try:
        news = _news.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Problem(INVALID, what=str(error)) from error
    for each in news.messages:
        async with services.database.transaction([hospital_id]) as tx:
            await _received(tx, services, hospital_id, each)
    early = False
    for each in news.reports:
        async with services.database.transaction([hospital_id]) as tx:
            early |= await _reported(tx, services, hospital_id, each)
    if early:
        raise Problem(TOO_EARLY)


async def _received(tx: Transaction, services: Services, hospital_id: int, each: Reply) -> None:
    try:
        route = addresses.route(services, "sms", each.sender)
    except Problem:
        return  # a short number or a name of a service: nobody whom we wrote to
    assert route.hash
    assert route.sealed
    means = meaning(each.text)
    made = Incoming(
        hospital_id=hospital_id, id=new_id(), channel="sms", provider_id=each.id, address_sealed=route.sealed,
        person_id=await _writer(tx, hospital_id, route.hash), address_hash=route.hash, masked=route.masked,
        text_sealed=sealer(services).seal(each.text), means=means or "text", received_at=tx.clock.now(),
        state="done" if means else "open",
    )  # fmt: skip
    await tx.lock(UUID(bytes=route.hash[:16]), made.subject)
    if not await store.insert(tx, made):
        return
    if means == "stop":
        await stop_contact(
            tx, hospital_id, address_hash=route.hash, masked=route.masked, channel="sms", purpose="all", source="reply",
            word=plain(each.text)[:40], actor=ACTOR,
        )  # fmt: skip
    elif means == "start":
        await resume_contact(tx, hospital_id, route.hash, "sms", ACTOR)
    fact = MessageReceived(incoming=made.id, channel="sms", means=made.means)
    tx.announce(hospital_id, made.subject, fact, actor=ACTOR)


async def _writer(tx: Transaction, hospital_id: int, address: bytes) -> UUID | None:
    """Whose number it is; of a family that shares it, whoever was written to last. Else nobody can be sure."""
    holders = await people.persons_of_address(tx, hospital_id, address)
    if len(holders) == 1:
        return holders[0]
    last = await deliveries.last_written_to(tx, hospital_id, address)
    head = (await people.same_person(tx, hospital_id, last))[0] if last else None
    return head if head in holders else None


async def _reported(tx: Transaction, services: Services, hospital_id: int, each: Report) -> bool:
    """Whether it came too early: before the sending that it tells of is recorded."""
    known = None
    try:
        known = await deliveries.by_id(tx, hospital_id, UUID(hex=each.key)) if each.key else None
    except ValueError:
        return False
    known = known or (await deliveries.of_provider(tx, hospital_id, each.id) if each.id else None)
    if known is None:
        return False
    await tx.lock(known.subject)
    state = "delivered" if each.state == "delivered" else "failed"
    changed = await deliveries.receipt(tx, hospital_id, known.id, state, "" if state == "delivered" else "reported")
    if changed is None:
        return known.state in ("queued", "deferred", "sending")
    if state == "delivered":
        fact = MessageDelivered(delivery=known.id, channel=known.channel, template=known.template)
    else:
        fact = MessageFailed(
            delivery=known.id, channel=known.channel, template=known.template, state="failed", error="reported"
        )
    tx.announce(hospital_id, known.subject, fact, actor=ACTOR)
    failed = await deliveries.stored(tx, hospital_id, known.id) if state == "failed" else None
    if failed:
        await another_way(tx, services, failed)
    return False


def _is_fresh(services: Services, time: str) -> bool:
    return (
        time.isascii()
        and time.isdigit()
        and len(time) <= 12
        and abs(services.clock.now().timestamp() - int(time)) <= FRESH_SECONDS
    )

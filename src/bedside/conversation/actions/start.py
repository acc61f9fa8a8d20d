"""A conversation begins: by the visitor, on the offline form, or as a phone call that a consultant logs."""

from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.conversation import live
from bedside.conversation.actions.move import Actor, Move, queue_moved
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import ConversationStarted
from bedside.conversation.model import Channel, Lang
from bedside.conversation.problems import BLOCKED, HEALTH_CONSENT
from bedside.conversation.store import changes, rows
from bedside.conversation.store import desk as store
from bedside.conversation.store.rows import Facts
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, TOO_MANY, Problem
from bedside.kit.services import Services
from bedside.people.actions import consent
from bedside.people.model import Consents
from bedside.visit.actions import proof as consent_proof
from bedside.visit.model import Site


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where the visitor came from, as the visit room knows it; all None without tracking."""

    source: str | None = None
    search_word: str | None = None
    campaign: str | None = None
    first_campaign: str | None = None
    landing: str | None = None
    returning: bool = False


async def start(
    services: Services,
    tx: Transaction,
    *,
    hospital_id: int,
    conversation: UUID,
    visitor: UUID,
    name: str,
    lang: Lang,
    channel: Channel,
    department: UUID | None,
    origin: Origin,
    health_consent: str | None,
    actor: Actor,
    contact: bytes | None = None,
) -> Facts:
    """Put a new conversation into the queue, inside the caller's transaction (which holds the visitor's lock).

    The same id again is the same conversation. Raises Problem HEALTH_CONSENT, BLOCKED, TOO_MANY, or NOT_FOUND when the id
    is somebody else's.
    """
    known = await rows.one(tx, hospital_id, conversation)
    if known is not None:
        if known.visitor_id != visitor:
            raise Problem(NOT_FOUND)
        return known
    at = tx.clock.now()
    if actor.kind == "visitor":  # staff write down a call, the house what may be an emergency
        if not health_consent:
            raise Problem(HEALTH_CONSENT)
        if await store.is_blocked(tx, hospital_id, visitor, at):
            raise Problem(BLOCKED)
        begun = await changes.started_since(tx, hospital_id, visitor, at - timedelta(hours=1))
        if begun >= services.settings.conversations_per_hour:
            raise Problem(TOO_MANY)
    settings = await store.settings(tx, hospital_id)
    first = await changes.first_campaign(tx, hospital_id, visitor)
    await changes.insert(
        tx,
        {
            "hospital_id": hospital_id,
            "id": conversation,
            "visitor_id": visitor,
            "visitor_name": name,
            "contact": contact,
            "lang": lang,
            "channel": channel,
            "department_id": department,
            "preferred": await changes.last_consultant(tx, hospital_id, visitor),
            "at": at,
            "overflow_at": at + timedelta(seconds=settings.overflow_seconds),
            "source": origin.source,
            "search_word": origin.search_word,
            "campaign": origin.campaign,
            "first_campaign": first or origin.first_campaign or origin.campaign,
            "landing": origin.landing,
            "came_back": origin.returning or bool(await changes.last_consultant(tx, hospital_id, visitor)),
            "health_consent": health_consent,
        },
    )
    fact = await rows.one(tx, hospital_id, conversation)
    if fact is None:
        raise Problem(NOT_FOUND)
    cards = await desk_of(services).cards.of(hospital_id, tx)
    move = Move(services, tx, fact, cards, actor)
    await move.tell("started", channel=channel)
    move.announce(
        ConversationStarted(
            conversation=conversation,
            channel=channel,
            department=department,
            source=origin.source,
            search_word=origin.search_word,
            campaign=origin.campaign,
            landing=origin.landing,
        )
    )
    now = await move.finish()
    tx.after_commit(lambda: services.bus.publish(live.visitor(visitor), live.event("begun", conversation=conversation)))
    tx.after_commit(lambda: queue_moved(services, hospital_id))
    return now


async def current(tx: Transaction, hospital_id: int, visitor: UUID) -> Facts | None:
    """The visitor's newest conversation: the open one, or the last one closed within a day."""
    found = await rows.of_visitor(tx, hospital_id, visitor, 1)
    if not found:
        return None
    newest = found[0]
    if newest.status == "closed" and newest.closed_at and tx.clock.now() - newest.closed_at > timedelta(days=1):
        return None
    return newest


async def agreed_to_health(tx: Transaction, site: Site, visitor: UUID, version: str, lang: str, agent: str) -> Consents:
    """Record the consent under which a person writes about their health, with proof of the text (L10).

    Raises Problem HEALTH_CONSENT without a version, no_consent_text for one that was never shown.
    """
    if not version:
        raise Problem(HEALTH_CONSENT)
    proof = consent_proof(site, version, "health", lang, agent)
    return await consent(tx, site.hospital_id, visitor, {"health": True}, version=version, channel="chat", proof=proof)


async def of_conversation(tx: Transaction, hospital_id: int, conversation: UUID) -> UUID | None:
    """Whose conversation this is; None when there is none yet."""
    found = await rows.one(tx, hospital_id, conversation)
    return found.visitor_id if found else None

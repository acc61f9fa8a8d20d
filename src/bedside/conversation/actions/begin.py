"""A visitor begins a conversation on the website: who they are, what they agreed to, where they came from."""

from datetime import timedelta
from uuid import UUID

import msgspec

from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, agreed_to_health, start
from bedside.conversation.desk import desk_of
from bedside.conversation.model import Lang, VisitorConversation
from bedside.conversation.shown import visitor_conversation
from bedside.conversation.store import rows
from bedside.conversation.store.rows import Facts
from bedside.hospital.cards import department_name
from bedside.kit.database import Transaction
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.people import questions as known_people
from bedside.people import token as tokens
from bedside.people.model import Consents, one_line
from bedside.people.token import VisitorToken
from bedside.visit import actions as visit
from bedside.visit import questions as visits
from bedside.visit.model import Site

RETRY_FOR = timedelta(minutes=10)
"""A first start may be said again for so long by whoever knows its id, which only the tab that made it does."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the visitor asks to begin."""

    conversation: UUID
    department: UUID | None
    name: str
    health_consent: str
    lang: Lang
    agent: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """`token` only for somebody who had none: a chat without tracking."""

    visitor: UUID
    token: str | None
    consents: Consents
    fact: Facts
    face: VisitorConversation


async def begin(services: Services, tx: Transaction, site: Site, visitor: UUID | None, wish: Wish) -> Begun:
    """Begin it in the caller's transaction; the same wish again is the same conversation.

    Raises Problem HEALTH_CONSENT, BLOCKED, TOO_MANY, INVALID (no such department), NOT_FOUND (somebody else's id).
    """
    hospital_id = site.hospital_id
    if wish.department and await department_name(tx, hospital_id, wish.department, wish.lang) is None:
        raise Problem(INVALID, what="department")
    name, token = one_line(wish.name, 60), None
    if visitor is None:
        # Somebody is made only now, by their own first word.
        visitor = await _made_before(tx, hospital_id, wish.conversation)
        if visitor is None:
            visitor = (await people.make_visitor(tx, hospital_id, name=name, lang=wish.lang)).id
        token = tokens.sign(services, VisitorToken(hospital_id, visitor, "chat_only"))
    elif name:
        await people.rename(tx, hospital_id, visitor, name)
    await tx.lock(visitor)
    consents = await agreed_to_health(tx, site, visitor, wish.health_consent, wish.lang, wish.agent)
    await visit.opened_chat(tx, hospital_id, visitor)
    known = await known_people.visitor(tx, hospital_id, visitor)
    fact = await start(
        services, tx, hospital_id=hospital_id, conversation=wish.conversation, visitor=visitor,
        name=known.name if known else name, lang=wish.lang, channel="web", department=wish.department,
        origin=await origin_of(tx, hospital_id, visitor) if consents.tracking else Origin(),
        health_consent=wish.health_consent, actor=Actor("visitor", visitor),
    )  # fmt: skip
    cards = await desk_of(services).cards.of(hospital_id, tx)
    face = await visitor_conversation(tx, fact, cards)
    return Begun(visitor=visitor, token=token, consents=consents, fact=fact, face=face)


async def _made_before(tx: Transaction, hospital_id: int, conversation: UUID) -> UUID | None:
    """Whom the first try made, if its answer was lost on the way."""
    known = await rows.one(tx, hospital_id, conversation)
    if known is None or known.staff_messages or tx.clock.now() - known.started_at > RETRY_FOR:
        return None
    who = await known_people.visitor(tx, hospital_id, known.visitor_id)
    return who.id if who and who.kind == "chat_only" and not who.forgotten_at else None


async def origin_of(tx: Transaction, hospital_id: int, visitor: UUID) -> Origin:
    """Where the visit room saw the visitor come from; empty without a page."""
    found = await visits.origins(tx, hospital_id, visitor)
    if found is None:
        return Origin()
    return Origin(
        source=found.source or None,
        search_word=found.search_word or None,
        campaign=found.campaign or None,
        first_campaign=found.first_campaign or None,
        landing=found.landing or None,
        returning=found.returning,
    )

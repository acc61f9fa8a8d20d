"""What a program is about to say passes the claims gate, too, when it leaves.

What is stopped waits for the desk lead, who is asked at once: released, it goes; found rightly blocked, it is refused.
Nothing is lost silently, and nothing is sent that is out of date by then.
"""

from datetime import timedelta
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from bedside.channel import writing
from bedside.channel.facts import MessageRefused, MessageStopped
from bedside.channel.model import ACTOR
from bedside.channel.store import deliveries as store
from bedside.channel.store.deliveries import Stored
from bedside.gate.claims import actions as claims
from bedside.gate.claims.gate import claims_of, rules_of
from bedside.gate.claims.kept import Blocked
from bedside.gate.claims.model import Claim
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services

STOPPED = "claims"
"""The error of a delivery that waits for a desk lead's word, or was refused by it."""
AGAIN = timedelta(hours=1)
"""A decision is heard of at once; this is for one that was missed."""


async def blocked_in(services: Services, each: Stored) -> list[Blocked]:
    """What of this delivery may not be said so. The hospital's own staff on duty may be told anything: the page for an
    emergency is not to be held up by a false alarm."""
    if each.purpose == "duty" or each.content_sealed is None:
        return []
    try:
        said = writing.opened(services, each.content_sealed).said
    except InvalidTag:
        return []  # the transport's turn tells of it
    return await claims_of(services).blocked(each.hospital_id, said)


async def hold(tx: Transaction, services: Services, each: Stored, blocked: list[Blocked]) -> None:
    """Keep it back and ask the desk lead, once for each sentence. Call it holding the lock of the delivery's subject."""
    asked = [
        await claims.ask(
            services, tx, each.hospital_id, one.text, one.claims, subject=each.subject, by=None, actor=ACTOR,
            visitor=each.subject,
        )
        for one in blocked
    ]  # fmt: skip
    over = any(one.state == "refused" for one in asked)
    rules = rules_of([claim for one in blocked for claim in one.claims])
    state = "refused" if over else "deferred"
    if not await store.release(tx, each, state, tx.clock.now() + AGAIN, rules, STOPPED):
        return
    if over:
        fact = MessageRefused(
            delivery=each.id, channel=each.channel, purpose=each.purpose, template=each.template, rules=rules
        )
        tx.announce(each.hospital_id, each.subject, fact, actor=ACTOR)
    elif each.error != STOPPED:
        fact = MessageStopped(delivery=each.id, channel=each.channel, template=each.template, rules=rules)
        tx.announce(each.hospital_id, each.subject, fact, actor=ACTOR)


async def look_again(services: Services, hospital_id: int) -> None:
    """A lead decided, or a rule was amended: what was stopped is tried at once."""
    claims_of(services).drop(hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        await store.hasten(tx, hospital_id, STOPPED)


async def stopped(services: Services, viewer: Viewer, hospital_id: int, id: UUID) -> list[Blocked]:
    """What stops a delivery. Who may see no persons is told the rules, not the words. Raises Problem refused, not_found."""
    if not (viewer.may(Right.SEE_PERSONS, hospital_id) or viewer.may(Right.MANAGE_CHANNELS, hospital_id)):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.stored(tx, hospital_id, id)
    if found is None or found.error != STOPPED:
        raise Problem(NOT_FOUND)
    blocked = await blocked_in(services, found)
    if viewer.may(Right.SEE_PERSONS, hospital_id):
        return blocked
    return [msgspec.structs.replace(one, text="", within="", claims=_unworded(one)) for one in blocked]


def _unworded(one: Blocked) -> list[Claim]:
    return [msgspec.structs.replace(claim, words=[]) for claim in one.claims]

"""Rules are amended; false alarms are asked to be released, and decided by a desk lead."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from bedside.gate.claims import store
from bedside.gate.claims.book import as_amended, digest, failing
from bedside.gate.claims.facts import ClaimReleaseAsked, ClaimReleaseDecided
from bedside.gate.claims.gate import claims_of, decision_topic, release_topic, rules_of
from bedside.gate.claims.model import Amendment, Claim, ClaimRule, Release, State
from bedside.gate.claims.problems import DECIDED, EXAMPLES, NOTHING_FOUND, OWN_REQUEST
from bedside.gate.problems import FIXED
from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

LONGEST_LIST = 60
EXAMPLES_MOST = 500
"""Newest released texts that a changed rule is tried on, and that are shown with it."""


async def amend(services: Services, viewer: Viewer, hospital_id: int, given: Amendment) -> ClaimRule:
    """Write the next revision of a rule; `given.rev` is the one that was read.

    Raises Problem refused, not_found, rule_fixed, invalid, reason_needed, examples_fail, or conflict when somebody else
    amended it first.
    """
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    reason = reason_given(given.note)
    made = msgspec.structs.replace(given, rev=given.rev + 1, note=reason, **_lines(given))
    reader = claims_of(services).reader
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(place(hospital_id))
        before = as_amended(await store.amendments(tx, hospital_id))
        known = next((rule for rule in before if rule.id == given.rule_id), None)
        if known is None:
            raise Problem(NOT_FOUND)
        if known.fixed and not given.active:
            raise Problem(FIXED, what=given.rule_id)
        if known.rev != given.rev:
            raise Problem(CONFLICT, what=given.rule_id)
        changed = next(rule for rule in as_amended([made]) if rule.id == given.rule_id)
        released = [each.text for each in await store.released_texts(tx, hospital_id, EXAMPLES_MOST)]
        if wrong := failing(before, reader, changed, released):
            raise Problem(EXAMPLES, what="; ".join(f"“{text[:60]}”" for text in wrong[:5]))
        if not await store.insert_amendment(tx, hospital_id, made, viewer.actor):
            raise Problem(CONFLICT, what=given.rule_id)
        tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="claim_rules"), actor=viewer.actor)
        rev = {"rev": made.rev, "active": made.active}
        await record(tx, viewer, hospital_id, "claim_rule_amended", f"rule:{given.rule_id}", reason, rev)
        tx.after_commit(lambda: claims_of(services).changed(hospital_id))
    return changed


async def ask_release(
    services: Services, viewer: Viewer, hospital_id: int, text: str, claims: Sequence[Claim], *,
    conversation: UUID | None = None, visitor: UUID | None = None,
) -> Release:  # fmt: skip
    """Ask the desk lead to release a false alarm, once per text. `claims`: what the gate found in it. Raises Problem refused
    or no_claim_found."""
    if not claims:
        raise Problem(NOTHING_FOUND)
    async with services.database.transaction([hospital_id]) as tx:
        subject = visitor or place(hospital_id)
        await tx.lock(subject)
        return await ask(
            services, tx, hospital_id, text, claims, subject=subject, by=viewer.staff_id, actor=viewer.actor,
            conversation=conversation, visitor=visitor,
        )  # fmt: skip


async def ask(
    services: Services, tx: Transaction, hospital_id: int, text: str, claims: Sequence[Claim], *, subject: UUID,
    by: UUID | None, actor: str, conversation: UUID | None = None, visitor: UUID | None = None,
) -> Release:  # fmt: skip
    """`ask_release` within a transaction that holds the lock of `subject`. `by` None: a program would have said it."""
    known = await store.asked_already(tx, hospital_id, digest(text), by)
    if known is not None:
        return known
    made = Release(
        id=new_id(), hospital=hospital_id, text=text, rules=rules_of(claims), conversation=conversation,
        asked_at=tx.clock.now(), asked_by=by, state="asked",
    )  # fmt: skip
    await store.insert_release(tx, made, digest(text), visitor)
    fact = ClaimReleaseAsked(release=made.id, rules=made.rules, conversation=conversation)
    tx.announce(hospital_id, subject, fact, actor=actor)
    _tell(services, tx, made)
    return made


async def decide(
    services: Services, viewer: Viewer, hospital_id: int, id: UUID, outcome: Literal["released", "refused"], reason: str
) -> Release:
    """Release a false alarm, or not, with a reason. Released text passes from now on and is one of the rule's examples.

    Raises Problem refused, not_found, reason_needed, release_decided, or own_request: nobody decides what they themselves
    would say.
    """
    viewer.require(Right.LEAD_DESK, hospital_id)
    said = reason_given(reason)
    async with services.database.transaction([hospital_id]) as tx:
        known = await store.release(tx, hospital_id, id)
        if known is None:
            raise Problem(NOT_FOUND)
        state: State = outcome
        await tx.lock(place(hospital_id))
        all_decided = await store.decide(tx, hospital_id, id, state, tx.clock.now(), viewer.staff_id, said)
        decided = next((each for each in all_decided if each.id == id), None)
        if decided is None:
            raise Problem(DECIDED)
        if any(each.asked_by == viewer.staff_id for each in all_decided):
            raise Problem(OWN_REQUEST)
        fact = ClaimReleaseDecided(release=id, rules=known.rules, outcome=state, conversation=known.conversation)
        tx.announce(hospital_id, place(hospital_id), fact, actor=viewer.actor)
        detail = {"rules": known.rules, "outcome": outcome}
        await record(tx, viewer, hospital_id, "claim_release_decided", f"release:{id}", said, detail)
        tx.after_commit(lambda: claims_of(services).changed(hospital_id))
        for each in all_decided:
            _tell(services, tx, each)
    return decided


def _tell(services: Services, tx: Transaction, release: Release) -> None:
    event = msgspec.json.encode({"on": "release", "release": release})

    def publish() -> None:
        services.bus.publish(release_topic(release.hospital), event)
        if release.state != "asked" and release.asked_by:
            services.bus.publish(decision_topic(release.asked_by), event)

    tx.after_commit(publish)


def _lines(given: Amendment) -> dict[str, Any]:
    """Lists without blanks and doubles. Raises Problem invalid for too many."""
    lists = {"words": given.words, "spares": given.spares, "must": given.must, "must_not": given.must_not}
    clean = {name: list(dict.fromkeys(text.strip() for text in lines if text.strip())) for name, lines in lists.items()}
    if too_long := [name for name, lines in clean.items() if len(lines) > LONGEST_LIST]:
        raise Problem(INVALID, what=", ".join(too_long))
    return clean

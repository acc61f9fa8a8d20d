"""Deleting a person (rule L33): name, identifiers and all that no law holds go from every room, in one transaction."""

import re
from uuid import UUID

from bedside.hospital.actions.audit import redact_reasons
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import seal
from bedside.people.actions import CONSENT_PROOF, PERSON_STAYS, forget_visitor
from bedside.people.facts import PersonDeleted
from bedside.people.forgetting import erasers
from bedside.people.known import known
from bedside.people.model import Kept
from bedside.people.problems import NO_PERSON
from bedside.people.store import erasures, merges, persons, requests
from bedside.people.store import visitors as visitors_store

SHARED_BROWSER = Kept(
    "shared_browser",
    "L33",
    "您与家人共用的浏览器上的访问记录仍属于其他人，已与您的资料断开。",
    "What a browser did that you share with others stays theirs; it is no longer tied to you.",
)


async def erase_person(
    tx: Transaction, services: Services, hospital_id: int, person_id: UUID, actor: str
) -> list[Kept]:
    """Erase every id of the person and every browser that is theirs alone; returns what stays, and by which rule.

    The rows stay as nameless stones: held records still point somewhere, and merges still resolve. Raises Problem no_person.
    """
    who = await known(tx, hospital_id, person_id)
    await tx.lock(*who.all)
    rows = await persons.persons(tx, hospital_id, list(who.persons))
    if not rows:
        raise Problem(NO_PERSON)
    pattern = _pattern(
        [seal.name_of(services, row) for row in rows.values()],
        [seal.value_of(services, row) for row in await persons.every_identifier(tx, hospital_id, list(who.persons))],
    )
    if pattern:
        await redact_reasons(tx, hospital_id, pattern)
    kept: dict[str, Kept] = {}
    for id in who.persons:
        for erase in erasers(services):
            kept |= {reason.code: reason for reason in await erase(tx, hospital_id, id)}
        if await visitors_store.consents(tx, hospital_id, id):
            kept[CONSENT_PROOF.code] = CONSENT_PROOF
    for id in who.all if pattern else ():
        for redact in erasers(services).redactors:
            await redact(tx, hospital_id, id, pattern)
    for visitor_id in who.visitors:
        kept |= {reason.code: reason for reason in await forget_visitor(tx, services, hospital_id, visitor_id)}
    kept.pop(PERSON_STAYS.code, None)
    for visitor_id in who.shared:
        await visitors_store.rename(tx, hospital_id, visitor_id, "")
    if who.shared:
        kept[SHARED_BROWSER.code] = SHARED_BROWSER
    for id in who.persons:
        await persons.delete_person(tx, hospital_id, id, tx.clock.now())
    await merges.unsay_reasons(tx, hospital_id, list(who.persons))
    await erasures.note(tx, hospital_id, list(who.persons), "person")
    await requests.close_others(tx, hospital_id, list(who.persons), actor)
    if any(row.deleted_at is None for row in rows.values()):
        tx.announce(hospital_id, who.id, PersonDeleted(sorted(kept)), actor=actor)
    return list(kept.values())


def _pattern(names: list[str], values: list[str]) -> str:
    """What matches any of these, numbers also where blanks or dashes stand between their digits; "" for nothing."""
    words = [re.sub(r"([^\w\s])", r"\\\1", name) for name in names if len(name) > 1]
    for value in values:
        if value.lstrip("+").isalnum() and any(character.isdigit() for character in value):
            words.append(r"[\s-]?".join(value.lstrip("+")))
        else:
            words.append(re.sub(r"([^\w\s])", r"\\\1", value))
    return "|".join(sorted(set(words), key=len, reverse=True))

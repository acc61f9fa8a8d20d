"""Deleting a person (rule L33): name, identifiers and all that no law holds go from every room, in one transaction."""

from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people.actions import CONSENT_PROOF, PERSON_STAYS, forget_visitor
from bedside.people.facts import PersonDeleted
from bedside.people.forgetting import erasers
from bedside.people.known import known
from bedside.people.model import Kept
from bedside.people.problems import NO_PERSON
from bedside.people.store import merges, persons, requests
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
    kept: dict[str, Kept] = {}
    for id in who.persons:
        for erase in erasers(services):
            kept |= {reason.code: reason for reason in await erase(tx, hospital_id, id)}
        if await visitors_store.consents(tx, hospital_id, id):
            kept[CONSENT_PROOF.code] = CONSENT_PROOF
    for visitor_id in who.visitors:
        kept |= {reason.code: reason for reason in await forget_visitor(tx, services, hospital_id, visitor_id)}
    kept.pop(PERSON_STAYS.code, None)
    if who.shared:
        kept[SHARED_BROWSER.code] = SHARED_BROWSER
    for id in who.persons:
        await persons.delete_person(tx, hospital_id, id, tx.clock.now())
    await merges.unsay_reasons(tx, hospital_id, list(who.persons))
    await requests.close_others(tx, hospital_id, list(who.persons), actor)
    if any(row.deleted_at is None for row in rows.values()):
        tx.announce(hospital_id, who.id, PersonDeleted(sorted(kept)), actor=actor)
    return list(kept.values())

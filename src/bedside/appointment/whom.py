"""For whom an appointment is: somebody known, or somebody who says now who they are."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from bedside.appointment.problems import CONSENT_TEXT_CHANGED
from bedside.appointment.texts import CARE, CARE_VERSION, HEALTH
from bedside.hospital.model import Viewer
from bedside.kit.database import Transaction
from bedside.kit.problems import Lang, Problem
from bedside.kit.services import Services
from bedside.people import contact as contacts
from bedside.people import persons
from bedside.people.contact import ContactToken
from bedside.people.model import PersonPurpose, Proof, agent_family, text_hash
from bedside.people.person import NewIdentifier, NewPerson, Sex
from bedside.people.problems import NO_PERSON
from bedside.people.questions import kept_as


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of themselves. `phone`: by staff only; a visitor's contact was verified by a code."""

    name: str
    phone: str = ""
    sex: Sex = ""
    born: date | None = None
    id_card: str = ""


class Consented(msgspec.Struct, frozen=True, kw_only=True):
    """The answers given with a booking; None: not asked."""

    care: bool | None
    health: bool | None
    lang: Lang
    channel: Literal["booking", "desk"]
    agent: str


def as_shown(version: str) -> None:
    """What is kept as proof is what was read. Raises Problem consent_text_changed."""
    if version != CARE_VERSION:
        raise Problem(CONSENT_TEXT_CHANGED)


def at_desk(viewer: Viewer, care: bool | None, version: str, agent: str) -> Consented:
    """What staff asked a patient and noted; None: not asked. Raises Problem consent_text_changed."""
    if care is not None:
        as_shown(version)
    return Consented(care=care, health=None, lang=viewer.lang, channel="desk", agent=agent_family(agent))


async def whom_of_staff(
    services: Services,
    hospital_id: int,
    who: UUID | Fresh,
    consented: Consented,
    actor: str,
    visitor: UUID | None = None,
) -> UUID:
    """The person's kept id, made if need be. Raises Problem no_person, name_needed, bad_identifier."""
    if isinstance(who, UUID):
        async with services.database.transaction([hospital_id]) as tx:
            found = await kept_as(tx, hospital_id, who)
            if found is None:
                raise Problem(NO_PERSON)
            await _say(tx, hospital_id, found, consented, actor, visitor)
        return found
    said = [NewIdentifier("phone", who.phone)] if who.phone else []
    return await _made(services, hospital_id, who, said, consented, actor, visitor)


async def whom_of_contact(
    services: Services, contact: ContactToken, who: UUID | Fresh, consented: Consented, actor: str, visitor: UUID | None
) -> UUID:
    """One of those who are reached at the verified contact, or somebody new there. Raises Problem no_person, …"""
    hospital_id = contact.hospital_id
    if isinstance(who, UUID):
        async with services.database.transaction([hospital_id]) as tx:
            person = await persons.prove_contact(tx, hospital_id, who, contact, actor)
            if person is None:
                raise Problem(NO_PERSON)
            await _say(tx, hospital_id, person, consented, actor, visitor)
        return person
    said = [NewIdentifier(contact.kind, contacts.value_of(services, contact), True)]
    return await _made(services, hospital_id, who, said, consented, actor, visitor)


async def _made(
    services: Services, hospital_id: int, who: Fresh, said: list[NewIdentifier], consented: Consented, actor: str,
    visitor: UUID | None,
) -> UUID:  # fmt: skip
    if who.id_card:
        said = [*said, NewIdentifier("id_card", who.id_card)]
    new = NewPerson(who.name, who.sex, who.born, consented.lang, said, visitor)
    async with services.database.transaction([hospital_id]) as tx:
        person = (await persons.make_person(tx, services, hospital_id, new, actor)).id
        await _say(tx, hospital_id, person, consented, actor)
    return person


async def _say(
    tx: Transaction, hospital_id: int, person: UUID, consented: Consented, actor: str, visitor: UUID | None = None
) -> None:
    """What they agreed to, and which browser is theirs."""
    if visitor:
        await tx.lock(person)
        await persons.join_visitor(tx, hospital_id, visitor, person, actor)
    given: dict[PersonPurpose, bool | None] = {"care": consented.care, "health": consented.health}
    answers: dict[PersonPurpose, bool] = {purpose: said for purpose, said in given.items() if said is not None}
    if not answers:
        return
    texts: dict[PersonPurpose, str] = {"care": CARE[consented.lang], "health": HEALTH[consented.lang]}
    proofs: dict[PersonPurpose, Proof] = {
        purpose: Proof(lang=consented.lang, text_hash=text_hash(texts[purpose]), agent=consented.agent)
        for purpose in answers
    }
    await persons.record_person_consent(
        tx, hospital_id, person, answers, CARE_VERSION, consented.channel, proofs, actor
    )

"""Staff correct a person's record, add and end identifiers, and look at one in full with a reason."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bedside.hospital.actions.access import reveal
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people import questions, seal
from bedside.people.contact import ContactToken
from bedside.people.facts import IdentifierAdded, IdentifierEnded, IdentifierVerified, PersonChanged
from bedside.people.identifiers import IdentifierKind, normal_name
from bedside.people.model import NAME_LIMIT, one_line
from bedside.people.person import Lang, Person, Sex
from bedside.people.problems import NAME_NEEDED, NO_PERSON
from bedside.people.store import persons as store


class PersonChange(msgspec.Struct, frozen=True, kw_only=True):
    """What is set is changed; `rev` is that of the record as it was read."""

    rev: int
    name: str | msgspec.UnsetType = msgspec.UNSET
    sex: Sex | msgspec.UnsetType = msgspec.UNSET
    born: date | None | msgspec.UnsetType = msgspec.UNSET
    lang: Lang | msgspec.UnsetType = msgspec.UNSET
    time_zone: str | msgspec.UnsetType = msgspec.UNSET


async def change_person(
    services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, change: PersonChange
) -> Person:
    """Raises Problem refused, no_person, name_needed, invalid (time zone), conflict."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = await _held(tx, services, hospital_id, person_id)
        said = {n: v for n in change.__struct_fields__ if n != "rev" and (v := getattr(change, n)) is not msgspec.UNSET}
        if "name" in said:
            said["name"] = one_line(said["name"], NAME_LIMIT)
            if not normal_name(said["name"]):
                raise Problem(NAME_NEEDED)
        if said.get("time_zone"):
            try:
                ZoneInfo(said["time_zone"])
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise Problem(INVALID, what="time_zone") from None
        fields = [name for name, value in said.items() if value != getattr(known, name)]
        now = msgspec.structs.replace(known, **said)
        row = seal.person_row(
            services, hospital_id, known.id, name=now.name, sex=now.sex, born=now.born, lang=now.lang,
            time_zone=now.time_zone, made_at=known.made_at, made_by=known.made_by, rev=change.rev,
        )  # fmt: skip
        if not await store.update_person(tx, row, tx.clock.now()):
            raise Problem(CONFLICT, what=known.name)
        if fields:
            tx.announce(hospital_id, known.id, PersonChanged(fields), actor=viewer.actor)
        return await _held(tx, services, hospital_id, known.id)


async def add_identifier(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    person_id: UUID,
    kind: IdentifierKind,
    value: str,
    *,
    verified: bool = False,
) -> Person:
    """`verified`: seen on the card itself. One that they have already is no second. Raises Problem refused, no_person,
    bad_identifier."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = await _held(tx, services, hospital_id, person_id)
        await _add(tx, services, known, kind, value, verified, viewer.actor)
        return await _held(tx, services, hospital_id, known.id)


async def prove_contact(
    tx: Transaction, hospital_id: int, person_id: UUID, contact: ContactToken, actor: str = ""
) -> UUID | None:
    """Somebody whom a code sent there reached acts as this person: None unless the contact stands on their card, where it
    is verified from now on, whoever typed it. On nobody else's, though a family may share it. `actor`: else themselves.
    Returns the id under which they are kept."""
    if contact.hospital_id != hospital_id:
        return None
    group = await store.same_person(tx, hospital_id, person_id)
    rows = await store.identifier_rows(tx, hospital_id, list(group))
    held = next((row for row in rows if row.value_hash == contact.value_hash), None)
    if held is None:
        return None
    if held.verified_at is None:
        await tx.lock(group[0])
        if await store.verify_identifier(tx, hospital_id, held.id, tx.clock.now()):
            fact = IdentifierVerified(held.id, held.kind)
            tx.announce(hospital_id, group[0], fact, actor=actor or f"person:{group[0]}")
    return group[0]


async def end_identifier(services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, id: UUID) -> Person:
    """It is no longer theirs. Raises Problem refused, no_person, not_found."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        known = await _held(tx, services, hospital_id, person_id)
        ended = next((each for each in known.identifiers if each.id == id), None)
        if ended is None or not await store.end_identifier(tx, hospital_id, id, tx.clock.now()):
            raise Problem(NOT_FOUND)
        await store.compare_again(tx, hospital_id, known.id, tx.clock.now())
        tx.announce(hospital_id, known.id, IdentifierEnded(id, ended.kind), actor=viewer.actor)
        return await _held(tx, services, hospital_id, known.id)


async def reveal_identifier(
    services: Services, viewer: Viewer, hospital_id: int, person_id: UUID, id: UUID, reason: str
) -> str:
    """The value in full; who asked and why is logged. Raises Problem refused, no_person, not_found, reason_needed,
    too_many."""
    viewer.require(Right.REVEAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        group = await store.same_person(tx, hospital_id, person_id)
        rows = await store.identifier_rows(tx, hospital_id, list(group))
        found = next((row for row in rows if row.id == id), None)
        if found is None:
            raise Problem(NOT_FOUND)
        await reveal(tx, viewer, hospital_id, group[0], found.kind, reason)
        return seal.value_of(services, found)


async def _held(tx: Transaction, services: Services, hospital_id: int, person_id: UUID) -> Person:
    """The person, locked until the commit."""
    group = await store.same_person(tx, hospital_id, person_id)
    await tx.lock(group[0])
    known = await questions.person(tx, services, hospital_id, group[0])
    if known is None:
        raise Problem(NO_PERSON)
    return known


async def _add(
    tx: Transaction, services: Services, known: Person, kind: IdentifierKind, value: str, verified: bool, actor: str
) -> None:
    at = tx.clock.now()
    row = seal.identifier_row(services, known.hospital_id, known.id, kind, value, verified=verified, at=at, by=actor)
    rows = await store.identifier_rows(tx, known.hospital_id, list(known.ids))
    held = next((each for each in rows if each.value_hash == row.value_hash), None)
    if held is None:
        await store.insert_identifier(tx, row)
        await store.compare_again(tx, known.hospital_id, known.id, at)
        tx.announce(known.hospital_id, known.id, IdentifierAdded(row.id, kind), actor=actor)
    if verified and (held is None or await store.verify_identifier(tx, known.hospital_id, held.id, at)):
        fact = IdentifierVerified(held.id if held else row.id, kind)
        tx.announce(known.hospital_id, known.id, fact, actor=actor)

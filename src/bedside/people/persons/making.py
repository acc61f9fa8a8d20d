"""A visitor becomes a person when they say who they are; nobody is made twice."""

from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people import questions, seal
from bedside.people.facts import IdentifierAdded, IdentifierVerified, PersonChanged, PersonMade, VisitorJoined
from bedside.people.identifiers import born_and_sex, normal_name, normalised
from bedside.people.model import NAME_LIMIT, one_line
from bedside.people.person import NewPerson, Person
from bedside.people.problems import NAME_NEEDED, NO_PERSON
from bedside.people.store import persons as store
from bedside.people.store.persons import IdentifierRow


async def make_person(tx: Transaction, services: Services, hospital_id: int, given: NewPerson, actor: str) -> Person:
    """The person whom these words describe: one who is known already, else a new one.

    Known is who has the same ID number and name, or the same phone (or email) and name with nothing that contradicts. What
    a visitor says of themselves alone (`actor` visitor:…) is believed only beside a contact that was verified: a
    stranger who knows a name and an ID number does not come into the record. What was left out before is added.
    Takes the locks of the identifiers: call it before other locks. Raises Problem name_needed, bad_identifier.
    """
    given = _whole(given)
    at = tx.clock.now()
    rows = [
        seal.identifier_row(services, hospital_id, new_id(), i.kind, i.value, verified=i.verified, at=at, by=actor)
        for i in given.identifiers
    ]
    await tx.lock(*(UUID(bytes=row.value_hash[:16]) for row in rows))
    known = await _known(tx, services, hospital_id, given, rows, actor)
    if known is None:
        id = new_id()
        await store.insert_person(
            tx,
            seal.person_row(
                services, hospital_id, id, name=given.name, sex=given.sex, born=given.born, lang=given.lang,
                time_zone="", made_at=at, made_by=actor,
            ),
        )  # fmt: skip
        tx.announce(hospital_id, id, PersonMade(id), actor=actor)
    else:
        id = known.id
        await tx.lock(id)
        await _complete(tx, services, known, given, actor)
    await _add(tx, hospital_id, id, known, rows, actor)
    if given.visitor:
        await join_visitor(tx, hospital_id, given.visitor, id, actor)
    made = await questions.person(tx, services, hospital_id, id)
    assert made
    return made


async def join_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID, person_id: UUID, actor: str) -> None:
    """This browser belongs to this person, perhaps among others. A second time changes nothing.

    Raises Problem no_person, or not_found for a browser that is unknown or was forgotten.
    """
    group = await store.same_person(tx, hospital_id, person_id)
    if set(group) & set(await store.persons_of_visitor(tx, hospital_id, visitor_id)):
        return
    row = (await store.persons(tx, hospital_id, [group[0]])).get(group[0])
    if row is None or row.deleted_at:
        raise Problem(NO_PERSON)
    visitor = await questions.visitor(tx, hospital_id, visitor_id)
    if visitor is None or visitor.forgotten_at:
        raise Problem(NOT_FOUND)
    if await store.join_visitor(tx, hospital_id, visitor_id, group[0], actor):
        tx.announce(hospital_id, group[0], VisitorJoined(visitor_id), actor=actor)


def _whole(given: NewPerson) -> NewPerson:
    """Name cleaned; sex and birthday taken from a resident's ID number where they were left out."""
    name = one_line(given.name, NAME_LIMIT)
    if not normal_name(name):
        raise Problem(NAME_NEEDED)
    born, sex = given.born, given.sex
    for each in given.identifiers:
        said = born_and_sex(normalised("id_card", each.value)) if each.kind == "id_card" else None
        if said:
            born, sex = born or said[0], sex or said[1]
    return msgspec.structs.replace(given, name=name, born=born, sex=sex)


async def _known(
    tx: Transaction, services: Services, hospital_id: int, given: NewPerson, rows: list[IdentifierRow], actor: str
) -> Person | None:
    alone = actor.startswith("visitor:")
    hashes = {row.value_hash for row in rows}
    proved = {row.value_hash for row in rows if row.verified_at}
    for row in sorted(rows, key=lambda row: row.kind != "id_card"):
        if row.kind in ("visit_card", "record_number"):
            continue  # numbers that others may have typed wrongly; the duty proposes these
        holders = await store.holders(tx, hospital_id, row.value_hash)
        for found in (await questions.persons_by_id(tx, services, hospital_id, holders)).values():
            theirs = await store.identifier_rows(tx, hospital_id, list(found.ids))
            shares = {each.value_hash for each in theirs} & proved
            if normal_name(found.name) != normal_name(given.name) or (alone and not shares):
                continue
            papers = {each.value_hash for each in theirs if each.kind == "id_card"}
            other_paper = papers and {r.value_hash for r in rows if r.kind == "id_card"} - papers
            contradicts = (found.born and given.born and found.born != given.born) or (
                found.sex and given.sex and found.sex != given.sex
            )
            if (papers & hashes) or not (other_paper or contradicts):
                return found
    return None


async def _complete(tx: Transaction, services: Services, known: Person, given: NewPerson, actor: str) -> None:
    """Fill what was not known; what was said before stands."""
    fields = [name for name in ("born", "sex") if not getattr(known, name) and getattr(given, name)]
    if fields:
        row = seal.person_row(
            services, known.hospital_id, known.id, name=known.name, sex=known.sex or given.sex,
            born=known.born or given.born, lang=known.lang, time_zone=known.time_zone, made_at=known.made_at,
            made_by=known.made_by, rev=known.rev,
        )  # fmt: skip
        await store.update_person(tx, row, tx.clock.now())
        tx.announce(known.hospital_id, known.id, PersonChanged(fields), actor=actor)


async def _add(
    tx: Transaction, hospital_id: int, id: UUID, known: Person | None, rows: list[IdentifierRow], actor: str
) -> None:
    theirs = {
        row.value_hash: row for row in await store.identifier_rows(tx, hospital_id, list(known.ids) if known else [])
    }
    added = False
    for row in rows:
        held = theirs.get(row.value_hash)
        if held is None:
            row = msgspec.structs.replace(row, person_id=id)
            if await store.insert_identifier(tx, row):
                added = True
                tx.announce(hospital_id, id, IdentifierAdded(row.id, row.kind), actor=actor)
                if row.verified_at:
                    tx.announce(hospital_id, id, IdentifierVerified(row.id, row.kind), actor=actor)
        elif row.verified_at and await store.verify_identifier(tx, hospital_id, held.id, row.verified_at):
            tx.announce(hospital_id, id, IdentifierVerified(held.id, held.kind), actor=actor)
    if added and known:
        await store.compare_again(tx, hospital_id, id, tx.clock.now())

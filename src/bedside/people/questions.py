"""Reads of the people room. They see only the hospitals for which their transaction was opened."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import seal
from bedside.people.contact import ContactToken
from bedside.people.identifiers import SAID, hash_of, masked_name, name_hash
from bedside.people.model import ConsentRecord, Elsewhere, PersonConsents, Visitor
from bedside.people.person import Identifier, Person, PersonShown
from bedside.people.store import persons
from bedside.people.store import visitors as store


class Trackable(msgspec.Struct, frozen=True):
    """A visitor who agreed to be tracked; `visits` counts those already begun."""

    id: UUID
    name: str
    visits: int
    made_at: datetime


async def visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Visitor | None:
    """The visitor, also a forgotten one (nameless), or None."""
    return await store.visitor(tx, hospital_id, visitor_id)


async def visitors(tx: Transaction, hospital_id: int, ids: list[UUID]) -> dict[UUID, Visitor]:
    return {found.id: found for found in await store.visitors(tx, hospital_id, ids)}


async def trackable(tx: Transaction, hospital_id: int, ids: list[UUID]) -> dict[UUID, Trackable]:
    """Who among `ids` may be tracked at this moment. Hold their locks, and it stays so until the commit."""
    return {row[0]: Trackable(*row) for row in await store.trackable(tx, hospital_id, ids)}


async def consents(tx: Transaction, hospital_id: int, visitor_id: UUID) -> list[ConsentRecord]:
    """Every answer ever given, oldest first."""
    return await store.consents(tx, hospital_id, visitor_id)


async def same_person_elsewhere(services: Services, hospital_id: int, visitor_id: UUID) -> list[Elsewhere]:
    """The same person at the group's other hospitals, while the consent of both sides holds.

    This is the one door through which a record crosses hospitals: whoever reads there opens a transaction for exactly the
    hospitals named here. Withdrawn, it is empty at once, because consent is read and not remembered.
    """
    async with services.database.transaction([hospital_id]) as tx:
        known = await store.links(tx, hospital_id, visitor_id)
    if not known:
        return []
    me = Elsewhere(hospital_id, visitor_id)
    async with services.database.transaction([hospital_id, *(k.hospital_id for k in known)]) as tx:
        sharing = await store.sharing(tx, [me, *known])
    return [other for other in sharing if other != me] if me in sharing else []


async def same_person(tx: Transaction, hospital_id: int, person_id: UUID) -> tuple[UUID, ...]:
    """All ids under which this person is known, the kept one first; just this id if it was never merged."""
    return await persons.same_person(tx, hospital_id, person_id)


async def kept_as(tx: Transaction, hospital_id: int, person_id: UUID) -> UUID | None:
    """The id under which this person is kept; None if unknown or deleted."""
    return await persons.kept(tx, hospital_id, person_id)


async def person(tx: Transaction, services: Services, hospital_id: int, person_id: UUID) -> Person | None:
    """The person with their name opened, found by any of their ids; None if unknown or deleted."""
    return (await persons_by_id(tx, services, hospital_id, [person_id])).get(person_id)


async def persons_by_id(
    tx: Transaction, services: Services, hospital_id: int, ids: Sequence[UUID]
) -> dict[UUID, Person]:
    """As `person`, for a list: by the id that was asked for. Those unknown or deleted are left out."""
    groups = await persons.groups(tx, hospital_id, list(dict.fromkeys(ids)))
    everybody = [id for group in groups.values() for id in group]
    rows = await persons.persons(tx, hospital_id, [group[0] for group in groups.values()])
    joined = await persons.visitors_of(tx, hospital_id, everybody)
    held = await persons.identifiers(tx, hospital_id, everybody)
    found: dict[UUID, Person] = {}
    for known, group in groups.items():
        row = rows.get(group[0])
        if row is None or row.deleted_at:
            continue
        found[known] = Person(
            hospital_id=hospital_id,
            id=row.id,
            ids=group,
            name=seal.name_of(services, row),
            sex=seal.sex_of(row),
            born=seal.born_of(services, row),
            lang=seal.lang_of(row),
            time_zone=row.time_zone,
            identifiers=_once([each for each in held if each.person_id in group]),
            visitors=tuple(visitor for visitor, owners in joined if set(owners) & set(group)),
            made_at=row.made_at,
            made_by=row.made_by,
            rev=row.rev,
        )
    return found


def _once(identifiers: list[Identifier]) -> list[Identifier]:
    """Each row once: two of the ids asked for may be one person's."""
    return list({each.id: each for each in identifiers}.values())


async def names(tx: Transaction, services: Services, hospital_id: int, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of many persons at once, by the id that was asked for: for lists. A deleted one has no name."""
    rows = await persons.cards(tx, hospital_id, list(dict.fromkeys(ids))) if ids else []
    return {row.known: seal.name_of(services, row) for row in rows}


class Trait(msgspec.Struct, frozen=True):
    """What tells namesakes apart in a list. `phone_tail`: the last four digits, "" without a phone."""

    name: str
    phone_tail: str
    born: date | None


async def traits(tx: Transaction, services: Services, hospital_id: int, ids: Sequence[UUID]) -> dict[UUID, Trait]:
    """Of many persons at once, by the id that was asked for; for whoever may see persons."""
    rows = await persons.cards(tx, hospital_id, list(dict.fromkeys(ids))) if ids else []
    return {row.known: Trait(seal.name_of(services, row), row.phone[-4:], seal.born_of(services, row)) for row in rows}


async def person_of_visitor(tx: Transaction, hospital_id: int, visitor_id: UUID) -> UUID | None:
    """Who said last that this browser is theirs (the id that was kept); None while nobody did."""
    found = await persons.persons_of_visitor(tx, hospital_id, visitor_id)
    return (await persons.same_person(tx, hospital_id, found[0]))[0] if found else None


async def persons_of_visitor(tx: Transaction, services: Services, hospital_id: int, visitor_id: UUID) -> list[Person]:
    """Everybody who said that this browser is theirs, the last first."""
    heads = await persons.heads(tx, hospital_id, found := await persons.persons_of_visitor(tx, hospital_id, visitor_id))
    known = await persons_by_id(tx, services, hospital_id, [heads[id] for id in found])
    return list(known.values())


async def ids_of_visitors(tx: Transaction, hospital_id: int, visitors: Sequence[UUID]) -> frozenset[UUID]:
    """Every id of everybody who said that one of these browsers is theirs."""
    said = [id for visitor in visitors for id in await persons.persons_of_visitor(tx, hospital_id, visitor)]
    return frozenset(id for group in (await persons.groups(tx, hospital_id, said)).values() for id in group)


async def persons_of_contact(
    tx: Transaction, services: Services, hospital_id: int, contact: ContactToken
) -> list[PersonShown]:
    """Everybody who can be reached there, names masked: a family may share a phone. Nobody of another hospital."""
    if contact.hospital_id != hospital_id:
        return []
    found = await persons.holders(tx, hospital_id, contact.value_hash)
    known = await names(tx, services, hospital_id, list((await persons.heads(tx, hospital_id, found)).values()))
    return [PersonShown(id, masked_name(name)) for id, name in known.items()]


async def search_persons(
    tx: Transaction, services: Services, hospital_id: int, text: str, limit: int = 20
) -> list[Person]:
    """Whoever has exactly this name, phone, email, ID, visit card or record number; with no text the newest."""
    if not text.strip():
        found = await persons.newest(tx, hospital_id, limit)
    else:
        found = await persons.named(tx, hospital_id, name_hash(services, text), limit)
        for kind in SAID:
            with suppress(Problem):  # it is not of that form
                found += await persons.holders(tx, hospital_id, hash_of(services, kind, text), limit)
    heads = await persons.heads(tx, hospital_id, found)
    known = await persons_by_id(tx, services, hospital_id, list(dict.fromkeys(heads[id] for id in found)))
    return list(known.values())[:limit]


async def address_of(
    tx: Transaction, services: Services, hospital_id: int, person_id: UUID, channel: Literal["sms", "email"], *,
    verified: bool = False,
) -> str | None:  # fmt: skip
    """Where the person is reached: what was verified first, then (unless it must be `verified`) the newest; None if
    nowhere."""
    group = await persons.same_person(tx, hospital_id, person_id)
    wanted = "phone" if channel == "sms" else "email"
    rows = await persons.identifier_rows(tx, hospital_id, list(group))
    found = (row for row in rows if row.kind == wanted and (row.verified_at or not verified))
    return next((seal.value_of(services, row) for row in found), None)


async def identifier_hashes(tx: Transaction, hospital_id: int, person_id: UUID) -> list[bytes]:
    """The keyed hashes of all that was ever an identifier of this id: what rooms above find an address by."""
    return [row.value_hash for row in await persons.every_identifier(tx, hospital_id, [person_id])]


async def persons_of_address(tx: Transaction, hospital_id: int, address_hash: bytes) -> list[UUID]:
    """Everybody of whom this is a phone or email (the ids that were kept)."""
    found = await persons.holders(tx, hospital_id, address_hash)
    return list(dict.fromkeys((await persons.heads(tx, hospital_id, found)).values()))


async def identifier_values(
    tx: Transaction, services: Services, hospital_id: int, person_id: UUID, kinds: Sequence[str]
) -> dict[str, str]:
    """In clear, one of each kind that there is, verified ones first: for the hospital's own system, never for a screen."""
    group = await persons.same_person(tx, hospital_id, person_id)
    found: dict[str, str] = {}
    for row in await persons.identifier_rows(tx, hospital_id, list(group)):
        if row.kind in kinds and row.kind not in found:
            found[row.kind] = seal.value_of(services, row)
    return found


async def person_consents(tx: Transaction, hospital_id: int, person_id: UUID) -> PersonConsents:
    """What holds now: the newest answer per purpose, of all their ids and of browsers that are theirs alone.

    Of a browser that several persons share only a no counts, because a yes may be another's.
    """
    return what_holds(await person_consent_records(tx, hospital_id, person_id))


def what_holds(records: list[ConsentRecord]) -> PersonConsents:
    """The last answer of each purpose."""
    return PersonConsents(**{record.purpose: record.given for record in records})


async def person_consent_records(tx: Transaction, hospital_id: int, person_id: UUID) -> list[ConsentRecord]:
    """Every answer that counts for this person, oldest first."""
    return await consent_records_of(tx, hospital_id, await persons.same_person(tx, hospital_id, person_id))


async def consent_records_of(tx: Transaction, hospital_id: int, group: Sequence[UUID]) -> list[ConsentRecord]:
    """The same, of all ids under which they are known."""
    found = [record for id in group for record in await store.consents(tx, hospital_id, id)]
    for visitor_id, owners in await persons.visitors_of(tx, hospital_id, list(group)):
        alone = set(owners) <= set(group)
        found += [r for r in await store.consents(tx, hospital_id, visitor_id) if alone or not r.given]
    return sorted(found, key=lambda record: (record.recorded_at, record.id))

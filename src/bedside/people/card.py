"""All that stands on a person's page beside the timeline."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import questions
from bedside.people.household import household
from bedside.people.known import known
from bedside.people.likeness import REASONS
from bedside.people.model import ConsentRecord, PersonConsents
from bedside.people.person import Duplicate, Merge, Person, Relative
from bedside.people.problems import NO_PERSON
from bedside.people.store import merges as store
from bedside.people.work import is_open


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """`open`: whether this viewer may read the timeline now, or must give a reason first (POST /v1/openings)."""

    person: Person
    open: bool
    consents: PersonConsents
    consent_records: list[ConsentRecord]
    household: list[Relative]
    merges: list[Merge]


class Guess(msgspec.Struct, frozen=True, kw_only=True):
    """A likely duplicate with both persons; `says` are the reasons in the reader's language."""

    id: UUID
    score: float
    reasons: list[str]
    says: list[str]
    found_at: datetime
    a: Person
    b: Person


async def card(services: Services, viewer: Viewer, hospital_id: int, person_id: UUID) -> Card:
    """Raises Problem refused, no_person."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        person = await questions.person(tx, services, hospital_id, person_id)
        if person is None:
            raise Problem(NO_PERSON)
        who = await known(tx, hospital_id, person_id)
        return Card(
            person=person,
            open=await is_open(tx, services, viewer, hospital_id, who),
            consents=await questions.person_consents(tx, hospital_id, person.id),
            consent_records=await questions.person_consent_records(tx, hospital_id, person.id),
            household=await household(tx, services, hospital_id, person),
            merges=await store.merges_of(tx, hospital_id, list(person.ids)),
        )


async def search(services: Services, viewer: Viewer, hospital_id: int, text: str, limit: int) -> list[Person]:
    """Whoever has exactly this name or number; with no text the newest. Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await questions.search_persons(tx, services, hospital_id, text, limit)


async def of_visitor(services: Services, viewer: Viewer, hospital_id: int, visitor_id: UUID) -> list[Person]:
    """Whose browser this is, the last first. Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await questions.persons_of_visitor(tx, services, hospital_id, visitor_id)


async def guesses(
    services: Services, viewer: Viewer, hospital_id: int, after: tuple[float, UUID] | None, limit: int
) -> tuple[list[Guess], Duplicate | None]:
    """Undecided duplicates, the likeliest first, and the last one read (for the next page). Raises Problem refused."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.duplicates(tx, hospital_id, "open", after, limit)
        ids = [id for each in found for id in (each.a, each.b)]
        people = await questions.persons_by_id(tx, services, hospital_id, ids)
    shown = [
        Guess(
            id=each.id, score=each.score, reasons=each.reasons, found_at=each.found_at, a=people[each.a], b=people[each.b],
            says=[REASONS[code][1 if viewer.lang == "en" else 0] for code in each.reasons],
        )
        for each in found
        if each.a in people and each.b in people and people[each.a].id != people[each.b].id
    ]  # fmt: skip
    return shown, found[-1] if len(found) == limit else None

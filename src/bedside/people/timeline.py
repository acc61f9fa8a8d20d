"""One timeline per person: every fact of all their ids and browsers, newest first (mission A08)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.hospital.cards import staff_cards
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.facts import Announced
from bedside.kit.problems import Lang, Problem
from bedside.kit.services import Services
from bedside.people.known import Known, known
from bedside.people.problems import NO_PERSON
from bedside.people.store import persons
from bedside.people.store import requests as store
from bedside.people.titles import titled
from bedside.people.work import require_open


class By(msgspec.Struct, frozen=True):
    """Who did it: `kind` is staff, visitor, person or system."""

    kind: str
    id: str
    name: str


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timeline. `payload` holds ids and codes. `shared`: a browser of others did it, too."""

    id: UUID
    at: datetime
    kind: str
    title: str
    by: By
    subject: UUID
    shared: bool
    payload: dict[str, Any]


async def timeline(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    person_id: UUID,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Happened]:
    """Raises Problem refused, no_person, record_closed."""
    viewer.require(Right.SEE_PERSONS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        who = await known(tx, hospital_id, person_id)
        row = (await persons.persons(tx, hospital_id, [who.id])).get(who.id)
        if row is None:
            raise Problem(NO_PERSON)
        await require_open(tx, services, viewer, hospital_id, who)
        facts = await store.timeline(tx, hospital_id, list(who.all), before, limit)
        names = {str(id): card.name(viewer.lang) for id, card in (await staff_cards(tx, hospital_id)).items()}
    return [_happened(fact, who, names, viewer.lang) for fact in facts]


def _happened(fact: Announced, who: Known, names: dict[str, str], lang: Lang) -> Happened:
    kind, _, id = fact.actor.partition(":")
    return Happened(
        id=fact.id,
        at=fact.occurred_at,
        kind=fact.kind,
        title=titled(fact.kind, fact.payload, lang),
        by=By(kind, id, names.get(id, "")),
        subject=fact.subject,
        shared=fact.subject in who.shared,
        payload=fact.payload,
    )

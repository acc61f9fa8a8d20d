"""What the demo hospital knows: written by whoever holds the machine, approved by the desk lead, who looks after it."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec

from bedside.demo.furnish.gated import kept
from bedside.demo.furnish.places import Place
from bedside.demo.furniture import Entry, load
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from bedside.knowledge.entries import actions, questions
from bedside.knowledge.entries.model import Body, Kind, Words

REVIEWED_IN = (365, 300, 240, 180, 20)
"""Days until an entry is to be reviewed, in turn: some expire soon, as anywhere."""


async def furnish_entries(services: Services, holder: Viewer, places: dict[str, Place], staff: dict[str, UUID]) -> None:
    for place in places.values():
        await _entries(services, holder, place, staff)
        if not (await questions.synonyms(services, holder, place.hospital_id))[1]:
            await actions.keep_synonyms(services, holder, place.hospital_id, load().synonyms.lists, 0)


async def _entries(services: Services, holder: Viewer, place: Place, staff: dict[str, UUID]) -> None:
    known = {row.title_zh for row in await questions.entries(services, holder, place.hospital_id, retired=True)}
    offers = await catalogue(services, place.hospital_id, fresh=True)
    lead = lead_of(holder, place, staff)
    for number, given in enumerate(load().entries):
        if given.title.zh in known or (given.department and given.department not in place.departments):
            continue
        about = _about(given, offers)
        if given.about and about is None:
            continue
        body = Body(
            title_zh=given.title.zh, title_en=given.title.en, also=given.also,
            parts={part: Words(zh=text.zh, en=text.en) for part, text in given.parts.items()}, source=given.source,
            content_class=given.content_class, department_id=place.departments.get(given.department),
            owner_id=lead.staff_id, about=about,
            review_on=services.clock.now().date() + timedelta(days=REVIEWED_IN[number % len(REVIEWED_IN)]),
        )  # fmt: skip
        await put_up(services, holder, lead, place, given.kind, body)


async def put_up(services: Services, holder: Viewer, lead: Viewer, place: Place, kind: Kind, body: Body) -> None:
    """Written by the one, approved by the other."""
    id = await kept(
        services, lead, place.hospital_id, partial(actions.add, services, holder, place.hospital_id, kind, body)
    )
    await actions.approve(services, lead, place.hospital_id, id, 1)


def lead_of(holder: Viewer, place: Place, staff: dict[str, UUID]) -> Viewer:
    """The campus's desk lead, or the administrator where it has none."""
    here = [person for person in load().staff if place.campus.key in person.campuses]
    ranked = sorted(here, key=lambda person: (person.role != Role.DESK_LEAD, person.role != Role.ADMIN))
    return msgspec.structs.replace(holder, staff_id=staff[ranked[0].login])


def _about(given: Entry, offers: Catalogue) -> UUID | None:
    """The service or verified doctor of this campus that an entry tells of."""
    kind, _, key = given.about.rpartition(":")
    if kind == "doctor":
        return next((each.id for each in offers.doctors.values() if each.code == key and each.verified), None)
    return next((each.id for each in offers.services.values() if each.code == key and not each.retired), None)

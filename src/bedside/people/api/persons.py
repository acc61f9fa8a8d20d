"""Persons over HTTP: finding, making, correcting, identifiers, consent, household, timeline."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, delete, get, patch, post
from litestar.params import QueryParameter

from bedside.hospital.api.shapes import Limit, Listed, OneHospital, cursor, read_cursor, within_reason
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.services import Services
from bedside.people import persons as actions
from bedside.people.api.shapes import (
    Before,
    ChangeGiven,
    ConsentsGiven,
    IdentifierGiven,
    PersonGiven,
    Place,
    Revealed,
    Text,
    TieGiven,
    VisitorGiven,
    WithReason,
)
from bedside.people.card import Card, card, of_visitor, search
from bedside.people.model import PersonConsents, Proof, agent_family, text_hash
from bedside.people.person import NewIdentifier, NewPerson, Person
from bedside.people.persons.changing import PersonChange
from bedside.people.timeline import Happened, timeline

OfVisitor = Annotated[UUID | None, QueryParameter(name="visitor", required=False)]


@get("/persons", summary="Find persons by exact name or number, or by their browser; without either the newest")
async def find(
    viewer: Viewer,
    services: Services,
    hospital: OneHospital,
    text: Text = "",
    visitor: OfVisitor = None,
    limit: Limit = 20,
) -> Listed[Person]:
    if visitor:
        return Listed(await of_visitor(services, viewer, hospital, visitor))
    return Listed(await search(services, viewer, hospital, text, limit))


@post("/persons", summary="Make a person; one who is known already is found instead")
async def make(data: PersonGiven, viewer: Viewer, services: Services) -> Person:
    viewer.require(Right.SEE_PERSONS, data.hospital)
    said = [NewIdentifier(each.kind, each.value, each.verified) for each in data.identifiers]
    new = NewPerson(data.name, data.sex, data.born, data.lang, said, data.visitor)
    async with services.database.transaction([data.hospital]) as tx:
        return await actions.make_person(tx, services, data.hospital, new, viewer.actor)


@get("/persons/{person_id:uuid}", summary="A person's record with masked identifiers")
async def show(person_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital) -> Card:
    return await card(services, viewer, hospital, person_id)


@patch("/persons/{person_id:uuid}", summary="Correct a person's record")
async def change(
    person_id: UUID, data: ChangeGiven, viewer: Viewer, services: Services, hospital: OneHospital
) -> Person:
    given = {name: getattr(data, name) for name in data.__struct_fields__}
    return await actions.change_person(services, viewer, hospital, person_id, PersonChange(**given))


@get("/persons/{person_id:uuid}/timeline", summary="All that happened with a person, newest first")
async def happened(
    person_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital, before: Before = None, limit: Limit = 50
) -> Listed[Happened]:
    """Outside one's own work it asks for an opening with a reason first (POST /v1/openings), which is logged."""
    place = read_cursor(before, Place)
    within_reason(place[0] if place else None)
    found = await timeline(services, viewer, hospital, person_id, place, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Listed(found[:limit], cursor((last.at, last.id)) if last else None)


@post("/persons/{person_id:uuid}/identifiers", summary="Add a phone, email, ID, visit card or record number")
async def add_identifier(
    person_id: UUID, data: IdentifierGiven, viewer: Viewer, services: Services, hospital: OneHospital
) -> Person:
    return await actions.add_identifier(
        services, viewer, hospital, person_id, data.kind, data.value, verified=data.verified
    )


@delete("/persons/{person_id:uuid}/identifiers/{identifier_id:uuid}", summary="It is no longer theirs", status_code=200)
async def end_identifier(
    person_id: UUID, identifier_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital
) -> Person:
    return await actions.end_identifier(services, viewer, hospital, person_id, identifier_id)


@post(
    "/persons/{person_id:uuid}/identifiers/{identifier_id:uuid}/reveal",
    summary="Show an identifier in full; the reason is logged",
    status_code=200,
)
async def reveal(
    person_id: UUID, identifier_id: UUID, data: WithReason, viewer: Viewer, services: Services, hospital: OneHospital
) -> Revealed:
    value = await actions.reveal_identifier(services, viewer, hospital, person_id, identifier_id, data.reason)
    return Revealed(value)


@post("/persons/{person_id:uuid}/consents", summary="Record what the person agreed to or declined", status_code=200)
async def consent(
    request: Request[Any, Any, Any],
    person_id: UUID,
    data: ConsentsGiven,
    viewer: Viewer,
    services: Services,
    hospital: OneHospital,
) -> PersonConsents:
    viewer.require(Right.SEE_PERSONS, hospital)
    proof = Proof(
        lang=data.lang, text_hash=text_hash(data.text), agent=agent_family(request.headers.get("user-agent", ""))
    )
    async with services.database.transaction([hospital]) as tx:
        return await actions.record_person_consent(
            tx, hospital, person_id, data.answers, data.version, data.channel, proof, viewer.actor
        )


@post("/persons/{person_id:uuid}/visitors", summary="This browser is theirs", status_code=204)
async def join(person_id: UUID, data: VisitorGiven, viewer: Viewer, services: Services, hospital: OneHospital) -> None:
    viewer.require(Right.SEE_PERSONS, hospital)
    async with services.database.transaction([hospital]) as tx:
        await actions.join_visitor(tx, hospital, data.visitor, person_id, viewer.actor)


@post("/persons/{person_id:uuid}/household", summary="Say who is whose family", status_code=204)
async def tie(person_id: UUID, data: TieGiven, viewer: Viewer, services: Services, hospital: OneHospital) -> None:
    await actions.set_tie(services, viewer, hospital, person_id, data.other, data.relation)


@delete("/persons/{person_id:uuid}/household/{other_id:uuid}", summary="They are no longer of one household")
async def untie(person_id: UUID, other_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital) -> None:
    await actions.cut_tie(services, viewer, hospital, person_id, other_id)


handlers = [
    find, make, show, change, happened, add_identifier, end_identifier, reveal, consent, join, tie, untie,
]  # fmt: skip

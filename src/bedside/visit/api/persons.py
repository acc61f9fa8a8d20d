"""A visitor who showed that a phone or address is theirs sees for whom it stands, and asks about their data (L33)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Router, post

from bedside.hospital.api.bodies import takes
from bedside.kit.written import PLAIN
from bedside.people import contact as contacts
from bedside.people import questions as people
from bedside.people.person import PersonShown
from bedside.people.requesting import Asked, ask_oneself
from bedside.visit.api.guests import Guest, admitted, decoded, guest_router, services_of, within
from bedside.visit.parts import Doorman

Token = Annotated[str, msgspec.Meta(max_length=2000)]
Words = Annotated[str, msgspec.Meta(max_length=2000, pattern=PLAIN)]


class ContactBody(msgspec.Struct, kw_only=True):
    site: str
    contact: Token
    lang: Literal["zh", "en"] = "zh"


class RequestBody(ContactBody, kw_only=True):
    person: UUID
    kind: Asked
    details: Words = ""


class PersonsAnswer(msgspec.Struct):
    items: list[PersonShown]


class RequestAnswer(msgspec.Struct):
    id: UUID
    due_at: datetime


_contact = msgspec.json.Decoder(ContactBody)
_request = msgspec.json.Decoder(RequestBody)


@post("/persons", operation_id="personsOfContact", status_code=200, operation_class=takes(ContactBody))
async def persons_of_contact(request: Guest) -> PersonsAnswer:
    """Who can be reached at the verified contact, names masked."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _contact)
    site = await admitted(request, body.site)
    contact = contacts.required(services, site.hospital_id, body.contact, services.clock.now())
    async with services.database.transaction([site.hospital_id]) as tx:
        return PersonsAnswer(await people.persons_of_contact(tx, services, site.hospital_id, contact))


@post("/person-requests", operation_id="askAboutMyData", operation_class=takes(RequestBody))
async def ask(request: Guest) -> RequestAnswer:
    """A copy, a correction or the deletion of one's data, by a verified contact."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _request)
    site = await admitted(request, body.site)
    contact = contacts.required(services, site.hospital_id, body.contact, services.clock.now())
    made = await ask_oneself(services, site.hospital_id, body.person, contact, body.kind, body.details)
    return RequestAnswer(made.id, made.due_at)


router: Router = guest_router([persons_of_contact, ask], tag="visitor")

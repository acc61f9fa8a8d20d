"""A visitor shows that a phone or email is theirs, by a code; and reads what the hospital wrote to their browser."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post

from bedside.channel import codes, questions, seeing
from bedside.channel.codes import CodeSent, Kind
from bedside.channel.model import Lang
from bedside.channel.questions import Note
from bedside.hospital.api.bodies import takes
from bedside.kit.problems import Problem
from bedside.kit.written import LINE
from bedside.people.model import UNKNOWN_VISITOR
from bedside.visit.api.guests import Guest, address_of, admitted, decoded, guest_router, services_of, who_is, within
from bedside.visit.parts import Doorman

Address = Annotated[str, msgspec.Meta(min_length=3, max_length=200, pattern=LINE)]


class CodeBody(msgspec.Struct, kw_only=True):
    site: str
    token: str | None = None
    kind: Kind
    address: Address
    lang: Lang = "zh"


class CheckBody(CodeBody, kw_only=True):
    code: Annotated[str, msgspec.Meta(pattern=r"^\s*\d{6}\s*$", max_length=20)]


class ContactAnswer(msgspec.Struct):
    contact: str
    """Signed; brought along to book and to see one's appointments."""


class NotesBody(msgspec.Struct, kw_only=True):
    site: str
    token: str


class SeenBody(NotesBody, kw_only=True):
    ids: Annotated[list[UUID], msgspec.Meta(max_length=100)]


class NotesAnswer(msgspec.Struct):
    items: list[Note]


class SeenAnswer(msgspec.Struct):
    seen: int


_code = msgspec.json.Decoder(CodeBody)
_check = msgspec.json.Decoder(CheckBody)
_notes = msgspec.json.Decoder(NotesBody)
_seen = msgspec.json.Decoder(SeenBody)


@post("/codes", operation_id="askCode", status_code=200, operation_class=takes(CodeBody))
async def ask_code(request: Guest) -> CodeSent:
    """Send a six-digit code there. The answer is the same whether or not anybody is known at the address."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _code)
    site = await admitted(request, body.site)
    who_is(services, site, body.token)
    return await codes.ask(services, site.hospital_id, body.kind, body.address, body.lang, address_of(request))


@post("/codes/check", operation_id="checkCode", status_code=200, operation_class=takes(CheckBody))
async def check_code(request: Guest) -> ContactAnswer:
    """The code was read there: from now on, for two hours, the contact is shown to be theirs."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _check)
    site = await admitted(request, body.site)
    who_is(services, site, body.token)
    return ContactAnswer(await codes.check(services, site.hospital_id, body.kind, body.address, body.code))


@post("/notes", operation_id="listNotes", status_code=200, operation_class=takes(NotesBody))
async def list_notes(request: Guest) -> NotesAnswer:
    """What the hospital wrote to this browser, newest first."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _notes)
    site = await admitted(request, body.site)
    token = who_is(services, site, body.token)
    if token is None:
        raise Problem(UNKNOWN_VISITOR)
    return NotesAnswer(await questions.notes(services, site.hospital_id, token.visitor_id))


@post("/notes/seen", operation_id="seeNotes", status_code=200, operation_class=takes(SeenBody))
async def see_notes(request: Guest) -> SeenAnswer:
    """The browser showed these notes."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _seen)
    site = await admitted(request, body.site)
    token = who_is(services, site, body.token)
    if token is None:
        raise Problem(UNKNOWN_VISITOR)
    return SeenAnswer(await seeing.seen(services, site.hospital_id, token.visitor_id, body.ids))


router = guest_router([ask_code, check_code, list_notes, see_notes], "visitor")

"""The pages behind links in messages, /a/{token}, and doctors' calendar feeds."""

from typing import Annotated, Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, Parameter
from litestar.response import Redirect

from bedside.appointment import feeds
from bedside.appointment.api.link_page import page_of, refusal
from bedside.appointment.coming import answer, see
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.problems import INVALID, TOO_MANY, Problem
from bedside.kit.services import Services
from bedside.visit.api.guests import within
from bedside.visit.parts import Doorman

LIMIT = 4 * 1024
ANSWERS = ("come", "cancel", "move", "accept", "decline")
Token = Annotated[str, Parameter(max_length=600)]
RequiredHospital = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]


@get("/a/{token:str}", include_in_schema=False)
async def show(request: Request[Any, Any, Any], token: FromPath[Token], services: Services) -> Response[str]:
    """Shows, and changes nothing: a mail scanner opens links, too."""
    try:
        within(services.get(Doorman).others, request)
        return page_of(await see(services, token))
    except Problem as problem:
        return refusal(problem)


@post("/a/{token:str}", include_in_schema=False, status_code=200)
async def act(request: Request[Any, Any, Any], token: FromPath[Token], services: Services) -> Response[str] | Redirect:
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    given, rev = form.get("answer", [""])[0], form.get("rev", [""])[0]
    try:
        within(services.get(Doorman).others, request)
        if given not in ANSWERS or not rev.isdecimal() or len(rev) > 9:
            raise Problem(INVALID, what="answer")
        await answer(services, token, given, int(rev), _slot_in(form) if given == "move" else None)
    except Problem as problem:
        return refusal(problem) if problem.code == TOO_MANY else await _still(services, token, problem)
    return Redirect(f"/a/{token}", status_code=303)


def _slot_in(form: dict[str, list[str]]) -> UUID:
    try:
        return UUID(form.get("slot", [""])[0])
    except ValueError:
        raise Problem(INVALID, what="slot") from None


async def _still(services: Services, token: str, problem: Problem) -> Response[str]:
    """Why the answer was not taken, and how things stand; where the link itself is no good, only that."""
    try:
        return page_of(await see(services, token), problem)
    except Problem as gone:
        return refusal(gone)


@get("/calendar/{name:str}", include_in_schema=False)
async def calendar(request: Request[Any, Any, Any], name: FromPath[Token], services: Services) -> Response[bytes]:
    """A doctor's feed. No patient is named in it."""
    within(services.get(Doorman).others, request)
    body = await feeds.feed(services, name.removesuffix(".ics"))
    return Response(body, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, max-age=300"})


class CalendarLink(msgspec.Struct):
    url: str


class CalendarHospital(msgspec.Struct):
    hospital: RequiredHospital


@get("/doctors/{doctor_id:uuid}/calendar-link", summary="The address of a doctor's calendar feed")
async def calendar_link(
    doctor_id: FromPath[UUID], hospital: RequiredHospital, viewer: Viewer, services: Services
) -> CalendarLink:
    return CalendarLink(await feeds.link_of(services, viewer, hospital, doctor_id))


@post("/doctors/{doctor_id:uuid}/calendar-link", summary="A new address; the old one ends", status_code=200)
async def new_calendar_link(
    doctor_id: FromPath[UUID], data: CalendarHospital, viewer: Viewer, services: Services
) -> CalendarLink:
    return CalendarLink(await feeds.link_of(services, viewer, data.hospital, doctor_id, anew=True))


routes: list[Router] = [
    Router(path="/", route_handlers=[show, act, calendar], request_max_body_size=LIMIT),
    staff_router([calendar_link, new_calendar_link], tag="appointments"),
]

"""What a visitor does with a conversation over HTTP: the offline form, files in and out. No cookies; tokens only."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.params import Parameter, QueryParameter
from litestar.response import File as FileResponse
from litestar.types import ControllerRouterHandler

from bedside.conversation import files
from bedside.conversation.actions.begin import origin_of
from bedside.conversation.actions.offline import LeftMessage, begin_left, checked, read_left, say_left
from bedside.conversation.actions.start import Origin, agreed_to_health, current, of_conversation
from bedside.conversation.first_aid import banner
from bedside.conversation.flags import Found
from bedside.conversation.model import Emergency, File
from bedside.conversation.problems import BAD_FILE
from bedside.hospital.api.bodies import TakesFile, takes
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.people import questions as known_people
from bedside.people import token as tokens
from bedside.people.model import UNKNOWN_VISITOR, one_line
from bedside.people.token import VisitorToken
from bedside.visit.api.guests import admitted, decoded, guest_router, who_is, within
from bedside.visit.parts import Doorman


class Left(msgspec.Struct, kw_only=True):
    """The offline form. `contact` may be missing where the text tells of an emergency."""

    site: Annotated[str, msgspec.Meta(max_length=200)]
    id: UUID
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=100)] = ""
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    health_consent: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    lang: Literal["zh", "en"] = "zh"
    token: Annotated[str, msgspec.Meta(max_length=500)] | None = None


_left = msgspec.json.Decoder(Left)


class LeftAnswer(msgspec.Struct, frozen=True):
    """`emergency`: what was written may be urgent; show this at once."""

    id: UUID
    token: str
    emergency: Emergency | None


@post("/messages", status_code=200, operation_class=takes(Left))
async def leave_message(request: Request[Any, Any, Any], services: Services) -> LeftAnswer:
    """Leave a message while the desk is closed. The same id again is the same message."""
    within(services.get(Doorman).others, request)
    left = decoded(await request.body(), _left)
    site = await admitted(request, left.site)
    hospital_id = site.hospital_id
    token = who_is(services, site, left.token)
    told = LeftMessage(
        id=left.id, name=one_line(left.name, 60), contact=one_line(left.contact, 100), text=checked(left.text)
    )
    flag = await read_left(services, hospital_id, told)
    async with services.database.transaction([hospital_id]) as tx:
        if token is not None:
            known = await known_people.visitor(tx, hospital_id, token.visitor_id)
            if known is None or known.forgotten_at:
                raise Problem(UNKNOWN_VISITOR)
        else:
            begun = await of_conversation(tx, hospital_id, left.id)  # a retry whose first answer was lost
            made = begun or (await people.make_visitor(tx, hospital_id, name=told.name, lang=left.lang)).id
            token = VisitorToken(hospital_id, made, "chat_only")
        visitor = token.visitor_id
        await tx.lock(visitor)
        agent = request.headers.get("user-agent", "")
        consents = await agreed_to_health(tx, site, visitor, left.health_consent, left.lang, agent)
        await begin_left(
            services, tx, hospital_id=hospital_id, visitor=visitor, left=told, lang=left.lang,
            origin=await origin_of(tx, hospital_id, visitor) if consents.tracking else Origin(),
            health_consent=left.health_consent,
        )  # fmt: skip
    await say_left(services, hospital_id, visitor, told, flag)
    emergency = banner(flag.type, left.lang) if isinstance(flag, Found) else None
    return LeftAnswer(left.id, tokens.sign(services, token), emergency)


@post("/files", status_code=201, request_max_body_size=files.MOST_BYTES + 1024, operation_class=TakesFile)
async def upload(
    request: Request[Any, Any, Any],
    services: Services,
    token: Annotated[str, Parameter(max_length=500)],
    file: Annotated[UUID, QueryParameter(name="id")],
    name: Annotated[str, Parameter(max_length=300)] = "",
) -> File:
    """Raw bytes of a picture or PDF for the visitor's open conversation; then `say` it by its id."""
    within(services.get(Doorman).others, request)
    known = tokens.read(services, token)
    if known is None:
        raise Problem(UNKNOWN_VISITOR)
    async with services.database.transaction([known.hospital_id]) as tx:
        fact = await current(tx, known.hospital_id, known.visitor_id)
    if fact is None:
        raise Problem(NOT_FOUND)
    content = await request.body()
    if not content:
        raise Problem(BAD_FILE)
    return await files.keep(
        services, fact, id_=file, name=name, content=content, by_kind="visitor", by_id=known.visitor_id
    )


@get("/files/{link:str}")
async def fetch(services: Services, link: Annotated[str, Parameter(max_length=500)]) -> Response[Any]:
    """A file by its signed link. It can run nothing, be framed by nobody, and is never taken for another type."""
    file, path = await files.fetch(services, link)
    return FileResponse(
        path=path,
        filename=file.name,
        media_type=file.type,
        content_disposition_type="inline" if file.type.startswith("image/") else "attachment",
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=86400, immutable",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Referrer-Policy": "no-referrer",
        },
    )


routes: list[ControllerRouterHandler] = [
    guest_router([leave_message, upload], tag="visitor"),
    Router(path="/", route_handlers=[fetch]),
]

"""Routes for pages of other origins: no cookies, any origin may ask, and the site's own list decides inside.

Bodies are JSON whatever their content type says, so that beacons and simple requests need no preflight.
"""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, Router
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bedside.kit.problems import INVALID, TOO_MANY, Lang, Problem, lang_asked
from bedside.kit.services import Services
from bedside.people import token as tokens
from bedside.people.model import UNKNOWN_VISITOR
from bedside.people.token import VisitorToken
from bedside.visit.limits import Allowance
from bedside.visit.model import FOREIGN_ORIGIN, Site
from bedside.visit.questions import site as find_site

T = TypeVar("T")
Guest = Request[Any, Any, Any]
BODY_LIMIT = 64 * 1024
_ANY = (b"access-control-allow-origin", b"*")
_PREFLIGHT = [
    _ANY,
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


def open_to_pages(app: ASGIApp) -> ASGIApp:
    """Middleware: answers preflights, and lets pages of any origin read the answer. There is no cookie to abuse."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), _ANY]
            await send(message)

        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await app(scope, receive, opened)

    return wrapped


def lang_of(request: Guest) -> Lang:
    """The query's `lang`, else the browser's first language; Chinese unless it is English."""
    return lang_asked(request.query_params.get("lang") or request.headers.get("accept-language", ""))


def told_problem(request: Guest, problem: Problem) -> Response[dict[str, Any]]:
    return Response(problem.says(lang_of(request)), status_code=problem.status, media_type="application/problem+json")


def guest_router(handlers: Sequence[HTTPRouteHandler], tag: str) -> Router:
    """Routes below /v1/visitor for the browsers of visitors."""
    return Router(
        path="/v1/visitor",
        route_handlers=handlers,
        middleware=[open_to_pages],
        exception_handlers={Problem: told_problem},
        request_max_body_size=BODY_LIMIT,
        tags=[tag],
    )


def services_of(request: Guest) -> Services:
    return request.app.state.services


def address_of(request: Guest) -> str:
    return request.client.host if request.client else ""


def within(allowance: Allowance, request: Guest) -> None:
    """Raise Problem too_many when this address has used up its allowance."""
    if not allowance.admits(address_of(request)):
        raise Problem(TOO_MANY)


def decoded(body: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
    """The body as its Struct. Raises Problem invalid."""
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Problem(INVALID, what=str(error)) from error


def _is_ours(request: Guest) -> bool:
    """Whether a page of this server asks (the booking page). Browsers alone write both headers."""
    if request.headers.get("sec-fetch-site") == "same-origin":
        return True
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")


async def admitted(request: Guest, key: str) -> Site:
    """The site, if this page may use it. Raises Problem no_site or foreign_origin."""
    site = await find_site(services_of(request), key)
    if not site.admits(request.headers.get("origin")) and not _is_ours(request):
        raise Problem(FOREIGN_ORIGIN)
    return site


def who_is(services: Services, site: Site, text: str | None) -> VisitorToken | None:
    """Whom the token names; None without one. Raises Problem unknown_visitor for one that is not this site's."""
    if not text:
        return None
    token = tokens.read(services, text)
    if token is None or token.hospital_id != site.hospital_id:
        raise Problem(UNKNOWN_VISITOR)
    return token

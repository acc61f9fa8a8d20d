"""Signing in with the hospital's own accounts, and setting the providers up."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, get, post, put
from litestar.datastructures import Cookie
from litestar.params import Parameter, QueryParameter
from litestar.response import Redirect

from bedside.hospital.actions import oidc as actions
from bedside.hospital.actions.oidc import ProviderGiven
from bedside.hospital.api.places import NONE
from bedside.hospital.api.shapes import Listed, Made, Name, Version
from bedside.hospital.api.signing import coming, with_cookie
from bedside.hospital.api.viewing import ANYONE
from bedside.hospital.model import Viewer
from bedside.hospital.oidc import ALLOWED_DELAY
from bedside.hospital.questions import oidc as questions
from bedside.hospital.questions.oidc import ProviderShown
from bedside.kit.problems import Problem, lang_asked
from bedside.kit.services import Services

AnyRequest = Request[Any, Any, Any]
TRIP = "bedside_oidc"
SIGN_IN_PAGE = "/console/sign-in"
Url = Annotated[str, msgspec.Meta(min_length=8, max_length=300, pattern=r"^https?://[^\s\x00-\x1f]+$")]
Claim = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:/-]{1,100}$", max_length=100)]
State = Annotated[str, QueryParameter(name="state", max_length=200, required=False)]
Text = Annotated[str, Parameter(max_length=4000, required=False)]


class ProviderName(msgspec.Struct):
    id: UUID
    name: str
    name_zh: str
    name_en: str


class ProviderChange(msgspec.Struct, kw_only=True):
    name_zh: Name
    name_en: Name
    issuer: Url
    client_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")]
    client_secret: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=r"^[\x20-\x7e]+$")] | None = None
    """Null keeps the present one; it is never shown again."""
    login_claim: Claim = "preferred_username"
    second_factor: bool = False
    retired: bool = False
    version: Version = 1


@get("/oidc/providers", summary="With whose accounts one can sign in here", opt=ANYONE, tags=["oidc"])
async def names(request: AnyRequest, services: Services) -> Listed[ProviderName]:
    english = lang_asked(request.headers.get("Accept-Language", "")) == "en"
    found = await questions.provider_names(services)
    return Listed(
        [ProviderName(each.id, each.name_en if english else each.name_zh, each.name_zh, each.name_en) for each in found]
    )


@get("/oidc/{provider_id:uuid}/start", summary="Go there to sign in", opt=ANYONE, tags=["oidc"], status_code=302)
async def start(provider_id: UUID, services: Services) -> Redirect:
    try:
        departure = await actions.depart(services, provider_id)
    except Problem as problem:
        return _back(problem=problem.code)
    seconds = int(ALLOWED_DELAY.total_seconds())
    return Redirect(departure.address, status_code=302, cookies=[_trip(services, departure.cookie, seconds)])


@get("/oidc/{provider_id:uuid}/callback", summary="Back from there", opt=ANYONE, tags=["oidc"], status_code=302)
async def callback(
    provider_id: UUID, request: AnyRequest, services: Services, code: Text = "", trip: State = ""
) -> Redirect:
    try:
        signing = await actions.arrive(services, provider_id, request.cookies.get(TRIP), trip, code, coming(request))
    except Problem as problem:
        return _back(problem=problem.code)
    answer = _back(step=signing.step)
    for cookie in (*with_cookie(services, signing.token), _trip(services, "", 0)):
        answer.set_cookie(cookie)
    return answer


@get("/oidc/settings", summary="The group's providers, as set up", tags=["oidc"])
async def settings(viewer: Viewer, services: Services) -> Listed[ProviderShown]:
    return Listed(await questions.providers(services, viewer))


@post("/oidc/settings", summary="Set a provider up", tags=["oidc"])
async def add(data: ProviderChange, viewer: Viewer, services: Services) -> Made[UUID]:
    given = ProviderGiven(id=NONE, group_id=viewer.group_id, **msgspec.structs.asdict(data))
    return Made(await actions.add_provider(services, viewer, given))


@put("/oidc/settings/{provider_id:uuid}", summary="Change or retire a provider", status_code=204, tags=["oidc"])
async def change(provider_id: UUID, data: ProviderChange, viewer: Viewer, services: Services) -> None:
    given = ProviderGiven(id=provider_id, group_id=viewer.group_id, **msgspec.structs.asdict(data))
    await actions.change_provider(services, viewer, given)


def _back(**query: str) -> Redirect:
    return Redirect(f"{SIGN_IN_PAGE}?{urlencode(query)}", status_code=302)


def _trip(services: Services, value: str, seconds: int) -> Cookie:
    # Lax, unlike the session's: the way back begins at the provider's page.
    secure = services.settings.origin.startswith("https://")
    return Cookie(TRIP, value=value, httponly=True, samesite="lax", secure=secure, path="/v1/oidc", max_age=seconds)


handlers = [names, start, callback, settings, add, change]

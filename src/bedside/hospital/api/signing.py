"""Signing in and out, one's own account and sessions."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie

from bedside.hospital.actions import own_account, sessions, sign_in
from bedside.hospital.actions.sessions import Coming, Signing, Step
from bedside.hospital.actions.staff import choose_lang
from bedside.hospital.api.shapes import Lang, Listed, Password
from bedside.hospital.api.viewing import ANYONE
from bedside.hospital.doorkeeper import ABSOLUTE, COOKIE
from bedside.hospital.model import Viewer
from bedside.hospital.questions import staff as questions
from bedside.hospital.rights import Right, Role
from bedside.kit.services import Services

AnyRequest = Request[Any, Any, Any]


class Credentials(msgspec.Struct):
    login: Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    password: Password


class Code(msgspec.Struct):
    code: Annotated[str, msgspec.Meta(min_length=6, max_length=20, description="6 digits, or a recovery code")]


class Again(msgspec.Struct):
    password: Password | None = None
    """Needed when a second factor is replaced while signed in."""


class StepAnswer(msgspec.Struct):
    step: Step
    """What is still to be done: `code`, `enrol`, `password` (choose one's own), or `done`."""
    recovery_codes: list[str] = []
    """Shown once, after enrolment."""


class EnrolmentAnswer(msgspec.Struct):
    secret: str
    uri: str
    qr_svg: str


class NewPassword(msgspec.Struct):
    new: Password
    old: Password | None = None
    """Not needed at the step `password`."""


class RoleGrant(msgspec.Struct):
    hospital: int
    role: Role


class HospitalName(msgspec.Struct):
    id: int
    name_zh: str
    name_en: str


class Me(msgspec.Struct):
    id: UUID
    name_zh: str
    name_en: str
    login: str
    lang: str
    roles: list[RoleGrant]
    hospitals: list[HospitalName]
    permissions: list[Right]
    """Rights held at one or more of the hospitals."""
    rights: dict[str, list[Right]]
    """Rights by hospital id."""
    session: UUID
    session_ends_at: str


class Device(msgspec.Struct):
    id: UUID
    created_at: str
    seen_at: str
    ends_at: str
    address: str
    agent: str
    provider: str
    current: bool


class ChosenLang(msgspec.Struct):
    lang: Lang


class Ended(msgspec.Struct):
    ended: int


def coming(request: AnyRequest) -> Coming:
    """Where this request comes from, as the server sees it (a trusted proxy's word is taken before this)."""
    return Coming(request.client.host if request.client else "", request.headers.get("User-Agent", ""))


def with_cookie(services: Services, token: str) -> list[Cookie]:
    """The session's cookie: not for scripts, not from other sites, and over TLS only where there is TLS."""
    secure = services.settings.origin.startswith("https://")
    seconds = int(ABSOLUTE / timedelta(seconds=1))
    return [
        Cookie(COOKIE, value=token, httponly=True, samesite="strict", secure=secure, path="/", max_age=seconds),
    ]


def _answer(services: Services, signing: Signing) -> Response[StepAnswer]:
    return Response(
        StepAnswer(signing.step, signing.recovery_codes), cookies=with_cookie(services, signing.token), status_code=200
    )


@post("/session", summary="Sign in with login and password", status_code=200, opt=ANYONE, tags=["session"])
async def begin(data: Credentials, request: AnyRequest, services: Services) -> Response[StepAnswer]:
    return _answer(services, await sign_in.sign_in(services, data.login, data.password, coming(request)))


@post(
    "/session/code",
    summary="Second factor: a code of the authenticator or a recovery code",
    status_code=200,
    opt=ANYONE,
)
async def enter_code(data: Code, request: AnyRequest, services: Services) -> Response[StepAnswer]:
    token = request.cookies.get(COOKIE)
    return _answer(services, await sign_in.enter_code(services, token, data.code, coming(request)))


@post(
    "/session/enrol",
    summary="Begin to set up (or replace) the second factor",
    status_code=200,
    opt=ANYONE,
    tags=["session"],
)
async def enrol(request: AnyRequest, services: Services, data: Again | None = None) -> EnrolmentAnswer:
    password = data.password if data else None
    made = await own_account.start_enrolment(services, request.cookies.get(COOKIE), password)
    return EnrolmentAnswer(made.secret, made.uri, made.qr_svg)


@post(
    "/session/enrol/confirm",
    summary="Confirm the second factor with its first code",
    status_code=200,
    opt=ANYONE,
    tags=["session"],
)
async def confirm(data: Code, request: AnyRequest, services: Services) -> Response[StepAnswer]:
    token = request.cookies.get(COOKIE)
    return _answer(services, await own_account.confirm_enrolment(services, token, data.code, coming(request)))


@post("/password", summary="Choose a new password; other sessions end", status_code=200, opt=ANYONE, tags=["session"])
async def change_password(data: NewPassword, request: AnyRequest, services: Services) -> Response[StepAnswer]:
    token = request.cookies.get(COOKIE)
    done = await own_account.change_password(services, token, data.old, data.new, coming(request))
    return _answer(services, done)


@delete("/session", summary="Sign out", status_code=204, opt=ANYONE, tags=["session"])
async def sign_out(request: AnyRequest, services: Services) -> Response[None]:
    await sessions.sign_out(services, request.cookies.get(COOKIE))
    response = Response[None](None, status_code=204)
    response.delete_cookie(COOKIE, path="/")
    return response


@get("/session", summary="Who is signed in, and what they may do", tags=["session"])
async def me(viewer: Viewer, services: Services) -> Me:
    names = await questions.hospital_names(services, viewer)
    return Me(
        id=viewer.staff_id,
        name_zh=viewer.name_zh,
        name_en=viewer.name_en,
        login=viewer.login,
        lang=viewer.lang,
        roles=[RoleGrant(place, role) for place, roles in viewer.roles.items() for role in sorted(roles)],
        hospitals=[HospitalName(each.id, each.name_zh, each.name_en) for each in names],
        permissions=[right for right in Right if viewer.anywhere(right)],
        rights={str(place): [right for right in Right if viewer.may(right, place)] for place in viewer.hospitals},
        session=viewer.session_id,
        session_ends_at=viewer.session_ends_at.isoformat(),
    )


@get("/sessions", summary="Devices on which one is signed in", tags=["session"])
async def devices(viewer: Viewer, services: Services) -> Listed[Device]:
    found = await questions.own_sessions(services, viewer)
    return Listed(
        [
            Device(
                id=each.id,
                created_at=each.began_at.isoformat(),
                seen_at=each.seen_at.isoformat(),
                ends_at=each.ends_at.isoformat(),
                address=each.address,
                agent=each.agent,
                provider=each.provider,
                current=each.id == viewer.session_id,
            )
            for each in found
        ]
    )


@delete("/sessions/{session_id:uuid}", summary="Sign one device out", status_code=204, tags=["session"])
async def revoke(session_id: UUID, viewer: Viewer, services: Services) -> None:
    await sessions.revoke_session(services, viewer, session_id)


@delete("/sessions", summary="Sign all other devices out", status_code=200, tags=["session"])
async def revoke_others(viewer: Viewer, services: Services) -> Ended:
    return Ended(await sessions.revoke_other_sessions(services, viewer))


@put("/session/lang", summary="Choose one's language", status_code=204, tags=["session"])
async def lang(data: ChosenLang, viewer: Viewer, services: Services) -> None:
    await choose_lang(services, viewer, data.lang)


handlers = [begin, enter_code, enrol, confirm, change_password, sign_out, me, devices, revoke, revoke_others, lang]

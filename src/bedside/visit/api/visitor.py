"""A visitor's HTTP calls (docs/protocol.md): the site, consents, pages, forgetting."""

import hmac
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath, Parameter

from bedside.hospital.api.bodies import takes
from bedside.hospital.questions.front import front
from bedside.kit.problems import INVALID, Problem
from bedside.kit.services import Services
from bedside.people import token as tokens
from bedside.people.actions import Newcomer
from bedside.people.model import NO_CONSENT, UNKNOWN_VISITOR, Elsewhere, Purpose
from bedside.people.token import VisitorToken
from bedside.visit import actions
from bedside.visit.api.guests import Guest, admitted, decoded, guest_router, lang_of, services_of, who_is, within
from bedside.visit.desks import Desk, Desks
from bedside.visit.model import Site, View
from bedside.visit.parts import Doorman
from bedside.visit.writer import PageWriter

MOST_VIEWS = 50
Version = Annotated[str, msgspec.Meta(max_length=40)]


class ConsentBody(msgspec.Struct, kw_only=True):
    site: str
    token: str | None = None
    lang: str = "zh"
    version: Version
    tracking: bool | None = None
    health: bool | None = None
    marketing: bool | None = None
    group_sharing: bool | None = None
    also: str | None = None
    """The token that the same browser holds at another hospital of the group."""

    def answers(self) -> dict[Purpose, bool]:
        purposes: tuple[Purpose, ...] = ("tracking", "health", "marketing", "group_sharing")
        return {p: given for p in purposes if (given := getattr(self, p)) is not None}


class ConsentsNow(msgspec.Struct):
    tracking: bool | None
    health: bool | None
    marketing: bool | None
    group_sharing: bool | None


class ConsentAnswer(msgspec.Struct):
    token: str | None
    consents: ConsentsNow


class Dwell(msgspec.Struct):
    view: UUID
    seconds: float


class PagesBody(msgspec.Struct, kw_only=True):
    site: str
    token: str | None = None
    consent: Version | None = None
    lang: str = "zh"
    views: Annotated[list[View], msgspec.Meta(max_length=MOST_VIEWS)] = []
    dwell: Annotated[list[Dwell], msgspec.Meta(max_length=MOST_VIEWS)] = []


class PagesAnswer(msgspec.Struct):
    token: str | None
    stored: int
    """Views that are stored now, whether by this call or an earlier one."""


class ForgetBody(msgspec.Struct):
    token: str


class ForgetAnswer(msgspec.Struct):
    forgotten: bool
    kept: list[str]


class DepartmentShown(msgspec.Struct):
    id: UUID
    name: str


class ConsentShown(msgspec.Struct):
    version: str
    tracking: str
    health: str
    marketing: str
    group_sharing: str
    typing_notice: str


class EmergencyShown(msgspec.Struct):
    text: str
    numbers: list[str]


class Theme(msgspec.Struct):
    colour: str


class SiteShown(msgspec.Struct):
    hospital: str
    lang: str
    desk: Desk
    departments: list[DepartmentShown]
    consent: ConsentShown
    emergency: EmergencyShown
    phone: str
    greeting: str
    theme: Theme


_consents = msgspec.json.Decoder(ConsentBody)
_pages = msgspec.json.Decoder(PagesBody)
_forget = msgspec.json.Decoder(ForgetBody)


@get("/sites/{key:str}", operation_id="showSite")
async def show_site(
    request: Guest, key: FromPath[str], lang: Annotated[str, Parameter(max_length=10)] = "zh"
) -> SiteShown:
    """All that the widget needs before anybody agreed to anything. Makes no id and stores nothing."""
    services = services_of(request)
    within(services.get(Doorman).pages, request)
    site = await admitted(request, key)
    shown = "en" if lang.lower().startswith("en") else "zh"
    async with services.database.transaction([site.hospital_id]) as tx:
        place = await front(tx, site.hospital_id)
    english = shown == "en"
    versions = site.consent_texts[site.consent_version]
    texts = versions.get(shown) or versions["zh"]
    return SiteShown(
        hospital=(place.name_en if english else place.name_zh) if place else site.name,
        lang=shown,
        desk=services.get(Desks).of(site.hospital_id),
        departments=[
            DepartmentShown(each.id, each.name_en if english else each.name_zh)
            for each in (place.departments if place else [])
        ],
        consent=ConsentShown(
            site.consent_version,
            texts.tracking,
            texts.health,
            texts.marketing,
            texts.group_sharing,
            texts.typing_notice,
        ),
        emergency=EmergencyShown(site.emergency_en if english else site.emergency_zh, list(site.emergency_numbers)),
        phone=site.phone or (place.phone if place else ""),
        greeting=site.greeting_en if english else site.greeting_zh,
        theme=Theme(site.colour),
    )


@post("/consents", operation_id="giveConsents", status_code=200, operation_class=takes(ConsentBody))
async def give_consents(request: Guest) -> ConsentAnswer:
    """Record answers. A visitor is made only by a yes to tracking: a plain refusal stores nothing."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _consents)
    site = await admitted(request, body.site)
    token = who_is(services, site, body.token)
    recorded = await actions.record_consents(
        services, site, token.visitor_id if token else None, body.answers(), version=body.version,
        lang="en" if body.lang.startswith("en") else "zh", user_agent=request.headers.get("user-agent", ""),
    )  # fmt: skip
    if recorded is None:
        return ConsentAnswer(None, ConsentsNow(body.tracking, body.health, body.marketing, body.group_sharing))
    visitor, now = recorded
    also = tokens.read(services, body.also)
    if also and now.group_sharing:
        await actions.link_elsewhere(
            services, Elsewhere(site.hospital_id, visitor.id), Elsewhere(also.hospital_id, also.visitor_id)
        )
    signed = tokens.sign(services, VisitorToken(site.hospital_id, visitor.id, visitor.kind))
    return ConsentAnswer(signed, ConsentsNow(now.tracking, now.health, now.marketing, now.group_sharing))


@post("/pages", operation_id="storePages", status_code=200, operation_class=takes(PagesBody))
async def store_pages(request: Guest) -> Response[bytes]:
    """Store page views and reading times. With `consent` and no token the visitor is made with their first page."""
    services = services_of(request)
    within(services.get(Doorman).pages, request)
    body = decoded(await request.body(), _pages)
    site = await admitted(request, body.site)
    token = who_is(services, site, body.token)
    newcomer = None
    if token is None:
        if not body.consent or not body.views:
            raise Problem(NO_CONSENT)
        lang = "en" if body.lang.startswith("en") else "zh"
        agent = request.headers.get("user-agent", "")
        newcomer = Newcomer(
            id=first_visitor(services, site, body.views[0].id), lang=lang, version=body.consent,
            proof=actions.proof(site, body.consent, "tracking", lang, agent),
        )  # fmt: skip
        token = VisitorToken(site.hospital_id, newcomer.id, "tracked")
    writer = services.get(PageWriter)
    if body.views:
        await writer.views(site, token.visitor_id, body.views, newcomer)
    for each in body.dwell:
        if not 0 <= each.seconds < 1e9:
            raise Problem(INVALID, what="seconds")
        writer.dwell(site.hospital_id, token.visitor_id, each.view, each.seconds)
    signed = body.token if newcomer is None else tokens.sign(services, token)
    return Response(_encode(PagesAnswer(signed, len(body.views))), media_type="application/json")


@post("/forget", operation_id="forgetMe", status_code=200, operation_class=takes(ForgetBody))
async def forget_me(request: Guest) -> ForgetAnswer:
    """Erase everything about this visitor except what the law keeps, and say what that is."""
    services = services_of(request)
    within(services.get(Doorman).others, request)
    body = decoded(await request.body(), _forget)
    token = tokens.read(services, body.token)
    if token is None:
        raise Problem(UNKNOWN_VISITOR)
    kept = await actions.forget(services, token.hospital_id, token.visitor_id)
    return ForgetAnswer(True, [reason.says(lang_of(request)) for reason in kept])


_encode = msgspec.json.Encoder().encode


def first_visitor(services: Services, site: Site, view: UUID) -> UUID:
    """The id of the visitor whom this first page makes: the same page brought again makes nobody else.

    Version 7 with the view's own time (none if it has none), the rest from a keyed hash, so that nobody can work it out.
    """
    key = services.key("first page")
    mixed = int.from_bytes(hmac.digest(key, b"%d:%s" % (site.hospital_id, view.bytes), "sha256")[:10])
    stamp = view.int >> 80 if view.version == 7 else 0
    return UUID(int=stamp << 80 | 0x7 << 76 | (mixed >> 62 & 0xFFF) << 64 | 0x2 << 62 | mixed & 0x3FFF_FFFF_FFFF_FFFF)


router: Router = guest_router([show_site, give_consents, store_pages, forget_me], tag="visitor")

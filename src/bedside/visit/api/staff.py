"""What staff see of the website: the live board, visitors, invitation rules, site settings, counts."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, Parameter, QueryParameter

from bedside.hospital.api.shapes import HospitalId, HospitalParam, Listed, Made, Name, OneHospital, Short, Version
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE
from bedside.visit import actions, managing, questions
from bedside.visit.invitations import Invitation, Rule, RuleCounts
from bedside.visit.model import ConsentTexts, DepartmentPages, LiveVisitor, Site
from bedside.visit.questions import By, CountTable, VisitorFile
from bedside.visit.store.counts import CampaignVisits

NONE = UUID(int=0)
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=LINE)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=86_400)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Origin = Annotated[str, msgspec.Meta(pattern=r"^https?://[A-Za-z0-9.\-\[\]:]{1,200}$")]
Texts = dict[Annotated[str, msgspec.Meta(pattern="^(zh|en)$")], ConsentTexts]
When = Annotated[datetime | None, Parameter(required=False, description="RFC 3339 with its zone")]


class InvitationGiven(msgspec.Struct):
    text: Words
    id: UUID | None = None


class RuleGiven(msgspec.Struct, kw_only=True):
    hospital: HospitalId
    name_zh: Name
    name_en: Name
    text_zh: Words
    text_en: Words
    pages: Annotated[int, msgspec.Meta(ge=1, le=100)] = 2
    path: Short = ""
    page_seconds: Seconds = 0
    site_seconds: Seconds = 0
    source: Short = ""
    campaign: Short = ""
    came_back: bool | None = None
    desk_open: bool | None = True
    priority: Annotated[int, msgspec.Meta(ge=-1000, le=1000)] = 0
    active: bool = True
    version: Version = 1

    def rule(self, id: UUID) -> Rule:
        return msgspec.convert({**msgspec.structs.asdict(self), "id": id}, Rule)


class RuleShown(Rule, frozen=True, kw_only=True):
    """A rule with what came of it in the time asked for."""

    shown: int = 0
    accepted: int = 0
    declined: int = 0


class RulesShown(msgspec.Struct):
    items: list[RuleShown]
    by_hand: RuleCounts


class SiteGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    name: Name
    origins: Annotated[list[Origin], msgspec.Meta(max_length=50)] = []
    colour: Annotated[str, msgspec.Meta(pattern="^#[0-9a-fA-F]{6}$")] = "#0b7285"
    phone: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[0-9+() -]*$")] = ""
    greeting_zh: Words
    greeting_en: Words
    emergency_zh: Words
    emergency_en: Words
    emergency_numbers: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,15}$")]], msgspec.Meta(min_length=1, max_length=5)
    ] = msgspec.field(default_factory=lambda: ["120"])
    departments: Annotated[list[DepartmentPages], msgspec.Meta(max_length=200)] = []
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=1095)] = 180
    consent_version: Annotated[str, msgspec.Meta(max_length=40)] = ""
    version: Version = 1

    def site(self, key: str) -> Site:
        return msgspec.convert({**msgspec.structs.asdict(self), "key": key}, Site)


class NewSite(SiteGiven, kw_only=True):
    key: Key


class TextsGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    version: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9.\-]{1,40}$")]
    texts: Texts


@get("/visitors", summary="Who is on the website now")
async def live_board(viewer: Viewer, services: Services, hospital: HospitalParam = None) -> Listed[LiveVisitor]:
    live = await questions.board(services, viewer)
    return Listed([each for each in live if hospital in (None, each.hospital)])


@get("/visitors/{visitor_id:uuid}", summary="One visitor: trail, sources, invitations, consents")
async def show_visitor(visitor_id: FromPath[UUID], viewer: Viewer, services: Services) -> VisitorFile:
    return await questions.visitor_file(services, viewer, visitor_id)


@post("/visitors/{visitor_id:uuid}/invitations", summary="Invite a visitor by hand")
async def invite(visitor_id: FromPath[UUID], data: InvitationGiven, viewer: Viewer, services: Services) -> Invitation:
    found = await questions.visitor_file(services, viewer, visitor_id)
    return await actions.invite_by_hand(services, viewer, found.hospital, visitor_id, data.text, data.id)


@get("/invitation-rules", summary="Rules with what came of each; the last 30 days unless asked otherwise")
async def list_rules(
    viewer: Viewer, services: Services, hospital: OneHospital, since: When = None, until: When = None
) -> RulesShown:
    begin, end = span(services, since, until)
    rules, counts = await questions.rules(services, viewer, hospital, begin, end)
    of = {count.rule_id: count for count in counts}
    none = RuleCounts(rule_id=None, shown=0, accepted=0, declined=0)
    return RulesShown(
        [
            RuleShown(
                **msgspec.structs.asdict(rule),
                shown=of.get(rule.id, none).shown,
                accepted=of.get(rule.id, none).accepted,
                declined=of.get(rule.id, none).declined,
            )
            for rule in rules
        ],
        of.get(None, none),
    )


@post("/invitation-rules", summary="Add an invitation rule")
async def add_rule(data: RuleGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await managing.add_rule(services, viewer, data.hospital, data.rule(NONE)))


@put("/invitation-rules/{rule_id:uuid}", summary="Change an invitation rule", status_code=204)
async def change_rule(rule_id: FromPath[UUID], data: RuleGiven, viewer: Viewer, services: Services) -> None:
    await managing.change_rule(services, viewer, data.hospital, data.rule(rule_id))


@delete("/invitation-rules/{rule_id:uuid}", summary="Retire an invitation rule")
async def retire_rule(
    rule_id: FromPath[UUID],
    viewer: Viewer,
    services: Services,
    hospital: OneHospital,
    version: Annotated[int, QueryParameter(name="version", ge=1, le=2_147_483_647)],
) -> None:
    await managing.retire_rule(services, viewer, hospital, rule_id, version)


@get("/site-settings", summary="Websites whose widget this viewer sets up")
async def list_sites(viewer: Viewer, services: Services, hospital: HospitalParam = None) -> Listed[Site]:
    return Listed([site for site in await questions.sites(services, viewer) if hospital in (None, site.hospital_id)])


@post("/site-settings", summary="Add a website; it begins with the product's own consent texts")
async def add_site(data: NewSite, viewer: Viewer, services: Services) -> Made[str]:
    await managing.add_site(services, viewer, data.site(data.key))
    return Made(data.key)


@put("/site-settings/{key:str}", summary="Change a website's settings", status_code=204)
async def change_site(key: FromPath[str], data: SiteGiven, viewer: Viewer, services: Services) -> None:
    await managing.change_site(services, viewer, data.site(key))


@post("/site-settings/{key:str}/consent-texts", summary="Write a new version of the consent texts", status_code=204)
async def write_texts(key: FromPath[str], data: TextsGiven, viewer: Viewer, services: Services) -> None:
    await managing.write_consent_texts(services, viewer, data.hospital_id, key, data.version, data.texts)


@get("/visit-counts", summary="Visits and pages by day, hour, source, campaign, search word, page or department")
async def count_visits(
    viewer: Viewer,
    services: Services,
    hospital: OneHospital,
    by: By = "day",
    since: When = None,
    until: When = None,
) -> CountTable:
    begin, end = span(services, since, until)
    if hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    async with services.database.transaction([hospital]) as tx:
        shown = await front(tx, hospital)
    zone = shown.time_zone if shown else "UTC"
    return await questions.counts(services, viewer, hospital, begin, end, by, ZoneInfo(zone).key)


@get("/campaign-visits", summary="Visits per campaign, and visitors whom a campaign had to win again")
async def count_campaign_visits(
    viewer: Viewer, services: Services, hospital: OneHospital, since: When = None, until: When = None
) -> Listed[CampaignVisits]:
    begin, end = span(services, since, until)
    return Listed(await questions.campaign_visits(services, viewer, hospital, begin, end))


def span(services: Services, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """The time asked for, else the last 30 days and the hour that runs. Raises Problem invalid."""
    if any(at is not None and at.tzinfo is None for at in (since, until)):
        raise Problem(INVALID, what="since, until: zone")
    end = until or services.clock.now() + timedelta(hours=1)
    begin = since or end - timedelta(days=30)
    if not begin < end or end - begin > timedelta(days=3660) or begin.year < 2000 or end.year > 9000:
        raise Problem(INVALID, what="since, until")
    return begin.astimezone(UTC), end.astimezone(UTC)


router: Router = staff_router(
    [
        live_board, show_visitor, invite, list_rules, add_rule, change_rule, retire_rule, list_sites, add_site,
        change_site, write_texts, count_visits, count_campaign_visits,
    ],
    tag="visits",
)  # fmt: skip

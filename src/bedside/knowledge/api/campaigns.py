"""HTTP face of the knowledge room: campaigns and canned replies."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from bedside.hospital.api.shapes import HospitalId, HospitalParam, Listed, Made, Version
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.knowledge import actions, questions
from bedside.knowledge.model import Campaign, ContentClass, Reply, Variable, variables_of

NONE = UUID(int=0)
_LINE = r"^[^\x00-\x1f\x7f]*$"
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_LINE)]
Short = Annotated[str, msgspec.Meta(max_length=200, pattern=_LINE)]
Word = Annotated[str, msgspec.Meta(max_length=60, pattern=_LINE)]
Words = Annotated[str, msgspec.Meta(max_length=2000, pattern=_PLAIN)]
Retired = Annotated[bool, QueryParameter(name="retired", required=False, description="Show what was retired, too")]


class CampaignGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    department_id: UUID | None = None
    name_zh: Name
    name_en: Name
    starts_on: date
    ends_on: date
    utm_campaign: Word = ""
    landing: Short = ""
    promise_zh: Words
    promise_en: Words
    content_class: ContentClass
    ad_review_number: Word = ""
    ad_review_expires_on: date | None = None
    retired: bool = False
    version: Version = 1

    def campaign(self, id: UUID) -> Campaign:
        return Campaign(id=id, **msgspec.structs.asdict(self))


class CampaignShown(Campaign, frozen=True, kw_only=True):
    """`name` and `promise` are in the reader's language; `running` is today, on the hospital's calendar."""

    hospital: int
    name: str
    promise: str
    running: bool


class ReplyGiven(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId
    department_id: UUID | None = None
    shortcut: Annotated[str, msgspec.Meta(min_length=1, max_length=30, pattern=r"^[^\s\x00-\x1f\x7f/]+$")]
    topic: Word = ""
    zh: Words = ""
    en: Words = ""
    retired: bool = False
    version: Version = 1

    def reply(self, id: UUID) -> Reply:
        given = msgspec.structs.asdict(self)
        return Reply(id=id, **{name: value for name, value in given.items() if name in Reply.__struct_fields__})


class NewReply(ReplyGiven, kw_only=True):
    own: bool = False
    """Only for oneself."""


class ReplyShown(Reply, frozen=True, kw_only=True):
    hospital: int
    title: str
    variables: list[Variable]
    """Those that its words name."""


@get("/campaigns", summary="Campaigns with what they promised, the newest first")
async def list_campaigns(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[CampaignShown]:
    found = await questions.campaigns(services, viewer, hospital, retired=retired)
    days: dict[int, date] = {}
    async with services.database.transaction({each.hospital_id for each in found}) as tx:
        for place in tx.hospitals:
            days[place] = await questions.today(tx, place)
    english = viewer.lang == "en"
    return Listed(
        [
            CampaignShown(
                **msgspec.structs.asdict(each),
                hospital=each.hospital_id,
                name=each.name_en if english else each.name_zh,
                promise=each.promise_en if english else each.promise_zh,
                running=each.runs(days[each.hospital_id]),
            )
            for each in found
        ]
    )


@post("/campaigns", summary="Add a campaign")
async def add_campaign(data: CampaignGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await actions.add_campaign(services, viewer, data.campaign(NONE)))


@put("/campaigns/{campaign_id:uuid}", summary="Change or retire a campaign", status_code=204)
async def change_campaign(campaign_id: FromPath[UUID], data: CampaignGiven, viewer: Viewer, services: Services) -> None:
    await actions.change_campaign(services, viewer, data.campaign(campaign_id))


@get("/replies", summary="Everybody's canned replies and one's own")
async def list_replies(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[ReplyShown]:
    found = await questions.replies(services, viewer, hospital, retired=retired)
    return Listed(
        [
            ReplyShown(
                **msgspec.structs.asdict(each),
                hospital=each.hospital_id,
                title=each.topic,
                variables=variables_of(each),
            )
            for each in found
        ]
    )


@post("/replies", summary="Add a canned reply, for everybody or only oneself")
async def add_reply(data: NewReply, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await actions.add_reply(services, viewer, data.reply(NONE), own=data.own))


@put("/replies/{reply_id:uuid}", summary="Change or retire a canned reply", status_code=204)
async def change_reply(reply_id: FromPath[UUID], data: ReplyGiven, viewer: Viewer, services: Services) -> None:
    await actions.change_reply(services, viewer, data.reply(reply_id))


handlers: list[ControllerRouterHandler] = [
    list_campaigns,
    add_campaign,
    change_campaign,
    list_replies,
    add_reply,
    change_reply,
]

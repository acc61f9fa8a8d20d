"""HTTP face of what the desk sees of campaigns and canned replies, and of one's own replies."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from bedside.hospital.api.shapes import HospitalId, HospitalParam, Listed, Made, Version
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE, PLAIN
from bedside.knowledge import actions, questions
from bedside.knowledge.entries.model import Due, due
from bedside.knowledge.model import Campaign, Reply, Variable, variables_of

NONE = UUID(int=0)
Word = Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)]
Words = Annotated[str, msgspec.Meta(max_length=2000, pattern=PLAIN)]
Retired = Annotated[bool, QueryParameter(name="retired", required=False, description="Show what was retired, too")]


class CampaignShown(Campaign, frozen=True, kw_only=True):
    """`name` and `promise` are in the reader's language; `running` and `due` are of today, on the hospital's calendar."""

    hospital: int
    name: str
    promise: str
    running: bool
    due: Due


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
        return Reply(id=id, **given)


class ReplyShown(Reply, frozen=True, kw_only=True):
    hospital: int
    title: str
    variables: list[Variable]
    """Those that its words name."""
    due: Due


@get("/campaigns", summary="Campaigns that were approved, with what they promised, the newest first")
async def list_campaigns(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[CampaignShown]:
    found = await questions.campaigns(services, viewer, hospital, retired=retired)
    days = await questions.days(services, {each.hospital_id for each in found})
    english = viewer.lang == "en"
    return Listed(
        [
            CampaignShown(
                **msgspec.structs.asdict(each),
                hospital=each.hospital_id,
                name=each.name_en if english else each.name_zh,
                promise=(each.promise_en if english else each.promise_zh) or each.promise_zh,
                running=each.runs(days[each.hospital_id]),
                due=due(each.review_on, days[each.hospital_id]),
            )
            for each in found
        ]
    )


@get("/replies", summary="Everybody's canned replies that were approved, and one's own")
async def list_replies(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, retired: Retired = False
) -> Listed[ReplyShown]:
    found = await questions.replies(services, viewer, hospital, retired=retired)
    days = await questions.days(services, {each.hospital_id for each in found})
    return Listed(
        [
            ReplyShown(
                **msgspec.structs.asdict(each),
                hospital=each.hospital_id,
                title=each.topic,
                variables=variables_of(each.zh, each.en),
                due=due(each.review_on, days[each.hospital_id]),
            )
            for each in found
        ]
    )


@post("/replies", summary="Add a canned reply of one's own")
async def add_reply(data: ReplyGiven, viewer: Viewer, services: Services) -> Made[UUID]:
    return Made(await actions.add_reply(services, viewer, data.reply(NONE)))


@put("/replies/{reply_id:uuid}", summary="Change or retire a canned reply of one's own", status_code=204)
async def change_reply(reply_id: FromPath[UUID], data: ReplyGiven, viewer: Viewer, services: Services) -> None:
    await actions.change_reply(services, viewer, data.reply(reply_id))


handlers: list[ControllerRouterHandler] = [list_campaigns, list_replies, add_reply, change_reply]

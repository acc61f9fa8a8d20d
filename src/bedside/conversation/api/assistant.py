"""The optional language model: what the desk asks of it, and how a hospital sets it up."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from bedside.conversation.assisting import drafting, managing, marking
from bedside.conversation.assisting.model import (
    AssistantSettings,
    AtTheDesk,
    Draft,
    Outcome,
    SettingsShown,
    Summary,
    Trial,
    UseShown,
)
from bedside.hospital.api.shapes import HospitalId, Listed, OneHospital, Version
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE


class AssistantGiven(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`version` is what was read. A key left out (null) stays; "" takes it away. `reason` is needed to turn it on."""

    hospital: HospitalId
    version: Version
    settings: AssistantSettings
    key: Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)] | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)] = ""


class AssistantTried(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    hospital: HospitalId


class SummaryAsked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)] = ""


class UseSettled(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    hospital: HospitalId
    outcome: Outcome


@get("/assistant", summary="What the desk may ask of the language model here")
async def assistant(services: Services, viewer: Viewer, hospital: OneHospital) -> AtTheDesk:
    return await drafting.at_the_desk(services, viewer, hospital)


@post(
    "/conversations/{conversation:uuid}/drafts", summary="A draft of the next answer; nothing is sent", status_code=200
)
async def draft(services: Services, viewer: Viewer, conversation: FromPath[UUID]) -> Draft:
    return await drafting.draft(services, viewer, conversation)


@post("/conversations/{conversation:uuid}/summaries", summary="What was said, in a few lines", status_code=200)
async def summarise(services: Services, viewer: Viewer, conversation: FromPath[UUID], data: SummaryAsked) -> Summary:
    return await drafting.summary(services, viewer, conversation, data.reason)


@post("/assistant-uses/{use:uuid}/outcome", summary="What became of a draft or summary", status_code=204)
async def settle(services: Services, viewer: Viewer, use: FromPath[UUID], data: UseSettled) -> None:
    await marking.settle(services, viewer, data.hospital, use, data.outcome)


@get("/assistant-settings", summary="The hospital's language model, without its key")
async def settings(services: Services, viewer: Viewer, hospital: OneHospital) -> SettingsShown:
    return await managing.read(services, viewer, hospital)


@put("/assistant-settings", summary="Set up the language model", status_code=204)
async def change(services: Services, viewer: Viewer, data: AssistantGiven) -> None:
    await managing.change(
        services, viewer, data.hospital, data.settings, version=data.version, key=data.key, reason=data.reason
    )


@post("/assistant-settings/test", summary="Ask the saved language model something invented", status_code=200)
async def try_it(services: Services, viewer: Viewer, data: AssistantTried) -> Trial:
    return await managing.try_it(services, viewer, data.hospital)


@get("/assistant-uses", summary="The last requests to the language model, without their words")
async def list_uses(services: Services, viewer: Viewer, hospital: OneHospital) -> Listed[UseShown]:
    return Listed(await managing.newest(services, viewer, hospital))


routes: list[ControllerRouterHandler] = [
    staff_router([assistant, draft, summarise, settle, settings, change, try_it, list_uses], tag="assistant")
]

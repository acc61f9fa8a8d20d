"""Staff: what people wrote back, read by right, and that it was seen to."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, QueryParameter

from bedside.channel import replies
from bedside.channel.replies import IncomingShown
from bedside.channel.store.incoming import ReplyState
from bedside.hospital.api.shapes import CursorText, Limit, Listed, OneHospital, cursor, read_cursor
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services

StateParam = Annotated[ReplyState | None, QueryParameter(name="state", required=False)]


class IncomingText(msgspec.Struct):
    text: str


class IncomingSettled(msgspec.Struct):
    state: ReplyState
    """open: not seen to after all."""


@get("/incoming", summary="What people wrote back, without their words; newest first")
async def list_replies(
    viewer: Viewer, services: Services, hospital: OneHospital, in_state: StateParam = None, after: CursorText = None,
    limit: Limit = 50,
) -> Listed[IncomingShown]:  # fmt: skip
    place = read_cursor(after, tuple[datetime, UUID])
    found = await replies.replies(services, viewer, hospital, state=in_state, before=place, limit=limit + 1)
    more = cursor((found[limit - 1].received_at, found[limit - 1].id)) if len(found) > limit else None
    return Listed(found[:limit], more)


@post("/incoming/{incoming_id:uuid}/open", summary="Read what somebody wrote; it is logged", status_code=200)
async def open_reply(
    incoming_id: FromPath[UUID], viewer: Viewer, services: Services, hospital: OneHospital
) -> IncomingText:
    """Who answers replies reads them as their own work, everybody else where the person's record is open to them."""
    return IncomingText(await replies.read_reply(services, viewer, hospital, incoming_id))


@post("/incoming/{incoming_id:uuid}/settle", summary="It was answered, or needs nothing", status_code=200)
async def settle_reply(
    incoming_id: FromPath[UUID], data: IncomingSettled, viewer: Viewer, services: Services, hospital: OneHospital
) -> IncomingShown:
    return await replies.settle_reply(services, viewer, hospital, incoming_id, data.state)


router = staff_router([list_replies, open_reply, settle_reply], tag="channels")

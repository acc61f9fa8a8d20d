"""The audit log, openings of records and their review, reveals."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter, QueryParameter

from bedside.hospital.actions import access as actions
from bedside.hospital.api.shapes import (
    CursorText,
    HospitalId,
    HospitalParam,
    Limit,
    Listed,
    Long,
    MomentParam,
    Reason,
    cursor,
    read_cursor,
    within_reason,
)
from bedside.hospital.model import AuditEntry, Opening, Viewer
from bedside.hospital.questions import access as access_questions
from bedside.hospital.questions import audit as questions
from bedside.hospital.questions.audit import ChainState
from bedside.kit.services import Services

Filter = Annotated[str | None, Parameter(max_length=200, pattern=r"^[^\x00]*$", required=False)]
Chain = Annotated[int | None, QueryParameter(name="hospital", ge=0, le=2_147_483_647, required=False,
                                        description="0: what belongs to no hospital, such as unknown logins")]  # fmt: skip


HospitalOrNone = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]
Number = Annotated[int, msgspec.Meta(ge=0, le=2**62)]


class OpeningAsked(msgspec.Struct):
    hospital_id: HospitalId
    subject: UUID
    """The person whose record is opened."""
    reason: Reason


class Review(msgspec.Struct):
    justified: bool
    note: Long = ""


@get("/audit", summary="The audit log, newest first", tags=["audit"])
async def log(
    viewer: Viewer,
    services: Services,
    hospital: Chain = None,
    action: Filter = None,
    actor: Filter = None,
    object: Filter = None,
    since: MomentParam = None,
    until: MomentParam = None,
    after: CursorText = None,
    limit: Limit = 50,
) -> Listed[AuditEntry]:
    """`action` takes several, separated by commas; `actor` is `staff:<id>`; `object` is `kind:<id>`."""
    within_reason(since, until)
    before = _seen(after)
    found = await questions.audit_log(
        services,
        viewer,
        hospital,
        actions=action.split(",") if action else None,
        actor=actor,
        object=object,
        since=since,
        until=until,
        before=before,
        limit=limit + 1,
    )
    last = found[limit - 1] if len(found) > limit else None
    return Listed(found[:limit], cursor((last.occurred_at, last.hospital_id, last.seq)) if last else None)


@post("/audit/verify", summary="Check every chain that one may read, and its seals", status_code=200, tags=["audit"])
async def verify(viewer: Viewer, services: Services) -> Listed[ChainState]:
    return Listed(await questions.verify_for(services, viewer))


@get("/reveals", summary="Phone and ID numbers that were shown in full", tags=["audit"])
async def reveals(
    viewer: Viewer, services: Services, hospital: HospitalParam = None, after: CursorText = None, limit: Limit = 50
) -> Listed[AuditEntry]:
    before = _seen(after)
    found = await questions.audit_log(services, viewer, hospital, actions=["revealed"], before=before, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Listed(found[:limit], cursor((last.occurred_at, last.hospital_id, last.seq)) if last else None)


@get("/break-glass", summary="Records opened by break-glass or outside one's own work", tags=["access"])
async def openings(
    viewer: Viewer,
    services: Services,
    hospital: HospitalParam = None,
    kind: Filter = None,
    unreviewed: Annotated[bool, Parameter(required=False)] = False,
    after: CursorText = None,
    limit: Limit = 50,
) -> Listed[Opening]:
    """A privacy officer sees all, everybody else their own."""
    before = read_cursor(after, datetime)
    within_reason(before)
    found = await access_questions.openings(
        services, viewer, hospital, kind=kind, unreviewed=unreviewed, before=before, limit=limit + 1
    )
    return Listed(found[:limit], cursor(found[limit - 1].opened_at) if len(found) > limit else None)


@post("/break-glass", summary="Open a record in an emergency; it is reviewed", tags=["access"])
async def break_glass(data: OpeningAsked, viewer: Viewer, services: Services) -> Opening:
    return await actions.open_record(services, viewer, data.hospital_id, data.subject, "break_glass", data.reason)


@post("/openings", summary="Open a record outside one's own work, with a reason", tags=["access"])
async def open_record(data: OpeningAsked, viewer: Viewer, services: Services) -> Opening:
    return await actions.open_record(services, viewer, data.hospital_id, data.subject, "outside_work", data.reason)


@post("/break-glass/{opening_id:uuid}/review", summary="Say whether it was justified", status_code=204, tags=["access"])
async def review(opening_id: UUID, data: Review, viewer: Viewer, services: Services) -> None:
    await actions.review_opening(services, viewer, opening_id, data.justified, data.note)


def _seen(after: str | None) -> tuple[datetime, int, int] | None:
    """Time, hospital and number of the last entry on the page before."""
    found = read_cursor(after, tuple[datetime, HospitalOrNone, Number])
    if found:
        within_reason(found[0])
    return found


handlers = [log, verify, reveals, openings, break_glass, open_record, review]

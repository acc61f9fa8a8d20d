"""Duplicates and merges over HTTP."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post

from bedside.hospital.api.shapes import CursorText, Limit, Listed, OneHospital, cursor, read_cursor
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.people import persons as actions
from bedside.people.api.shapes import MergeGiven, WithReason
from bedside.people.card import Guess, guesses
from bedside.people.person import Merge
from bedside.people.persons.merging import dismiss_duplicate

Score = Annotated[float, msgspec.Meta(ge=0, le=1)]


@get("/person-duplicates", summary="Records that may be one person, the likeliest first")
async def duplicates(
    viewer: Viewer, services: Services, hospital: OneHospital, after: CursorText = None, limit: Limit = 50
) -> Listed[Guess]:
    place = read_cursor(after, tuple[Score, UUID])
    found, last = await guesses(services, viewer, hospital, place, limit)
    return Listed(found, cursor((last.score, last.id)) if last else None)


@post("/person-duplicates/{duplicate_id:uuid}/dismiss", summary="They are two persons", status_code=204)
async def dismiss(duplicate_id: UUID, viewer: Viewer, services: Services, hospital: OneHospital) -> None:
    await dismiss_duplicate(services, viewer, hospital, duplicate_id)


@post("/person-merges", summary="Two records are one person; it can be undone exactly")
async def merge(data: MergeGiven, viewer: Viewer, services: Services) -> Merge:
    return await actions.merge(services, viewer, data.hospital, data.keep, data.gone, data.reason)


@post("/person-merges/{merge_id:uuid}/undo", summary="They are two persons after all", status_code=200)
async def undo(merge_id: UUID, data: WithReason, viewer: Viewer, services: Services, hospital: OneHospital) -> Merge:
    return await actions.undo_merge(services, viewer, hospital, merge_id, data.reason)


handlers = [duplicates, dismiss, merge, undo]

"""HTTP face of the gate: contact rules and stops; claims have their own file."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import FromPath, QueryParameter

from bedside.gate import actions, questions
from bedside.gate.api.shapes import RuleId
from bedside.gate.model import Channel, Rule, Stop, StopPurpose
from bedside.hospital.api.shapes import (
    CursorText,
    HospitalId,
    Limit,
    Listed,
    OneHospital,
    Reason,
    Short,
    Version,
    cursor,
    read_cursor,
)
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE

Why = Annotated[str, QueryParameter(name="reason", min_length=2, max_length=500, pattern=LINE)]
Day = Annotated[date, msgspec.Meta(description="From this day on, by the hospital's calendar")]


class RuleGiven(msgspec.Struct, kw_only=True):
    """`rev` is the revision that was read; `settings` as the rule's kind has them."""

    hospital: HospitalId
    id: RuleId
    rev: Version
    active: bool
    settings: dict[str, Any]
    effective: Day
    note: Reason


class StopGiven(msgspec.Struct, kw_only=True):
    """A person, or an address with its channel, or both."""

    hospital: HospitalId
    person: UUID | None = None
    address: Short = ""
    channel: Channel | None = None
    purpose: StopPurpose = "all"
    reason: Reason


class StopShown(msgspec.Struct, kw_only=True):
    id: UUID
    person: UUID | None
    masked: str
    channel: Channel | None
    purpose: StopPurpose
    source: str
    word: str
    since: datetime


@get("/contact-rules", summary="The rules by which people are contacted, as they stand here")
async def list_rules(viewer: Viewer, services: Services, hospital: OneHospital) -> Listed[Rule]:
    return Listed(await questions.rules(services, viewer, hospital))


@put("/contact-rules", summary="Amend a rule, or switch it; earlier texts are kept")
async def amend_rule(data: RuleGiven, viewer: Viewer, services: Services) -> Rule:
    return await actions.amend_rule(
        services, viewer, data.hospital, data.id, rev=data.rev, active=data.active, settings=data.settings,
        effective=data.effective, note=data.note,
    )  # fmt: skip


@get("/stops", summary="Who wants no messages")
async def list_stops(
    viewer: Viewer, services: Services, hospital: OneHospital, after: CursorText = None, limit: Limit = 50
) -> Listed[StopShown]:
    place = read_cursor(after, tuple[datetime, UUID])
    found = await questions.stops(services, viewer, hospital, place, limit + 1)
    more = cursor((found[limit - 1].since, found[limit - 1].id)) if len(found) > limit else None
    return Listed([shown(each) for each in found[:limit]], more)


@post("/stops", summary="Somebody does not want to be written to: holds at once, also for what is queued")
async def add_stop(data: StopGiven, viewer: Viewer, services: Services) -> StopShown:
    made = await actions.stop_by_staff(
        services, viewer, data.hospital, person_id=data.person, address=data.address, channel=data.channel,
        purpose=data.purpose, reason=data.reason,
    )  # fmt: skip
    return shown(made)


@delete("/stops/{stop_id:uuid}", summary="They asked to be written to again")
async def end_stop(
    stop_id: FromPath[UUID], viewer: Viewer, services: Services, hospital: OneHospital, reason: Why
) -> None:
    await actions.resume_by_staff(services, viewer, hospital, stop_id, reason)


def shown(stop: Stop) -> StopShown:
    return StopShown(
        id=stop.id, person=stop.person_id, masked=stop.masked, channel=stop.channel, purpose=stop.purpose,
        source=stop.source, word=stop.word, since=stop.since,
    )  # fmt: skip


routes: list[Router] = [
    staff_router([list_rules, amend_rule, list_stops, add_stop, end_stop], tag="contact gate"),
]

"""Staff: today's list at the front desk and the doctor's, who came, who walked in."""

from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.params import QueryParameter

from bedside.appointment import questions
from bedside.appointment.actions import receiving
from bedside.appointment.api.shapes import Department, Doctor, Received, Version, WhomGiven, days
from bedside.appointment.model import Appointment
from bedside.appointment.questions import AppointmentShown, Asked
from bedside.appointment.store.slots import Wanted
from bedside.appointment.whom import at_desk, whom_of_staff
from bedside.hospital.api.shapes import CursorText, HospitalId, HospitalParam, Listed, cursor, read_cursor
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
Most = Annotated[int, QueryParameter(name="limit", ge=1, le=500, required=False)]
Status = Annotated[str | None, QueryParameter(name="status", max_length=20, pattern=r"^[a-z_]*$", required=False)]
Person = Annotated[UUID | None, QueryParameter(name="person", required=False)]
Conversation = Annotated[UUID | None, QueryParameter(name="conversation", required=False)]
Day = Annotated[date | None, QueryParameter(name="day", required=False)]


class WalkInGiven(WhomGiven, kw_only=True):
    """Either `slot`, or the first free seat of today at this doctor or for this service."""

    hospital: HospitalId
    slot: UUID | None = None
    department: UUID | None = None
    service: UUID | None = None
    doctor: UUID | None = None
    care: bool | None = None
    version: Version = ""


@get("/appointments", summary="A day's appointments, a person's, or a conversation's")
async def listed(
    services: Services, viewer: Viewer, hospital: HospitalParam = None, day: Day = None, department: Department = None,
    doctor: Doctor = None, status: Status = None, person: Person = None, conversation: Conversation = None,
    limit: Most = 200, after: CursorText = None,
) -> Listed[AppointmentShown]:  # fmt: skip
    """Without any of them: today's. `status=requested` or `displaced` without a day: all that wait for a decision;
    `unanswered`: green ones of the last day that ended without one."""
    asked = Asked(
        day=day, department=department, doctor=doctor, status=status, person=person, conversation=conversation
    )
    place = read_cursor(after, tuple[datetime, UUID]) or (FIRST, UUID(int=0))
    places = asked_for(viewer, hospital)
    if hospital is None:
        places = [each for each in places if viewer.may(Right.SEE_PERSONS, each)] or places[:1]
    found: list[AppointmentShown] = []
    for each in places:
        found += await questions.listed(services, viewer, each, asked, limit + 1, place)
    if person or conversation or len(found) <= limit:
        return Listed(found)
    page = sorted(found, key=lambda each: (each.starts_at, each.id))[:limit]
    return Listed(page, cursor((page[-1].starts_at, page[-1].id)))


@get("/appointments/{appointment_id:uuid}", summary="One appointment")
async def one(services: Services, viewer: Viewer, appointment_id: UUID) -> AppointmentShown:
    return await questions.one_shown(
        services, await questions.where_is(services, viewer, appointment_id, Right.SEE_PERSONS)
    )


@post("/appointments/{appointment_id:uuid}/arrive", summary="They are here", status_code=200)
async def arrive(services: Services, viewer: Viewer, appointment_id: UUID, data: Received) -> AppointmentShown:
    mine = await _received(services, viewer, appointment_id)
    done = await receiving.arrive(services, mine.hospital_id, mine.id, viewer.actor, data.rev)
    return await questions.one_shown(services, done)


@post("/appointments/{appointment_id:uuid}/no-show", summary="They did not come", status_code=200)
async def no_show(services: Services, viewer: Viewer, appointment_id: UUID, data: Received) -> AppointmentShown:
    mine = await _received(services, viewer, appointment_id)
    done = await receiving.no_show(services, mine.hospital_id, mine.id, viewer.actor, data.rev)
    return await questions.one_shown(services, done)


@post("/appointments/{appointment_id:uuid}/fulfil", summary="The visit took place", status_code=200)
async def fulfil(services: Services, viewer: Viewer, appointment_id: UUID, data: Received) -> AppointmentShown:
    mine = await _received(services, viewer, appointment_id, Right.CONFIRM_GREEN)
    done = await receiving.fulfil(services, mine.hospital_id, mine.id, viewer.actor, data.rev)
    return await questions.one_shown(services, done)


@post("/appointments/{appointment_id:uuid}/undo", summary="Take the last note back", status_code=200)
async def undo(services: Services, viewer: Viewer, appointment_id: UUID, data: Received) -> AppointmentShown:
    mine = await _received(services, viewer, appointment_id, Right.CONFIRM_GREEN)
    done = await receiving.undo(services, mine.hospital_id, mine.id, viewer.actor, data.rev)
    return await questions.one_shown(services, done)


@post("/appointments/walk-in", summary="Somebody stands at the desk: a seat of today, and they are here")
async def walk_in(
    request: Request[Any, Any, Any], services: Services, viewer: Viewer, data: WalkInGiven
) -> AppointmentShown:
    if data.hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    viewer.require(Right.RECEIVE, data.hospital)
    if not (data.slot or data.doctor or data.service or data.department):
        raise Problem(INVALID, what="slot, doctor, service, department")
    consented = at_desk(viewer, data.care, data.version, request.headers.get("user-agent", ""))
    person = await whom_of_staff(services, data.hospital, data.who(), consented, viewer.actor)
    now = services.clock.now()
    zone = (await catalogue(services, data.hospital)).zone
    today = now.astimezone(zone).date()
    wanted = Wanted(
        since=now,
        until=days(today, today, zone)[1],
        department=data.department,
        service=data.service,
        doctor=data.doctor,
    )
    done = await receiving.walk_in(services, data.hospital, person, wanted, viewer.actor, data.slot)
    return await questions.one_shown(services, done)


async def _received(services: Services, viewer: Viewer, appointment_id: UUID, *also: Right) -> Appointment:
    return await questions.where_is(services, viewer, appointment_id, Right.RECEIVE, *also)


handlers = [listed, one, arrive, no_show, fulfil, undo, walk_in]

"""Staff: free times, keeping one, giving it to somebody, moving, cancelling, the green channel."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.params import QueryParameter

from bedside.appointment import questions
from bedside.appointment.actions import changing, confirming, holding
from bedside.appointment.actions.holding import Asked, Green
from bedside.appointment.api.shapes import (
    AnyGiven,
    Body,
    Department,
    Doctor,
    GreenGiven,
    HospitalOnly,
    ServiceParam,
    Version,
    WhomGiven,
    WithReason,
    days,
)
from bedside.appointment.model import Appointment
from bedside.appointment.problems import GREEN_REASON
from bedside.appointment.questions import AppointmentShown, SlotShown, slot_shown
from bedside.appointment.store.slots import Wanted
from bedside.appointment.texts import CARE, CARE_VERSION
from bedside.appointment.whom import at_desk, whom_of_staff
from bedside.conversation.actions.noting import whose_conversation
from bedside.hospital.api.shapes import CursorText, HospitalId, Limit, Listed, OneHospital, cursor, read_cursor
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.rights import Right
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people.questions import visitor as visitor_known

FirstDay = Annotated[date, QueryParameter(name="from")]
LastDay = Annotated[date, QueryParameter(name="to")]


class HoldGiven(Body, kw_only=True):
    """Either `slot` or `any`. `id` is the client's own, so that a retry is no second hold."""

    hospital: HospitalId
    id: UUID | None = None
    slot: UUID | None = None
    any: AnyGiven | None = None
    visitor: UUID | None = None
    conversation: UUID | None = None
    person: UUID | None = None
    green: GreenGiven | None = None


class HoldShown(msgspec.Struct):
    id: UUID
    token: str
    expires_at: datetime | None
    slot: SlotShown
    price_fen: int


class ConfirmGiven(WhomGiven, kw_only=True):
    token: Annotated[str, msgspec.Meta(max_length=1000)]
    care: bool | None = None
    version: Version = ""
    hospital: HospitalId | None = None


class MoveGiven(HospitalOnly, kw_only=True):
    slot: UUID


@get("/slots", summary="Free times, the soonest first")
async def slots(
    services: Services, viewer: Viewer, hospital: OneHospital, first: FirstDay, last: LastDay, department: Department = None,
    service: ServiceParam = None, doctor: Doctor = None, green: bool = False, running: bool = False, limit: Limit = 50,
    after: CursorText = None,
) -> Listed[SlotShown]:  # fmt: skip
    """`running`: also those that have begun and are not over, for who stands at the desk."""
    may_book(viewer, hospital, green)
    known = await catalogue(services, hospital)
    since, until = days(first, last, known.zone)
    wanted = Wanted(
        since=since, until=until, department=department, service=service, doctor=doctor, green=green,
        ends_after=since if running else None,
    )  # fmt: skip
    found = await questions.find(services, hospital, wanted, limit + 1, read_cursor(after, tuple[datetime, UUID]))
    page = found[:limit]
    next_ = cursor((page[-1].starts_at, page[-1].id)) if len(found) > limit else None
    return Listed([slot_shown(known, each) for each in page], next_)


class CareText(msgspec.Struct):
    """What somebody is asked before messages about their visit are sent, in the reader's language."""

    version: str
    text: str


@get("/care-consent", summary="What is read to a patient before they answer whether messages may be sent")
async def care_text(viewer: Viewer) -> CareText:
    return CareText(CARE_VERSION, CARE[viewer.lang])


@post("/appointments/hold", summary="Keep a seat for ten minutes")
async def hold(services: Services, viewer: Viewer, data: HoldGiven) -> HoldShown:
    may_book(viewer, data.hospital, data.green is not None)
    known = await catalogue(services, data.hospital)
    visitor = await _visitor(services, viewer, data)
    wanted = None
    if data.any:
        since, until = days(data.any.from_, data.any.to, known.zone)
        wanted = Wanted(
            since=since, until=until, department=data.any.department, service=data.any.service, doctor=data.any.doctor,
            green=data.green is not None,
        )  # fmt: skip
    kept = await holding.hold(
        services,
        Asked(
            hospital_id=data.hospital, actor=viewer.actor, id=data.id, slot=data.slot, any=wanted, visitor=visitor,
            person=data.person, conversation=data.conversation, lang=viewer.lang,
            green=Green(data.green.urgency, data.green.reason) if data.green else None,
        ),
    )  # fmt: skip
    mine = kept.appointment
    return HoldShown(mine.id, kept.token, mine.hold_expires_at, slot_shown(known, kept.slot), mine.price_fen)


@post("/appointments/{appointment_id:uuid}/confirm", summary="Give the kept seat to somebody", status_code=200)
async def confirm(
    request: Request[Any, Any, Any], services: Services, viewer: Viewer, appointment_id: UUID,
    data: ConfirmGiven,
) -> AppointmentShown:  # fmt: skip
    held = await questions.where_is(services, viewer, appointment_id, Right.BOOK, Right.CONFIRM_GREEN)
    may_book(viewer, held.hospital_id, held.green)
    token = confirming.token_of(services, data.token, viewer.actor)
    if token.appointment_id != held.id or token.hospital_id != held.hospital_id:
        raise Problem(NOT_FOUND)
    who = data.who()
    if held.status == "held" or isinstance(who, UUID):
        consented = at_desk(viewer, data.care, data.version, request.headers.get("user-agent", ""))
        person = await whom_of_staff(services, held.hospital_id, who, consented, viewer.actor, held.visitor_id)
    elif held.person_id:
        person = held.person_id  # said again with the same token: whoever was made by the first
    else:
        raise Problem(NOT_FOUND)
    clinician = viewer.staff_id if viewer.may(Right.CONFIRM_GREEN, held.hospital_id) else None
    mine = await confirming.confirm(services, token, person, viewer.actor, confirms_green=clinician)
    return await questions.one_shown(services, mine)


@post("/appointments/{appointment_id:uuid}/cancel", summary="Give the seat back", status_code=200)
async def cancel(services: Services, viewer: Viewer, appointment_id: UUID, data: WithReason) -> AppointmentShown:
    mine = await _mine(services, viewer, appointment_id)
    gone = await changing.cancel(
        services, mine.hospital_id, mine.id, by="staff", actor=viewer.actor, reason=data.reason.strip()
    )
    return await questions.one_shown(services, gone)


@post("/appointments/{appointment_id:uuid}/reschedule", summary="Move to another time", status_code=200)
async def reschedule(services: Services, viewer: Viewer, appointment_id: UUID, data: MoveGiven) -> AppointmentShown:
    mine = await _mine(services, viewer, appointment_id)
    moved = await changing.reschedule(services, mine.hospital_id, mine.id, data.slot, viewer.actor)
    return await questions.one_shown(services, moved)


@post(
    "/appointments/{appointment_id:uuid}/green-confirm",
    summary="A clinician agrees to the green channel",
    status_code=200,
)
async def confirm_green(
    services: Services, viewer: Viewer, appointment_id: UUID, data: HospitalOnly
) -> AppointmentShown:
    mine = await questions.where_is(services, viewer, appointment_id, Right.CONFIRM_GREEN)
    done = await changing.confirm_green(services, mine.hospital_id, mine.id, viewer.staff_id, viewer.actor)
    return await questions.one_shown(services, done)


@post(
    "/appointments/{appointment_id:uuid}/green-decline",
    summary="A clinician sees no such urgency; the reason is noted",
    status_code=200,
)
async def decline_green(services: Services, viewer: Viewer, appointment_id: UUID, data: WithReason) -> AppointmentShown:
    mine = await questions.where_is(services, viewer, appointment_id, Right.CONFIRM_GREEN)
    if not data.reason.strip():
        raise Problem(GREEN_REASON)
    done = await changing.decline_green(services, mine.hospital_id, mine.id, viewer.actor, data.reason.strip())
    return await questions.one_shown(services, done)


def may_book(viewer: Viewer, hospital_id: int, green: bool) -> None:
    """Clinicians may take a green seat; everything else is the desk's. Raises Problem not_found or refused."""
    if hospital_id not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    if not (viewer.may(Right.BOOK, hospital_id) or (green and viewer.may(Right.CONFIRM_GREEN, hospital_id))):
        raise Problem(REFUSED)


async def _mine(services: Services, viewer: Viewer, appointment_id: UUID) -> Appointment:
    return await questions.where_is(services, viewer, appointment_id, Right.BOOK, Right.RECEIVE)


async def _visitor(services: Services, viewer: Viewer, data: HoldGiven) -> UUID | None:
    if data.conversation:
        hospital_id, visitor = await whose_conversation(services, viewer, data.conversation)
        if hospital_id != data.hospital:
            raise Problem(NOT_FOUND)
        return visitor
    if data.visitor:
        async with services.database.transaction([data.hospital]) as tx:
            if await visitor_known(tx, data.hospital, data.visitor) is None:
                raise Problem(NOT_FOUND)
    return data.visitor


handlers = [slots, care_text, hold, confirm, cancel, reschedule, confirm_green, decline_green]

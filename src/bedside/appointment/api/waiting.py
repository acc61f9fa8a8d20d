"""Staff: the waiting list."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post

from bedside.appointment import questions
from bedside.appointment.actions import waiting
from bedside.appointment.api.receiving import Most, Person
from bedside.appointment.api.shapes import Department, HospitalOnly, Version, WhomGiven, days
from bedside.appointment.questions import AppointmentShown, WaitShown, wait_shown
from bedside.appointment.whom import at_desk, whom_of_staff
from bedside.hospital.api.shapes import HospitalId, HospitalParam, Listed, OneHospital
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.questions.places import asked_for
from bedside.hospital.rights import Right
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services
from bedside.people.questions import names


class WaitGiven(WhomGiven, kw_only=True):
    """Local days of the hospital, both included. `keeps`: the appointment that stands until a better one is won."""

    hospital: HospitalId
    department: UUID
    service: UUID | None = None
    doctor: UUID | None = None
    from_: date = msgspec.field(name="from")
    to: date
    keeps: UUID | None = None
    care: bool | None = None
    version: Version = ""


@get("/waitlist", summary="Who waits, the longest first; or what one person waits for")
async def waits(
    services: Services, viewer: Viewer, hospital: HospitalParam = None, department: Department = None,
    person: Person = None, limit: Most = 200,
) -> Listed[WaitShown]:  # fmt: skip
    places = asked_for(viewer, hospital)
    if hospital is None:
        places = [each for each in places if viewer.may(Right.SEE_PERSONS, each)] or places[:1]
    found: list[WaitShown] = []
    for each in places:
        found += await questions.waits_listed(services, viewer, each, department, person, limit)
    return Listed(found)


@post("/waitlist", summary="Wait for a seat")
async def join(request: Request[Any, Any, Any], services: Services, viewer: Viewer, data: WaitGiven) -> WaitShown:
    _at(viewer, data.hospital)
    known = await catalogue(services, data.hospital)
    since, until = days(data.from_, data.to, known.zone)
    consented = at_desk(viewer, data.care, data.version, request.headers.get("user-agent", ""))
    person = await whom_of_staff(services, data.hospital, data.who(), consented, viewer.actor)
    given = waiting.NewWait(
        hospital_id=data.hospital, person=person, department=data.department, doctor=data.doctor, service=data.service,
        from_at=since, to_at=until, keeps=data.keeps, lang=viewer.lang,
    )  # fmt: skip
    made = await waiting.join(services, given, viewer.actor)
    async with services.database.transaction([data.hospital]) as tx:
        named = await names(tx, services, data.hospital, [person])
    return wait_shown(known, made, named.get(person, ""), [], {})


@post(
    "/appointments/{appointment_id:uuid}/wait-earlier",
    summary="Wait for a sooner time; what is booked stands until then",
)
async def wait_earlier(services: Services, viewer: Viewer, appointment_id: UUID, data: HospitalOnly) -> WaitShown:
    kept = await questions.where_is(services, viewer, appointment_id, Right.BOOK)
    made = await waiting.earlier(services, kept, kept.lang, viewer.actor)
    async with services.database.transaction([kept.hospital_id]) as tx:
        named = await names(tx, services, kept.hospital_id, [made.person_id])
    return wait_shown(await catalogue(services, kept.hospital_id), made, named.get(made.person_id, ""), [], {})


@delete("/waitlist/{wait_id:uuid}", summary="No longer wait", status_code=204)
async def leave(services: Services, viewer: Viewer, wait_id: UUID, hospital: OneHospital) -> None:
    await waiting.end_wait(services, _at(viewer, hospital), wait_id, viewer.actor)


@post("/offers/{offer_id:uuid}/accept", summary="Take the offered seat for somebody who rang up", status_code=200)
async def accept(services: Services, viewer: Viewer, offer_id: UUID, data: HospitalOnly) -> AppointmentShown:
    """First to accept wins, whoever presses; whoever comes second keeps what they had."""
    hospital = _at(viewer, data.hospital)
    return await questions.one_shown(services, await waiting.accept(services, hospital, offer_id, viewer.actor))


@post("/offers/{offer_id:uuid}/decline", summary="Not this seat, for somebody who rang up", status_code=204)
async def decline(services: Services, viewer: Viewer, offer_id: UUID, data: HospitalOnly) -> None:
    """They keep waiting for others."""
    await waiting.decline(services, _at(viewer, data.hospital), offer_id, viewer.actor)


def _at(viewer: Viewer, hospital: int | None) -> int:
    """The hospital, where this viewer books for others."""
    if hospital is None or hospital not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    viewer.require(Right.BOOK, hospital)
    return hospital


handlers = [waits, join, wait_earlier, leave, accept, decline]

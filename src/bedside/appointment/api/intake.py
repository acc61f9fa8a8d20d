"""HTTP face of intake forms: written by staff, filled in by staff or by the patient, read by the clinic."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.params import FromPath

from bedside.appointment.intake import actions
from bedside.appointment.intake.model import Answers, Field, Form
from bedside.hospital.api.bodies import takes
from bedside.hospital.api.shapes import HospitalId, Version
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.people import contact as contacts
from bedside.visit.api.guests import admitted, decoded, guest_router, services_of, within
from bedside.visit.parts import Doorman

Given = Annotated[Answers, msgspec.Meta(max_length=100)]
RequiredHospital = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]


class FormGiven(msgspec.Struct):
    """`version` is the one that was changed; without fields nothing is asked any more."""

    hospital: HospitalId
    version: Version
    fields: Annotated[list[Field], msgspec.Meta(max_length=100)]


class FormOfIntake(msgspec.Struct):
    version: int
    fields: list[Field]


class IntakeShown(msgspec.Struct):
    """`form` null: the department asks nothing. `answers` null: not filled in yet. `by`: staff:<id> or person:<id>."""

    form: FormOfIntake | None
    answers: Answers | None
    answered_at: datetime | None
    read_at: datetime | None
    by: str


class AnswersGiven(msgspec.Struct):
    """`version` of the form that was filled in; the newest without it."""

    answers: Given
    version: Version | None = None


class PatientsAnswers(msgspec.Struct):
    site: Annotated[str, msgspec.Meta(max_length=80)]
    contact: Annotated[str, msgspec.Meta(max_length=2000)]
    appointment: UUID
    answers: Given
    version: Version | None = None


@get("/intake-forms/{department_id:uuid}", summary="What a department asks before the visit; version 0: nothing yet")
async def show_form(
    department_id: FromPath[UUID], hospital: RequiredHospital, viewer: Viewer, services: Services
) -> Form:
    return await actions.form_of(services, viewer, hospital, department_id)


@put("/intake-forms/{department_id:uuid}", summary="The next version of a department's form")
async def set_form(department_id: FromPath[UUID], data: FormGiven, viewer: Viewer, services: Services) -> Form:
    return await actions.set_form(services, viewer, data.hospital, department_id, data.version, data.fields)


@get("/appointments/{appointment_id:uuid}/intake", summary="The form of one appointment and what was answered")
async def show_intake(appointment_id: FromPath[UUID], viewer: Viewer, services: Services) -> IntakeShown:
    found = await actions.read(services, viewer, appointment_id)
    return IntakeShown(
        form=FormOfIntake(found.form.version, found.form.fields) if found.form.fields else None,
        answers=found.answers if found.filled_at else None,
        answered_at=found.filled_at,
        read_at=found.read_at,
        by=found.filled_by,
    )


@post("/appointments/{appointment_id:uuid}/intake", summary="Fill in the form for a patient", status_code=204)
async def fill_intake(appointment_id: FromPath[UUID], data: AnswersGiven, viewer: Viewer, services: Services) -> None:
    await actions.fill_by_staff(services, viewer, appointment_id, data.version, data.answers)


_patients = msgspec.json.Decoder(PatientsAnswers)


@post(
    "/intake",
    status_code=200,
    summary="A patient fills in the form of their appointment",
    operation_class=takes(PatientsAnswers),
)
async def fill_own(request: Request[Any, Any, Any]) -> Response[dict[str, bool]]:
    services = services_of(request)
    within(services.get(Doorman).others, request)
    asked = decoded(await request.body(), _patients)
    site = await admitted(request, asked.site)
    contact = contacts.required(services, site.hospital_id, asked.contact, services.clock.now())
    await actions.fill_by_person(services, contact, asked.appointment, asked.version, asked.answers)
    return Response({"answered": True})


routes: list[Router] = [
    staff_router([show_form, set_form, show_intake, fill_intake], tag="appointments"),
    guest_router([fill_own], tag="booking"),
]

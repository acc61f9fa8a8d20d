"""A department's form is written; a patient or the desk fills it in for one appointment; the clinic reads the answers."""

from uuid import UUID

import msgspec

from bedside.appointment.intake import store
from bedside.appointment.intake.facts import IntakeFilled, IntakeRead
from bedside.appointment.intake.model import NO_FORM, Answers, Field, Form, Intake, check_answers, check_form
from bedside.appointment.model import Appointment
from bedside.appointment.problems import NOT_THEIRS, WRONG_STATUS
from bedside.appointment.store import appointments
from bedside.gate.claims.gate import refuse
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import CONFLICT, NOT_FOUND, Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.contact import ContactToken
from bedside.people.known import known
from bedside.people.model import NO_CONSENT
from bedside.people.persons import prove_contact
from bedside.people.work import require_open

OPEN = ("requested", "booked", "arrived")
"""While a form may still be answered."""


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("intake"))


async def form_of(services: Services, viewer: Viewer, hospital_id: int, department_id: UUID) -> Form:
    """The department's form as it is now. Raises Problem not_found or refused."""
    if not (viewer.may(Right.BOOK, hospital_id) or viewer.may(Right.MANAGE_SCHEDULES, hospital_id)):
        viewer.require(Right.SEE_PERSONS, hospital_id)
    await _department(services, viewer, hospital_id, department_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.form(tx, hospital_id, department_id)


async def set_form(
    services: Services, viewer: Viewer, hospital_id: int, department_id: UUID, version: int, fields: list[Field]
) -> Form:
    """The next version; `version` is the one that was changed. No fields: nothing is asked any more.

    Raises Problem refused, not_found, invalid, claims_blocked or conflict.
    """
    viewer.require(Right.MANAGE_SCHEDULES, hospital_id)
    check_form(fields)
    said = [words for field in fields for words in (field.label_zh, field.label_en)]
    await refuse(services, hospital_id, *said)
    await _department(services, viewer, hospital_id, department_id)
    made = Form(department_id=department_id, version=version + 1, fields=fields)
    async with services.database.transaction([hospital_id]) as tx:
        now = await store.form(tx, hospital_id, department_id)
        added = now.version == version and await store.insert_form(tx, hospital_id, made, viewer.actor, tx.clock.now())
        if not added:
            raise Problem(CONFLICT, what="intake form")
        await record(tx, viewer, hospital_id, "intake_form_changed", f"department:{department_id}")
    return made


async def fill_by_staff(
    services: Services, viewer: Viewer, appointment_id: UUID, version: int | None, answers: Answers
) -> None:
    """In the conversation or at the front desk. Raises Problem not_found, refused, no_intake_form, invalid."""
    async with services.database.transaction(viewer.hospitals) as tx:
        found = await appointments.anywhere(tx, appointment_id)
    if found is None:
        raise Problem(NOT_FOUND)
    viewer.require(Right.BOOK, found.hospital_id)
    async with services.database.transaction([found.hospital_id]) as tx:
        await _fill(tx, services, found, version, answers, viewer.actor)


async def fill_by_person(
    services: Services, contact: ContactToken, appointment_id: UUID, version: int | None, answers: Answers
) -> None:
    """By whoever showed that the patient's phone or email is theirs. Raises Problem not_theirs, consent_needed, …"""
    async with services.database.transaction([contact.hospital_id]) as tx:
        found = await appointments.one(tx, contact.hospital_id, appointment_id)
        if not found or not found.person_id:
            raise Problem(NOT_THEIRS)
        if not await prove_contact(tx, found.hospital_id, found.person_id, contact):
            raise Problem(NOT_THEIRS)
        # What is asked before a visit is health data (rule L10).
        if not (await people.person_consents(tx, found.hospital_id, found.person_id)).health:
            raise Problem(NO_CONSENT)
        await _fill(tx, services, found, version, answers, f"person:{found.person_id}")


async def read(services: Services, viewer: Viewer, appointment_id: UUID) -> Intake:
    """The form and what was answered; the first reading by the clinic is noted.

    Raises Problem not_found, refused or record_closed.
    """
    async with services.database.transaction(viewer.hospitals) as tx:
        found = await appointments.anywhere(tx, appointment_id)
        if found is None:
            raise Problem(NOT_FOUND)
        viewer.require(Right.SEE_PERSONS, found.hospital_id)
        if found.person_id:  # outside one's own work a reason comes first (rule L30)
            await require_open(
                tx, services, viewer, found.hospital_id, await known(tx, found.hospital_id, found.person_id)
            )
        given = await store.intake(tx, found.hospital_id, appointment_id)
        if given is None:
            form = await store.form(tx, found.hospital_id, found.department_id)
            return Intake(appointment_id=found.id, form=form, answers={}, filled_by="", filled_at=None, read_at=None)
        form = await store.form(tx, found.hospital_id, given.department_id, given.version)
        if given.filled_by != viewer.actor and await store.mark_read(tx, found.hospital_id, found.id, tx.clock.now()):
            fact = IntakeRead(appointment=found.id, staff=viewer.staff_id)
            tx.announce(found.hospital_id, found.subject, fact, actor=viewer.actor)
        return Intake(
            appointment_id=found.id, form=form, answers=opened(services, given.answers_sealed),
            filled_by=given.filled_by, filled_at=given.filled_at, read_at=given.read_at,
        )  # fmt: skip


async def filled_words(tx: Transaction, services: Services, hospital_id: int, appointment_id: UUID) -> str:
    """What was written in the form's own words, a line an answer."""
    given = await store.intake(tx, hospital_id, appointment_id)
    if given is None:
        return ""
    form = await store.form(tx, hospital_id, given.department_id, given.version)
    answers = opened(services, given.answers_sealed)
    return "\n".join(str(answers[field.key]) for field in form.fields if field.kind == "text" and field.key in answers)


def opened(services: Services, sealed: bytes) -> Answers:
    return msgspec.json.decode(sealer(services).open(sealed), type=Answers)


async def _fill(
    tx: Transaction, services: Services, found: Appointment, version: int | None, answers: Answers, actor: str
) -> None:
    if found.status not in OPEN or not found.person_id:
        raise Problem(WRONG_STATUS, status=found.status)
    form = await store.form(tx, found.hospital_id, found.department_id, version)
    if not form.fields:
        raise Problem(NO_FORM)
    checked = check_answers(form.fields, answers)
    await tx.lock(found.person_id)
    made = store.StoredIntake(
        appointment_id=found.id,
        person_id=found.person_id,
        department_id=found.department_id,
        version=form.version,
        answers_sealed=sealer(services).seal(msgspec.json.encode(checked).decode()),
        filled_by=actor,
        filled_at=tx.clock.now(),
        read_at=None,
    )
    await store.write(tx, found.hospital_id, made)
    fact = IntakeFilled(appointment=found.id, version=form.version)
    tx.announce(found.hospital_id, found.subject, fact, actor=actor)


async def _department(services: Services, viewer: Viewer, hospital_id: int, department_id: UUID) -> None:
    known = await places.departments(services, viewer, hospital_id, retired=True)
    if department_id not in {each.id for each in known}:
        raise Problem(NOT_FOUND)

"""What the booking page and the front desk ask of forms."""

from typing import Literal
from uuid import UUID

import msgspec

from bedside.appointment.intake import store
from bedside.appointment.intake.model import Form
from bedside.appointment.model import Appointment
from bedside.kit.database import Transaction
from bedside.kit.problems import Lang


class ChoiceShown(msgspec.Struct, frozen=True):
    value: str
    label: str


class FieldShown(msgspec.Struct, frozen=True):
    key: str
    kind: Literal["text", "choice", "number", "date", "yes_no"]
    label: str
    required: bool
    choices: list[ChoiceShown]


class FormShown(msgspec.Struct, frozen=True):
    version: int
    fields: list[FieldShown]


class IntakeAsked(msgspec.Struct, frozen=True):
    """What a department asks the patient of one appointment, in their language; None: nothing."""

    form: FormShown | None
    answered: bool


def shown(form: Form, lang: Lang) -> FormShown | None:
    """A form in one language, or None for one without questions."""
    if not form.fields:
        return None
    english = lang == "en"
    return FormShown(
        form.version,
        [
            FieldShown(
                field.key,
                field.kind,
                field.label_en if english else field.label_zh,
                field.required,
                [ChoiceShown(each.value, each.en if english else each.zh) for each in field.choices],
            )
            for field in form.fields
        ],
    )


async def asked(
    tx: Transaction, hospital_id: int, appointments: list[Appointment], lang: Lang
) -> dict[UUID, IntakeAsked]:
    """For a patient's list of appointments."""
    done = await store.filled(tx, hospital_id, [each.id for each in appointments])
    forms = {
        department: shown(await store.form(tx, hospital_id, department), lang)
        for department in {each.department_id for each in appointments}
    }
    return {each.id: IntakeAsked(forms[each.department_id], each.id in done) for each in appointments}


async def filled(tx: Transaction, hospital_id: int, appointments: list[UUID]) -> set[UUID]:
    """Those whose form was filled in: the mark in the front desk's list."""
    return await store.filled(tx, hospital_id, appointments)

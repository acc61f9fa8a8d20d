"""What this room keeps besides seats, for a person's copy and erasure: answers of intake forms, and what the HIS holds."""

from typing import Any
from uuid import UUID

from bedside.appointment.intake import actions as intakes
from bedside.appointment.intake import store
from bedside.appointment.intake.model import Answers, Form
from bedside.appointment.intake.store import StoredIntake
from bedside.appointment.store import appointments
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.exporting import Share
from bedside.people.fhir import reference
from bedside.people.known import Known
from bedside.people.model import Kept

FORMS_STAY = Kept(
    "intake",
    "L32",
    "就诊当天交给医生的问卷属于诊疗记录，依法保存 15 年，加密保存。",
    "A form that was handed to the doctor at a visit is part of the record of diagnosis: kept for 15 years, sealed.",
)
HIS_STAYS = Kept(
    "his",
    "L32",
    "医院自己的系统里的挂号记录由医院另行依法保存；请向医院申请。",
    "The hospital's own system keeps its booking record separately, as the law asks: apply to the hospital.",
)
_HANDED_OVER = ("arrived", "fulfilled")
_VALUES = {
    "text": "valueString",
    "choice": "valueString",
    "number": "valueDecimal",
    "date": "valueDate",
    "yes_no": "valueBoolean",
}


async def export(tx: Transaction, services: Services, hospital_id: int, who: Known) -> Share:
    """Each form that was filled in, as a FHIR QuestionnaireResponse."""
    resources: list[dict[str, Any]] = []
    for person in who.persons:
        for each in await store.of_person(tx, hospital_id, person):
            form = await store.form(tx, hospital_id, each.department_id, each.version)
            resources.append(_response(who, each, form, intakes.opened(services, each.answers_sealed)))
    return Share(resources)


async def erase(tx: Transaction, hospital_id: int, person: UUID) -> list[Kept]:
    """Forms go, except those that a doctor had at a visit."""
    filled = await store.of_person(tx, hospital_id, person)
    booked = await appointments.by_ids(tx, hospital_id, [each.appointment_id for each in filled])
    stay = {each.id for each in booked if each.status in _HANDED_OVER}
    await store.erase(tx, hospital_id, [each.appointment_id for each in filled if each.appointment_id not in stay])
    kept = [FORMS_STAY] if stay else []
    return [*kept, HIS_STAYS] if await store.known_to_his(tx, hospital_id, person) else kept


def _response(who: Known, each: StoredIntake, form: Form, answers: Answers) -> dict[str, Any]:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(each.appointment_id),
        "status": "completed",
        "subject": reference(who.id),
        "authored": each.filled_at.isoformat(),
        "item": [
            {"linkId": field.key, "text": field.label_zh, "answer": [{_VALUES[field.kind]: answers[field.key]}]}
            for field in form.fields
            if field.key in answers
        ],
    }

"""What a consultant's day has of visits: whom they booked, and who was booked out of their conversations."""

from datetime import datetime
from typing import Literal

from bedside.appointment.questions import doctor_named, service_named
from bedside.appointment.store import appointments as store
from bedside.conversation.day import DayVisit, VisitsOfDay
from bedside.conversation.questions import answered_by
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.questions import names

_SHOWN: dict[str, Literal["due", "arrived", "missed"]] = {
    "requested": "due", "booked": "due", "arrived": "arrived", "fulfilled": "arrived", "no_show": "missed",
}  # fmt: skip


def visits_of_day(services: Services) -> VisitsOfDay:
    async def visits(
        tx: Transaction, viewer: Viewer, hospital_id: int, since: datetime, until: datetime
    ) -> list[DayVisit]:
        if not viewer.may(Right.SEE_PERSONS, hospital_id):
            return []
        known = await catalogue(services, hospital_id)
        found = await store.between(tx, hospital_id, since, until, viewer.actor, list(_SHOWN))
        talks = [each.conversation_id for each in found if each.conversation_id]
        mine = await answered_by(tx, hospital_id, viewer.staff_id, talks)
        own = [each for each in found if each.made_by == viewer.actor or each.conversation_id in mine]
        named = await names(tx, services, hospital_id, [each.person_id for each in own if each.person_id])
        shown: list[DayVisit] = []
        for each in own:
            doctor, service = doctor_named(known, each.doctor_id), service_named(known, each.service_id)
            shown.append(
                DayVisit(
                    id=each.id, hospital=hospital_id, status=_SHOWN[each.status], starts_at=each.starts_at,
                    person=named.get(each.person_id, "") if each.person_id else "",
                    doctor_zh=doctor.name_zh, doctor_en=doctor.name_en,
                    service_zh=service.name_zh, service_en=service.name_en,
                    conversation=each.conversation_id,
                )
            )  # fmt: skip
        return shown

    return visits

"""Whose appointment a difference is about, in words that somebody can act on."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.appointment.his.store.differences import Difference
from bedside.appointment.model import Status
from bedside.appointment.questions import DoctorNamed, ServiceNamed, doctor_named, service_named
from bedside.appointment.store import appointments
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.services import Services
from bedside.people.identifiers import masked_name
from bedside.people.questions import names


class AppointmentNamed(msgspec.Struct, frozen=True, kw_only=True):
    """`person_masked`: who settles a difference need not be somebody who sees persons."""

    id: UUID
    person_id: UUID | None
    person_masked: str
    doctor: DoctorNamed
    service: ServiceNamed
    department_id: UUID
    starts_at: datetime
    status: Status


async def named(services: Services, found: list[Difference]) -> dict[UUID, AppointmentNamed]:
    """By the appointment's id."""
    shown: dict[UUID, AppointmentNamed] = {}
    for hospital_id in {each.hospital_id for each in found}:
        ids = [each.appointment_id for each in found if each.hospital_id == hospital_id and each.appointment_id]
        known = await catalogue(services, hospital_id)
        async with services.database.transaction([hospital_id]) as tx:
            about = await appointments.by_ids(tx, hospital_id, ids)
            people = await names(tx, services, hospital_id, [each.person_id for each in about if each.person_id])
        for each in about:
            name = people.get(each.person_id, "") if each.person_id else ""
            shown[each.id] = AppointmentNamed(
                id=each.id, person_id=each.person_id, person_masked=masked_name(name) if name else "",
                doctor=doctor_named(known, each.doctor_id), service=service_named(known, each.service_id),
                department_id=each.department_id, starts_at=each.starts_at, status=each.status,
            )  # fmt: skip
    return shown

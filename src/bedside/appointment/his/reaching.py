"""From a stored connection to somebody who can be asked, and to the words that both sides understand."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.appointment.his.contract import Asked, Patient
from bedside.appointment.his.http import HttpHis
from bedside.appointment.his.settings import Connection, HisSettings
from bedside.appointment.his.store import connections
from bedside.appointment.model import Appointment, Slot
from bedside.hospital.questions.catalogue import Catalogue
from bedside.kit.database import Transaction
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people import questions as people


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("his"))


def open_his(services: Services, connection: Connection) -> HttpHis:
    """To be used within `async with`."""
    sealed = connection.secret_sealed
    return HttpHis(connection.settings, sealer(services).open(sealed) if sealed else "")


class Codes(msgspec.Struct, frozen=True):
    """The hospital's own codes, both ways."""

    departments: dict[str, UUID]
    doctors: dict[str, UUID]
    services: dict[str, UUID]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Codes":
        """Of what is in use; a retired doctor's slots are nobody's."""
        return cls(
            {each.code: each.id for each in catalogue.departments.values() if not each.retired},
            {each.code: each.id for each in catalogue.doctors.values() if not each.retired},
            {each.code: each.id for each in catalogue.services.values() if not each.retired},
        )


async def asked_of(
    tx: Transaction,
    services: Services,
    settings: HisSettings,
    catalogue: Catalogue,
    appointment: Appointment,
    slot: Slot,
) -> Asked:
    """The question about this appointment; without a patient when the person is no longer known (deleted meanwhile)."""
    person = (
        await people.person(tx, services, appointment.hospital_id, appointment.person_id)
        if appointment.person_id
        else None
    )
    patient = None
    if person is not None:
        kinds = list(settings.identifiers)
        patient = Patient(
            name=person.name,
            sex=person.sex,
            born=person.born.isoformat() if person.born else "",
            identifiers=await people.identifier_values(tx, services, appointment.hospital_id, person.id, kinds),
        )
    return seat_asked(catalogue, appointment, slot, patient)


def seat_asked(catalogue: Catalogue, appointment: Appointment, slot: Slot, patient: Patient | None = None) -> Asked:
    return Asked(
        key=appointment.id,
        slot=slot.his_ref,
        department=catalogue.departments[appointment.department_id].code,
        doctor=catalogue.doctors[appointment.doctor_id].code,
        service=catalogue.services[appointment.service_id].code,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        price_fen=appointment.price_fen,
        patient=patient,
        ref=appointment.his_ref,
    )


async def noted(services: Services, connection: Connection, error: str | None, now: datetime | None = None) -> None:
    """How it went with them, for the settings page and `bedside doctor`."""
    at = now or services.clock.now()
    async with services.database.transaction([connection.hospital_id]) as tx:
        if error is None:
            await connections.went_well(tx, connection.hospital_id, connection.id, at)
        else:
            await connections.went_wrong(tx, connection.hospital_id, connection.id, at, error)

"""What this room has to say of a person: whose work they are, their copy, and what is erased."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from bedside.appointment.actions.changing import cancel
from bedside.appointment.model import STANDING, Appointment
from bedside.appointment.problems import WRONG_STATUS
from bedside.appointment.store import appointments as store
from bedside.appointment.store import waits
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import Catalogue, catalogue
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.facts import Announced
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.kit.tail import Reader
from bedside.people.exporting import Share
from bedside.people.facts import PersonDeleted
from bedside.people.fhir import reference
from bedside.people.known import Known
from bedside.people.model import Kept
from bedside.people.questions import same_person

BEFORE, AFTER = timedelta(days=90), timedelta(days=2)
EVER = timedelta(days=365 * 30)
SEATS_STAY = Kept(
    "visits",
    "L32",
    "就诊时间的记录依法保留，但不再有您的姓名、联系方式和填写的内容。",
    "That a visit took place is kept as the law asks, without your name, contacts or anything you wrote.",
)
_FHIR = {
    "requested": "proposed",
    "booked": "booked",
    "arrived": "arrived",
    "fulfilled": "fulfilled",
    "no_show": "noshow",
    "cancelled": "cancelled",
}


class Persons:
    """Registered with the people room at start-up."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def is_mine(self, tx: Transaction, viewer: Viewer, hospital_id: int, who: Known) -> bool:
        """The doctor's own patient, somebody whom one booked, or (at the front desk) somebody who comes about now."""
        known = await catalogue(self._services, hospital_id)
        now = tx.clock.now()
        for each in await store.of_persons(tx, hospital_id, list(who.persons), now - BEFORE, 200):
            doctor = known.doctors.get(each.doctor_id)
            if each.made_by == viewer.actor or (doctor and doctor.staff_id == viewer.staff_id):
                return True
            if viewer.may(Right.RECEIVE, hospital_id) and abs(each.starts_at - now) <= AFTER:
                return True
        return False

    async def export(self, tx: Transaction, services: Services, hospital_id: int, who: Known) -> Share:
        """Each appointment as a FHIR Appointment."""
        known = await catalogue(services, hospital_id)
        found = await store.of_persons(tx, hospital_id, list(who.persons), tx.clock.now() - EVER, 10_000)
        return Share([_resource(known, who, each) for each in found if each.status in _FHIR])

    async def erase(self, tx: Transaction, hospital_id: int, id_: UUID) -> list[Kept]:
        """A visitor's ties are cut. Of a person the words go and bare seats stay; those to come are given back by the
        reader: seats are locked by doctor and day before people are, so not within the erasing transaction."""
        await store.forget_visitor(tx, hospital_id, id_)
        found = await store.of_persons(tx, hospital_id, [id_], tx.clock.now() - EVER, 10_000)
        waiting = [each for each in await waits.of_persons(tx, hospital_id, [id_]) if each.state == "waiting"]
        await waits.withdraw(tx, hospital_id, [each.id for each in waiting])
        await store.forget_words(tx, hospital_id, id_)
        return [SEATS_STAY] if found else []


def reader(services: Services) -> Reader:
    """Whoever was deleted comes to nothing more: their seats to come are given back, at the hospital's own system too."""

    async def deleted(fact: Announced) -> None:
        hospital_id, now = fact.hospital_id, services.clock.now()
        async with services.database.transaction([hospital_id]) as tx:
            ids = list(await same_person(tx, hospital_id, fact.subject))
            found = await store.of_persons(tx, hospital_id, ids, now, 10_000)
        for each in found:
            if each.status in STANDING:
                await _give_back(services, each)

    return Reader("appointment.deleted", {PersonDeleted.kind: deleted})


async def _give_back(services: Services, each: Appointment) -> None:
    try:
        await cancel(services, each.hospital_id, each.id, by="person", actor="system:erasure")
    except Problem as problem:
        if problem.code != WRONG_STATUS:  # they came, or it ended, meanwhile
            raise


def _resource(known: Catalogue, who: Known, each: Appointment) -> dict[str, Any]:
    doctor, service = known.doctors.get(each.doctor_id), known.services.get(each.service_id)
    department = known.departments.get(each.department_id)
    shown: dict[str, Any] = {
        "resourceType": "Appointment",
        "id": str(each.id),
        "status": _FHIR[each.status],
        "start": each.starts_at.isoformat(),
        "end": each.ends_at.isoformat(),
        "created": each.made_at.isoformat(),
        "serviceType": [{"text": service.name_zh}] if service else [],
        "specialty": [{"text": department.name_zh}] if department else [],
        "participant": [
            {"actor": reference(who.id), "status": "accepted"},
            {"actor": {"display": doctor.name_zh if doctor else ""}, "status": "accepted"},
        ],
    }
    if each.reason:
        shown["reasonCode"] = [{"text": each.reason}]
    if each.cancel_reason:
        shown["cancelationReason"] = {"text": each.cancel_reason}
    return shown

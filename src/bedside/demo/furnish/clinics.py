"""Every doctor's weekly clinics with their seats, thirteen weeks ahead, and what departments ask before a visit."""

from collections.abc import Iterator
from uuid import UUID

from bedside.appointment import questions
from bedside.appointment.actions.planning import save_schedule
from bedside.appointment.intake.actions import form_of, set_form
from bedside.appointment.weeks import Line
from bedside.demo.furnish.places import Place, minutes
from bedside.demo.furniture import Doctor, load
from bedside.hospital.model import Viewer
from bedside.hospital.questions import places
from bedside.kit.ids import new_id
from bedside.kit.services import Services


async def furnish_clinics(services: Services, holder: Viewer, known: dict[str, Place]) -> None:
    """Plan what was never planned: whoever changed a schedule or a form finds it as they left it."""
    for place in known.values():
        offered = {row.code: row.id for row in await places.priced_services(services, holder, place.hospital_id)}
        for row in await places.doctors(services, holder, place.hospital_id):
            doctor = next((one for one in load().doctors if one.key == row.code), None)
            if doctor is None or not doctor.hours:
                continue
            version, lines, _ = await questions.schedule_of(services, holder, place.hospital_id, row.id)
            if version == 0 and not lines:
                weekly = list(clinic_lines(doctor, place.departments[doctor.department], offered))
                await save_schedule(services, holder, place.hospital_id, row.id, version, weekly, [])
        await _forms(services, holder, place)


def clinic_lines(doctor: Doctor, department: UUID, offered: dict[str, UUID]) -> Iterator[Line]:
    """The doctor's hours without lunch; the first slot of each half day keeps a green seat."""
    clinics = load().clinics
    service = offered[clinics.services[doctor.title.zh]]
    noon, again = (minutes(clock) for clock in clinics.noon.split("-"))
    for hours in doctor.hours:
        day, span = hours.split()
        starts, ends = (minutes(clock) for clock in span.split("-"))
        halves = [(starts, noon), (again, ends)] if starts < noon and again < ends else [(starts, ends)]
        for first, last in halves:
            second = first + clinics.slot_minutes
            for begins, closes, green in ((first, second, clinics.green_seats), (second, last, 0)):
                yield Line(
                    id=new_id(), service_id=service, department_id=department, weekday=int(day), starts=begins, ends=closes,
                    slot_minutes=clinics.slot_minutes, seats=clinics.seats, green_seats=green,
                )  # fmt: skip


async def _forms(services: Services, holder: Viewer, place: Place) -> None:
    for given in load().intake:
        department = place.departments.get(given.department)
        if department and (await form_of(services, holder, place.hospital_id, department)).version == 0:
            await set_form(services, holder, place.hospital_id, department, 0, given.fields)

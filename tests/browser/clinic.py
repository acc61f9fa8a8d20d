"""A doctor's clinic that stands whatever the weekday and the hour."""

from datetime import timedelta

from bedside.appointment import questions
from bedside.appointment.actions.planning import save_schedule
from bedside.appointment.weeks import Exceptional
from bedside.demo.furnish.places import found_group, furnish_places
from bedside.hospital.questions import places
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.ids import new_id
from bedside.kit.services import Services

DAY = 1440


async def extra_clinics(
    services: Services, doctor: str, days: tuple[int, ...], hours: tuple[int, int], *, each: int, seats: int, green: int
) -> None:
    """Instead of the weekly clinics of the doctor with this key: on these days from today on, in slots of `each` minutes."""
    holder, _ = await found_group(services)
    campus = (await furnish_places(services, holder))["east"].hospital_id
    row = next(one for one in await places.doctors(services, holder, campus) if one.code == doctor)
    version, lines, _ = await questions.schedule_of(services, holder, campus, row.id)
    today = services.clock.now().astimezone((await catalogue(services, campus)).zone).date()
    extra = [
        Exceptional(
            id=new_id(), day=today + timedelta(days=number), kind="extra", starts=hours[0], ends=hours[1],
            service_id=lines[0].service_id, department_id=lines[0].department_id, slot_minutes=each, seats=seats,
            green_seats=green,
        )
        for number in days
    ]  # fmt: skip
    await save_schedule(services, holder, campus, row.id, version, [], extra)

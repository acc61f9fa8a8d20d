"""What stands in the book before the curtain rises: made by the product's own actions, so that a test clicks only what it is
about."""

import asyncio
from datetime import timedelta
from uuid import UUID

from bedside.appointment import questions
from bedside.appointment.actions import changing, confirming, holding, waiting
from bedside.appointment.model import Appointment, Slot
from bedside.appointment.store.slots import Wanted
from bedside.demo.furnish.places import found_group, furnish_places
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.services import Services
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person

TEST = "system:test"


class Seats:
    """The eastern campus's book."""

    def __init__(self, services: Services, hospital: int) -> None:
        self.services = services
        self.hospital = hospital

    async def person(self, name: str, phone: str, *more: NewIdentifier) -> UUID:
        new = NewPerson(name, identifiers=[NewIdentifier("phone", phone, True), *more])
        async with self.services.database.transaction([self.hospital]) as tx:
            return (await make_person(tx, self.services, self.hospital, new, TEST)).id

    async def free_of(self, doctor: str) -> Slot:
        """The soonest free time of the doctor of this name; waits for one."""
        known = await catalogue(self.services, self.hospital)
        of = next(each.id for each in known.doctors.values() if each.name_zh == doctor)
        now = self.services.clock.now()
        wanted = Wanted(since=now, until=now + timedelta(days=3), doctor=of)
        async with asyncio.timeout(30):
            while True:
                if found := await questions.find(self.services, self.hospital, wanted, 1):
                    return found[0]
                await asyncio.sleep(0.1)

    async def book(self, slot: Slot, person: UUID) -> Appointment:
        asked = holding.Asked(hospital_id=self.hospital, actor=confirming.GUEST, slot=slot.id)
        held = await holding.hold(self.services, asked)
        token = confirming.token_of(self.services, held.token, confirming.GUEST)
        return await confirming.confirm(self.services, token, person, f"person:{person}")

    async def cancel(self, booked: Appointment) -> None:
        await changing.cancel(self.services, self.hospital, booked.id, by="person", actor=TEST)

    async def wait(self, person: UUID, slot: Slot) -> None:
        """For this doctor's times of that day."""
        given = waiting.NewWait(
            hospital_id=self.hospital, person=person, department=slot.department_id, doctor=slot.doctor_id,
            from_at=self.services.clock.now(), to_at=slot.ends_at,
        )  # fmt: skip
        await waiting.join(self.services, given, f"person:{person}")


async def seats_of(services: Services) -> Seats:
    holder, _ = await found_group(services)
    return Seats(services, (await furnish_places(services, holder))["east"].hospital_id)

"""A hospital with departments, doctors, a week of clinics and patients; time stands still until a test moves it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bedside.appointment.actions import confirming, holding, planning, waiting
from bedside.appointment.model import Appointment, Offer, Slot, Wait
from bedside.appointment.store import appointments, waits
from bedside.appointment.store.slots import Wanted, find
from bedside.appointment.weeks import Exceptional, Line
from bedside.console import rooms
from bedside.hospital.actions.doctors import add_doctor
from bedside.hospital.actions.places import add_department, add_service
from bedside.hospital.actions.setup import NOBODY, operator
from bedside.hospital.model import Department, Doctor, Service, Viewer
from bedside.kit.clock import Clock, SetClock
from bedside.kit.ids import new_id
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person
from tests.hospital.support import found

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""A Monday, eight in the morning in Shanghai."""


class Clinic:
    """One hospital's places and people, and what a test does most."""

    def __init__(self, services: Services, clock: Clock, hospital: int, viewer: Viewer) -> None:
        self.services = services
        self.clock: Any = clock
        """A SetClock, where a test moves time."""
        self.hospital = hospital
        self.viewer = viewer
        self.department = self.service = NOBODY
        self.doctors: list[UUID] = []
        self._people = 0

    async def furnish(self, doctors: int = 2) -> None:
        department = Department(self.hospital, NOBODY, "cardio", "心内科", "Cardiology", 1, False, 1)
        self.department = await add_department(self.services, self.viewer, department)
        service = Service(
            self.hospital, NOBODY, self.department, "visit", "门诊", "Visit", "次", "visit", 2500, False, 1
        )
        self.service = await add_service(self.services, self.viewer, service)
        for n in range(doctors):
            doctor = Doctor(
                self.hospital, NOBODY, self.department, None, f"d{n}", f"医生{n}", f"Dr {n}", "主任医师", "Chief", "", "",
                ["zh"], f"L{n}", True, False, 1,
            )  # fmt: skip
            self.doctors.append(await add_doctor(self.services, self.viewer, doctor))

    def line(self, weekday: int = 2, starts: int = 540, ends: int = 660, *, minutes: int = 30, seats: int = 1,
             green: int = 0) -> Line:  # fmt: skip
        """By default Tuesdays nine to eleven, four slots of one seat."""
        return Line(
            id=new_id(), service_id=self.service, department_id=self.department, weekday=weekday, starts=starts,
            ends=ends, slot_minutes=minutes, seats=seats, green_seats=green,
        )  # fmt: skip

    async def schedule(
        self, *lines: Line, doctor: int = 0, version: int = 0, exceptions: list[Exceptional] | None = None
    ) -> planning.Changed:
        return await planning.save_schedule(
            self.services, self.viewer, self.hospital, self.doctors[doctor], version, list(lines), exceptions or []
        )

    async def slots(self, days: int = 8, *, doctor: int | None = None, green: bool = False) -> list[Slot]:
        now = self.clock.now()
        wanted = Wanted(
            since=now, until=now + timedelta(days=days), department=self.department, green=green,
            doctor=None if doctor is None else self.doctors[doctor],
        )  # fmt: skip
        async with self.services.database.transaction([self.hospital]) as tx:
            return await find(tx, self.hospital, wanted, 1000)

    async def person(self, name: str = "") -> UUID:
        self._people += 1
        new = NewPerson(
            name or f"患者{self._people}", identifiers=[NewIdentifier("phone", f"139000{self._people:05d}", True)]
        )
        async with self.services.database.transaction([self.hospital]) as tx:
            return (await make_person(tx, self.services, self.hospital, new, "system:test")).id

    async def hold(self, slot: Slot | None = None, actor: str = "visitor:guest", **given: object) -> holding.Hold:
        asked = holding.Asked(hospital_id=self.hospital, actor=actor, slot=slot.id if slot else None, **given)  # pyright: ignore[reportArgumentType]
        return await holding.hold(self.services, asked)

    async def confirm(self, held: holding.Hold, person: UUID, actor: str = "visitor:guest") -> Appointment:
        token = confirming.token_of(self.services, held.token, actor)
        return await confirming.confirm(self.services, token, person, actor)

    async def book(self, slot: Slot, person: UUID | None = None) -> Appointment:
        return await self.confirm(await self.hold(slot), person or await self.person())

    async def wait(
        self, person: UUID, *, keeps: UUID | None = None, days: int = 8, service: UUID | None = None
    ) -> Wait:
        now = self.clock.now()
        given = waiting.NewWait(
            hospital_id=self.hospital, person=person, department=self.department, service=service, from_at=now,
            to_at=now + timedelta(days=days), keeps=keeps,
        )  # fmt: skip
        return await waiting.join(self.services, given, f"person:{person}")

    async def offers(self, *of: Wait) -> list[Offer]:
        async with self.services.database.transaction([self.hospital]) as tx:
            return await waits.offers_of(tx, self.hospital, [each.id for each in of], NOW - timedelta(days=1))

    async def wait_now(self, wait: Wait) -> Wait:
        async with self.services.database.transaction([self.hospital]) as tx:
            return (await waits.by_ids(tx, self.hospital, [wait.id]))[0]

    async def appointment(self, id: UUID) -> Appointment:
        async with self.services.database.transaction([self.hospital]) as tx:
            got = await appointments.one(tx, self.hospital, id)
        assert got
        return got

    async def facts(self, subject: UUID) -> list[str]:
        """Kinds in the order in which they were announced."""
        async with self.services.database.transaction([self.hospital]) as tx:
            rows = await tx.tuples(
                "SELECT kind FROM kit.facts WHERE subject = %s AND kind LIKE 'appointment.%%' ORDER BY occurred_at, id",
                (subject,),
            )
        return [row[0].removeprefix("appointment.") for row in rows]


async def opened(services: Services, clock: SetClock, *codes: str) -> list[Clinic]:
    """Furnished clinics of one group."""
    founded = await found(services, *codes)
    viewer = await operator(services, founded.group_id)
    clinics = [Clinic(services, clock, founded.hospitals[code], viewer) for code in codes]
    for clinic in clinics:
        await clinic.furnish()
    return clinics


@asynccontextmanager
async def running(database_url: str, home: Path, now: datetime = NOW) -> AsyncGenerator[tuple[Services, SetClock]]:
    clock = SetClock(now)
    async with open_services(Settings(home=home), database_url, clock) as services:
        rooms.start(services)
        try:
            yield services, clock
        finally:
            await rooms.stop(services)
            await asyncio.sleep(0)

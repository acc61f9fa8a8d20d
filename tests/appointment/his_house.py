"""A hospital of which one department's seats are its own system's, and one department's are Bedside's; time stands still."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bedside.appointment import hearing
from bedside.appointment import parts as appointment
from bedside.appointment.actions import confirming, holding
from bedside.appointment.his.asker import Asker
from bedside.appointment.his.managing import Given, save
from bedside.appointment.his.mirror import mirror
from bedside.appointment.his.reconciling import reconcile
from bedside.appointment.his.settings import Connection, HisSettings
from bedside.appointment.his.store import connections, differences
from bedside.appointment.his.store.differences import Difference
from bedside.appointment.model import Appointment, Offer, Slot, Wait
from bedside.appointment.store import appointments, waits
from bedside.appointment.store.slots import Wanted, find
from bedside.channel import parts as channel
from bedside.conversation import parts as conversation
from bedside.gate import parts as gate
from bedside.hospital.actions.doctors import add_doctor
from bedside.hospital.actions.places import add_department, add_service
from bedside.hospital.actions.setup import NOBODY, operator
from bedside.hospital.model import Department, Doctor, Service, Viewer
from bedside.kit.clock import SetClock
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.knowledge import parts as knowledge
from bedside.people.model import Proof
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person, record_person_consent
from bedside.visit import parts as visit
from tests.hospital.support import found
from tests.support.his_server import SECRET, His
from tests.support.tail import digest

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Shanghai."""
PROOF = Proof(lang="zh", text_hash="0" * 64, agent="other")


class House:
    """Its people, places, clock and connection; what a test does most."""

    def __init__(self, services: Services, clock: SetClock, hospital: int, viewer: Viewer) -> None:
        self.services = services
        self.clock = clock
        self.hospital = hospital
        self.viewer = viewer
        self.department = self.own_department = self.doctor = self.other_doctor = self.service = NOBODY
        self.connection_id = NOBODY
        self.someone = NOBODY
        """A member of staff that there is."""
        self._people = 0

    async def furnish(self) -> None:
        self.department = await add_department(self.services, self.viewer, self._department("cardio", "心内科"))
        self.own_department = await add_department(self.services, self.viewer, self._department("dental", "口腔科"))
        service = Service(
            self.hospital, NOBODY, self.department, "visit", "门诊", "Visit", "次", "visit", 2500, False, 1
        )
        self.service = await add_service(self.services, self.viewer, service)
        self.doctor = await add_doctor(self.services, self.viewer, self._doctor("d1", "沈明"))
        self.other_doctor = await add_doctor(self.services, self.viewer, self._doctor("d2", "陆远"))

    def _department(self, code: str, name: str) -> Department:
        return Department(self.hospital, NOBODY, code, name, code.title(), 1, False, 1)

    def _doctor(self, code: str, name: str) -> Doctor:
        return Doctor(
            self.hospital, NOBODY, self.department, None, code, name, code, "主任医师", "Chief", "", "", ["zh"], "L1", True,
            False, 1,
        )  # fmt: skip

    async def connect(self, his: His, **settings: Any) -> None:
        """The cardiology's seats become the system's."""
        given = Given(
            name="院内系统", departments=[self.department], secret=SECRET,
            settings=msgspec.convert(
                {"url": his.url, "timeout": 0.4, "mirror_seconds": 5, "unanswered_minutes": 30} | settings, HisSettings
            ),
        )  # fmt: skip
        self.connection_id = await save(self.services, self.viewer, self.hospital, None, 1, given)

    async def connect_again(self, **settings: Any) -> None:
        """The same connection with other settings."""
        now = await self.connection()
        given = Given(
            name=now.name, departments=now.departments, settings=msgspec.structs.replace(now.settings, **settings)
        )
        await save(self.services, self.viewer, self.hospital, now.id, now.rev, given)

    async def connection(self) -> Connection:
        async with self.services.database.transaction([self.hospital]) as tx:
            return next(
                each for each in await connections.connections(tx, self.hospital) if each.id == self.connection_id
            )

    def offer(self, his: His, *refs: str, seats: int = 1, doctor: str = "d1", days: int = 1) -> None:
        """One slot of half an hour per ref, from nine (Shanghai) on, that many days ahead."""
        at = NOW.replace(hour=1) + timedelta(days=days)
        for n, ref in enumerate(refs):
            starts = at + timedelta(minutes=30 * n)
            his.offer(
                ref, starts, starts + timedelta(minutes=30), seats, department="cardio", doctor=doctor, service="visit"
            )

    async def mirror(self) -> int:
        return await mirror(self.services, await self.connection())

    async def reconcile(self) -> int | None:
        return await reconcile(self.services, await self.connection())

    async def slots(self) -> list[Slot]:
        wanted = Wanted(since=NOW, until=NOW + timedelta(days=60), department=self.department)
        async with self.services.database.transaction([self.hospital]) as tx:
            return await find(tx, self.hospital, wanted, 100)

    async def person(self, *identifiers: tuple[str, str], name: str = "", born: date | None = None) -> UUID:
        self._people += 1
        said: Any = [NewIdentifier(kind, value, True) for kind, value in identifiers]  # pyright: ignore[reportArgumentType]
        said = said or [NewIdentifier("phone", f"139000{self._people:05d}", True)]
        new = NewPerson(name or f"患者{self._people}", born=born, identifiers=said)
        async with self.services.database.transaction([self.hospital]) as tx:
            made = await make_person(tx, self.services, self.hospital, new, "system:test")
            await record_person_consent(
                tx, self.hospital, made.id, {"care": True, "health": True}, "1", "desk", PROOF, "system:test"
            )
        return made.id

    async def book(self, slot: Slot, person: UUID | None = None, actor: str = "visitor:guest") -> Appointment:
        """Hold and confirm as a visitor does."""
        asked = holding.Asked(hospital_id=self.hospital, actor=actor, slot=slot.id)
        held = await holding.hold(self.services, asked)
        token = confirming.token_of(self.services, held.token, actor)
        return await confirming.confirm(self.services, token, person or await self.person(), actor)

    async def appointment(self, id: UUID) -> Appointment:
        async with self.services.database.transaction([self.hospital]) as tx:
            found = await appointments.one(tx, self.hospital, id)
        assert found
        return found

    async def offers(self, wait: Wait) -> list[Offer]:
        async with self.services.database.transaction([self.hospital]) as tx:
            return await waits.offers_of(tx, self.hospital, [wait.id], NOW)

    async def ask(self, *, until: timedelta = timedelta()) -> None:
        """Let the duty ask, now and as time passes up to `until`."""
        await self._ask()
        ends = self.clock.now() + until
        while self.clock.now() < ends:
            self.clock.move(timedelta(seconds=20))
            await self._ask()

    async def _ask(self) -> None:
        asker = self.services.get(Asker)
        await asker.look()
        await asker.idle()

    async def differences(self, state: str = "open") -> list[Difference]:
        async with self.services.database.transaction([self.hospital]) as tx:
            return await differences.listed(tx, [self.hospital], state=state, before=None, limit=200)

    async def kinds(self) -> set[tuple[str, str]]:
        return {(each.kind, each.about) for each in await self.differences()}

    async def hear(self) -> None:
        """What follows from facts: reminders, messages."""
        await digest(hearing.reader(self.services), self.services.database)


@asynccontextmanager
async def at_work(database_url: str, home: Path) -> AsyncGenerator[tuple[Services, SetClock]]:
    """The rooms at work in this process, at the moment at which time stands still."""
    clock = SetClock(NOW)
    async with open_services(Settings(home=home), database_url, clock) as services:
        for room in (gate, channel, visit, knowledge, conversation, appointment):
            room.start(services)
        try:
            yield services, clock
        finally:
            for room in (appointment, conversation, visit, channel):
                await room.stop(services)


@asynccontextmanager
async def opened_house(database_url: str, home: Path) -> AsyncGenerator[House]:
    async with at_work(database_url, home) as (services, clock):
        founded = await found(services, "E", "W")
        house = House(services, clock, founded.hospitals["E"], await operator(services, founded.group_id))
        house.someone = founded.admin.staff_id
        await house.furnish()
        yield house


@asynccontextmanager
async def his_owned(database_url: str, home: Path, his: His, *refs: str, seats: int = 1) -> AsyncGenerator[House]:
    """Tomorrow's slots of its own system, connected and copied."""
    async with opened_house(database_url, home) as house:
        house.offer(his, *refs, seats=seats)
        await house.connect(his)
        await house.mirror()
        yield house

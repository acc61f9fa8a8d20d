"""People at front desks who keep booking while the house falls and rises, and remember what they told patients.

They speak plain HTTP, and say again what was not answered: under their own id of the hold, under the same token.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from bedside.conversation.actions.settings import save_desk_settings
from bedside.conversation.model import DeskSettings
from bedside.hospital.doorkeeper import COOKIE
from bedside.kit.ids import new_id
from bench.chaos.people import PATIENCE_SECONDS
from bench.clinic import Clinic, opened
from bench.hospital import Hospital

DOCTORS, SEATS, DAYS = 2, 2, 7
TAKEN = ("seat_taken", "booking_busy")
ABANDONS, CANCELS, MOVES = 0.2, 0.15, 0.15


@dataclass
class Told:
    """What was told about one appointment: whose it is and in which slot; or that it is cancelled."""

    person: UUID
    slot: UUID
    cancelled: bool = False


@dataclass
class Diary:
    """What all of them were told together. `abandoned`: holds that nobody confirms."""

    booked: dict[UUID, Told] = field(default_factory=dict)
    abandoned: set[UUID] = field(default_factory=set)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


class Booker:
    def __init__(
        self,
        url: str,
        hospital: Hospital,
        cookie: str,
        slots: Sequence[UUID],
        people: Sequence[UUID],
        diary: Diary,
        seed: int,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, headers={"X-Bedside": "1"}, cookies={COOKIE: cookie}, timeout=20, trust_env=False
        )
        self._hospital = hospital.id
        self._slots = slots
        self._people = people
        self._diary = diary
        self._dice = random.Random(f"booker:{seed}")

    async def work(self, stop: asyncio.Event) -> None:
        """Until `stop`; what is under way is finished."""
        async with self._http:
            while not stop.is_set():
                await self._one()
                await asyncio.sleep(self._dice.random() * 0.05)

    async def _one(self) -> None:
        id_, slot, person = new_id(), self._dice.choice(self._slots), self._dice.choice(self._people)
        held = await self._said(
            "/v1/appointments/hold", {"hospital": self._hospital, "id": str(id_), "slot": str(slot)}, TAKEN
        )
        if held is None:
            return
        if self._dice.random() < ABANDONS:
            self._diary.abandoned.add(id_)
            return
        where = f"/v1/appointments/{id_}"
        mine = await self._said(f"{where}/confirm", {"token": held["token"], "person": str(person)})
        if mine is None or mine["status"] != "booked":
            self._diary.wrong.append(f"{id_} was held and not booked: {mine}")
            return
        told = self._diary.booked[id_] = Told(person, slot)
        chance = self._dice.random()
        if chance < CANCELS:
            await self._said(f"{where}/cancel", {})
            told.cancelled = True
        elif chance < CANCELS + MOVES:
            other = self._dice.choice(self._slots)
            if await self._said(f"{where}/reschedule", {"slot": str(other)}, TAKEN):
                told.slot = other

    async def _said(self, path: str, body: dict[str, Any], may_refuse: tuple[str, ...] = ()) -> dict[str, Any] | None:
        """Ask until there is an answer; None when it is one of these refusals."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self._http.post(path, json=body)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 300:
                return answer.json()
            if answer is not None and answer.status_code < 500:
                if answer.json()["code"] in may_refuse:
                    self._diary.refused += 1
                else:
                    self._diary.wrong.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                return None
            if time.monotonic() > ends:
                self._diary.wrong.append(f"{path}: no answer in {PATIENCE_SECONDS:.0f} s")
                return None
            await asyncio.sleep(0.1)


async def furnished(hospital: Hospital, people: int) -> tuple[list[UUID], list[UUID]]:
    """Doctors with a week of narrow clinics, and patients: the slots and the people. Whoever is away for minutes, because the
    house is, keeps their conversation: who is given whose is not what is looked for here."""
    async with opened(hospital) as clinic:
        await save_desk_settings(clinic.services, clinic.viewer, hospital.id, DeskSettings(away_seconds=3600))
        await clinic.furnish(DOCTORS, weekdays=range(1, 8), starts=480, ends=1200, minutes=30, seats=SEATS)
        return await _slots(clinic), await clinic.people(people)


async def _slots(clinic: Clinic) -> list[UUID]:
    first: date = clinic.services.clock.now().date() + timedelta(days=2)
    async with clinic.services.database.transaction([clinic.hospital_id]) as tx:
        rows = await tx.tuples(
            "SELECT id FROM appointment.slots WHERE day BETWEEN %s AND %s ORDER BY id",
            (first, first + timedelta(days=DAYS)),
        )
    return [row[0] for row in rows]

"""Bedside as owner of seats, behind the same contract: what it answers is what stands in the appointment book."""

from datetime import datetime
from typing import Literal

from bedside.appointment.actions import changing, receiving
from bedside.appointment.his.contract import Answer, Asked, Bill, BillLine, Booking, No, OfferedSlot, Yes
from bedside.appointment.his.store import own as store
from bedside.appointment.model import LIVE, Appointment
from bedside.appointment.problems import WRONG_STATUS
from bedside.appointment.store import appointments
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import Problem
from bedside.kit.services import Services

ACTOR = "system:owner"


class Own:
    """One hospital's seats. A seat is taken by hold and confirm at the counter; here an appointment stands or does not."""

    def __init__(self, services: Services, hospital_id: int) -> None:
        self._services = services
        self._hospital_id = hospital_id

    async def slots(self, since: datetime, until: datetime) -> list[OfferedSlot]:
        house = await catalogue(self._services, self._hospital_id)
        async with self._services.database.transaction([self._hospital_id]) as tx:
            found = await store.offered(tx, self._hospital_id, since, until)
        return [
            OfferedSlot(
                ref=str(each.id),
                department=house.departments[each.department_id].code,
                doctor=house.doctors[each.doctor_id].code,
                service=house.services[each.service_id].code,
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                seats=each.seats,
                left=each.left,
            )
            for each in found
        ]

    async def lock(self, asked: Asked) -> Answer:
        found = await self._found(asked)
        return Yes(str(asked.key)) if found and found.live and str(found.slot_id) == asked.slot else No("taken")

    async def confirm(self, asked: Asked) -> Answer:
        found = await self._found(asked)
        if found is None or str(found.slot_id) != asked.slot or found.starts_at != asked.starts_at:
            return No("gone")
        return Yes(str(found.id)) if found.live and found.status not in ("held", "requested") else No("taken")

    async def cancel(self, asked: Asked) -> Answer:
        found = await self._found(asked)
        if found is not None and found.live:
            try:
                await changing.cancel(self._services, self._hospital_id, found.id, by="system", actor=ACTOR)
            except Problem:
                return No("refused")
        return Yes(str(asked.key))

    async def arrival(self, asked: Asked) -> Answer:
        try:
            await receiving.arrive(self._services, self._hospital_id, asked.key, ACTOR)
        except Problem as problem:
            return No("refused" if problem.code == WRONG_STATUS else "gone")
        return Yes(str(asked.key))

    async def bill(self, asked: Asked) -> Bill | None:
        """The published price that was shown at booking: Bedside charges nothing else."""
        found = await self._found(asked)
        if found is None or found.status not in LIVE:
            return None
        house = await catalogue(self._services, self._hospital_id)
        service = house.services[found.service_id]
        return Bill([BillLine(service.code, service.name_zh, 1, found.price_fen)], found.price_fen, None)

    async def bookings(self, since: datetime, until: datetime) -> list[Booking]:
        house = await catalogue(self._services, self._hospital_id)
        async with self._services.database.transaction([self._hospital_id]) as tx:
            found = await store.standing(tx, self._hospital_id, "own", since, until)
        return [
            Booking(
                ref=str(each.id),
                key=each.id,
                slot=str(each.slot_id),
                doctor=house.doctors[each.doctor_id].code,
                starts_at=each.starts_at,
                status=_status(each),
                price_fen=each.price_fen,
            )
            for each in found
        ]

    async def _found(self, asked: Asked) -> Appointment | None:
        async with self._services.database.transaction([self._hospital_id]) as tx:
            return await appointments.one(tx, self._hospital_id, asked.key)


def _status(each: Appointment) -> Literal["booked", "arrived", "cancelled"]:
    if each.status == "cancelled":
        return "cancelled"
    return "arrived" if each.status in ("arrived", "fulfilled") else "booked"

"""What a hospital offers: departments, services with their prices, doctors, kept for seconds by each process.

Read by rooms whose every answer names a doctor or a price. No viewer is asked: all of it is public.
"""

import asyncio
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bedside.hospital.model import Department, Doctor, Hospital, Service
from bedside.hospital.store import doctors as doctors_store
from bedside.hospital.store import places as store
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

KEPT_SECONDS = 5.0


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Retired ones are in it too, because old appointments still name them; look at `retired`."""

    hospital: Hospital
    departments: dict[UUID, Department]
    services: dict[UUID, Service]
    doctors: dict[UUID, Doctor]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hospital.time_zone)


class _Catalogues:
    def __init__(self) -> None:
        self.kept: dict[int, tuple[datetime, Catalogue]] = {}
        self.reading: dict[int, asyncio.Task[Catalogue]] = {}
        """Everybody who finds it too old at the same moment waits for the same reading."""


async def catalogue(services: Services, hospital_id: int, *, fresh: bool = False) -> Catalogue:
    """The hospital's catalogue, at most 5 seconds old; `fresh`: as it is now. Raises Problem NOT_FOUND."""
    catalogues = services.once(_Catalogues, _Catalogues)
    now = services.clock.now()
    kept = catalogues.kept.get(hospital_id)
    if not fresh and kept and abs((now - kept[0]).total_seconds()) < KEPT_SECONDS:
        return kept[1]
    if fresh:
        return await _read(services, catalogues, hospital_id)
    reading = catalogues.reading.get(hospital_id)
    if reading is None:
        reading = catalogues.reading[hospital_id] = asyncio.create_task(_read(services, catalogues, hospital_id))
        reading.add_done_callback(lambda _: catalogues.reading.pop(hospital_id))
    return await asyncio.shield(reading)


async def _read(services: Services, catalogues: _Catalogues, hospital_id: int) -> Catalogue:
    now = services.clock.now()
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.hospital(tx, hospital_id)
        if found is None or found.retired:
            raise Problem(NOT_FOUND)
        read = Catalogue(
            hospital=found,
            departments={each.id: each for each in await store.departments(tx, [hospital_id], True)},
            services={each.id: each for each in await store.services(tx, [hospital_id], retired=True)},
            doctors={each.id: each for each in await doctors_store.doctors(tx, [hospital_id], retired=True)},
        )
    catalogues.kept[hospital_id] = (now, read)
    return read

"""What a hospital consists of, for rooms that act without a viewer: due work, messages, the hospital's own system."""

from uuid import UUID

import msgspec

from bedside.hospital.model import Department, Doctor, Hospital, Service
from bedside.hospital.store import doctors as doctors_store
from bedside.hospital.store import places as store
from bedside.kit.database import Transaction


class Clinic(msgspec.Struct, frozen=True, kw_only=True):
    """Everything by its id, retired things too: old appointments still name them."""

    hospital: Hospital
    departments: dict[UUID, Department]
    services: dict[UUID, Service]
    doctors: dict[UUID, Doctor]


async def clinic(tx: Transaction, hospital_id: int) -> Clinic | None:
    """None if there is no such hospital in this transaction."""
    found = await store.hospital(tx, hospital_id)
    if found is None:
        return None
    return Clinic(
        hospital=found,
        departments={each.id: each for each in await store.departments(tx, [hospital_id], True)},
        services={each.id: each for each in await store.services(tx, [hospital_id], retired=True)},
        doctors={each.id: each for each in await doctors_store.doctors(tx, [hospital_id], retired=True)},
    )

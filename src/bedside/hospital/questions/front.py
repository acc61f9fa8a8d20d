"""What a hospital shows to the public: no viewer is asked."""

from uuid import UUID

import msgspec

from bedside.hospital.store import places as store
from bedside.kit.database import Transaction


class FrontDepartment(msgspec.Struct, frozen=True):
    id: UUID
    name_zh: str
    name_en: str


class Front(msgspec.Struct, frozen=True, kw_only=True):
    hospital_id: int
    group_id: int
    name_zh: str
    name_en: str
    phone: str
    time_zone: str
    departments: list[FrontDepartment]


async def front(tx: Transaction, hospital_id: int) -> Front | None:
    """A hospital's public face, or None if there is none (or it is retired)."""
    found = await store.hospital(tx, hospital_id)
    if found is None or found.retired:
        return None
    departments = await store.departments(tx, [hospital_id])
    return Front(
        hospital_id=hospital_id,
        group_id=found.group_id,
        name_zh=found.name_zh,
        name_en=found.name_en,
        phone=found.phone,
        time_zone=found.time_zone,
        departments=[FrontDepartment(each.id, each.name_zh, each.name_en) for each in departments],
    )  # fmt: skip

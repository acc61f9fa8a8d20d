"""Staff cards and department names: what other rooms show most often."""

from typing import TypeVar
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction

T = TypeVar("T")


async def cards(tx: Transaction, hospital_id: int, kind: type[T]) -> list[T]:
    found = await tx.dicts(
        """
        SELECT s.id, s.name_zh, s.name_en, s.capacity, s.languages, s.disabled_at IS NOT NULL AS disabled,
            coalesce(array_agg(r.role) FILTER (WHERE r.ended_at IS NULL), '{}') AS roles,
            coalesce(p.departments, '{}') AS departments, coalesce(p.skills, '{}') AS skills,
            d.verified_at IS NOT NULL AND d.retired_at IS NULL AS verified_doctor,
            coalesce(d.title_zh, '') AS doctor_title_zh, coalesce(d.title_en, '') AS doctor_title_en
        FROM hospital.roles r
        JOIN hospital.staff s ON s.id = r.staff_id
        LEFT JOIN hospital.posts p ON p.hospital_id = r.hospital_id AND p.staff_id = r.staff_id
        LEFT JOIN hospital.doctors d ON d.hospital_id = r.hospital_id AND d.staff_id = r.staff_id
        WHERE r.hospital_id = %s
        GROUP BY s.id, p.departments, p.skills, d.verified_at, d.retired_at, d.title_zh, d.title_en
        """,
        (hospital_id,),
    )
    return [msgspec.convert(row, kind) for row in found]


async def department_names(tx: Transaction, hospital_id: int, department: UUID) -> tuple[str, str] | None:
    found = await tx.tuples(
        "SELECT name_zh, name_en FROM hospital.departments WHERE hospital_id = %s AND id = %s",
        (hospital_id, department),
    )
    return (found[0][0], found[0][1]) if found else None


async def mailboxes(tx: Transaction, hospital_id: int) -> list[tuple[UUID, str, str]]:
    """(id, email, language) of everybody at work here who has an email address."""
    return await tx.tuples(
        """
        SELECT DISTINCT s.id, s.email, s.lang FROM hospital.roles r JOIN hospital.staff s ON s.id = r.staff_id
        WHERE r.hospital_id = %s AND r.ended_at IS NULL AND s.disabled_at IS NULL AND s.email <> '' ORDER BY s.id
        """,
        (hospital_id,),
    )

"""Groups, hospitals and what a hospital lists: departments, skills, services."""

from datetime import datetime
from typing import Any

import msgspec

from bedside.hospital.model import Department, Group, Hospital, Service, Skill
from bedside.kit.database import Transaction


async def add_group(tx: Transaction, name_zh: str, name_en: str) -> int:
    return await tx.value(
        "INSERT INTO hospital.groups (name_zh, name_en) VALUES (%s, %s) RETURNING group_id", (name_zh, name_en)
    )


async def groups(tx: Transaction) -> list[Group]:
    return await tx.rows(
        Group, "SELECT group_id AS id, name_zh, name_en, version FROM hospital.groups ORDER BY group_id"
    )


async def change_group(tx: Transaction, id: int, version: int, name_zh: str, name_en: str) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.groups SET name_zh = %s, name_en = %s, version = version + 1
            WHERE group_id = %s AND version = %s
            """,
            (name_zh, name_en, id, version),
        )
        == 1
    )


async def hospitals_of_group(tx: Transaction, group_id: int) -> list[int]:
    """Of the whole group when asked as the system role; of those admitted otherwise."""
    found = await tx.tuples(
        "SELECT hospital_id FROM hospital.hospitals WHERE group_id = %s AND retired_at IS NULL ORDER BY 1", (group_id,)
    )
    return [row[0] for row in found]


async def hospital_codes(tx: Transaction, group_id: int) -> set[str]:
    found = await tx.tuples("SELECT code FROM hospital.hospitals WHERE group_id = %s", (group_id,))
    return {row[0] for row in found}


async def next_hospital_id(tx: Transaction) -> int:
    return await tx.value("SELECT nextval('hospital.hospital_ids')::int")


_HOSPITAL = """
    SELECT hospital_id AS id, group_id, code, name_zh, name_en, address_zh, address_en, phone, time_zone,
           retired_at IS NOT NULL AS retired, version FROM hospital.hospitals
"""


async def hospitals(tx: Transaction, retired: bool = False) -> list[Hospital]:
    return await tx.rows(Hospital, _HOSPITAL + " WHERE %s OR retired_at IS NULL ORDER BY hospital_id", (retired,))


async def hospital(tx: Transaction, id: int) -> Hospital | None:
    return await tx.row(Hospital, _HOSPITAL + " WHERE hospital_id = %s", (id,))


async def add_hospital(tx: Transaction, given: Hospital) -> None:
    await tx.run(
        """
        INSERT INTO hospital.hospitals (hospital_id, group_id, code, name_zh, name_en, address_zh, address_en, phone,
                                        time_zone)
        VALUES (%(id)s, %(group_id)s, %(code)s, %(name_zh)s, %(name_en)s, %(address_zh)s, %(address_en)s, %(phone)s,
                %(time_zone)s)
        """,
        msgspec.structs.asdict(given),
    )


async def change_hospital(tx: Transaction, given: Hospital, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.hospitals SET name_zh = %(name_zh)s, name_en = %(name_en)s, address_zh = %(address_zh)s,
                address_en = %(address_en)s, phone = %(phone)s, time_zone = %(time_zone)s, version = version + 1,
                retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END
            WHERE hospital_id = %(id)s AND version = %(version)s
            """,
            msgspec.structs.asdict(given) | {"now": now},
        )
        == 1
    )


async def settings(tx: Transaction, hospital_id: int) -> tuple[dict[str, Any], int] | None:
    """The hospital's settings as stored, and the version of its row."""
    found = await tx.tuples("SELECT settings, version FROM hospital.hospitals WHERE hospital_id = %s", (hospital_id,))
    return (found[0][0], found[0][1]) if found else None


async def change_settings(tx: Transaction, hospital_id: int, version: int, settings: str) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.hospitals SET settings = %s::jsonb, version = version + 1
            WHERE hospital_id = %s AND version = %s
            """,
            (settings, hospital_id, version),
        )
        == 1
    )


async def departments(tx: Transaction, hospitals: list[int], retired: bool = False) -> list[Department]:
    return await tx.rows(
        Department,
        """
        SELECT hospital_id, id, code, name_zh, name_en, position, retired_at IS NOT NULL AS retired, version
        FROM hospital.departments WHERE hospital_id = ANY(%s) AND (%s OR retired_at IS NULL)
        ORDER BY hospital_id, position, code
        """,
        (hospitals, retired),
    )


async def add_department(tx: Transaction, given: Department) -> bool:
    """False if the code is in use."""
    return (
        await tx.run(
            """
            INSERT INTO hospital.departments (hospital_id, id, code, name_zh, name_en, position)
            VALUES (%(hospital_id)s, %(id)s, %(code)s, %(name_zh)s, %(name_en)s, %(position)s)
            ON CONFLICT (hospital_id, code) DO NOTHING
            """,
            msgspec.structs.asdict(given),
        )
        == 1
    )


async def change_department(tx: Transaction, given: Department, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.departments SET name_zh = %(name_zh)s, name_en = %(name_en)s, position = %(position)s,
                retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END, version = version + 1
            WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
            """,
            msgspec.structs.asdict(given) | {"now": now},
        )
        == 1
    )


async def skills(tx: Transaction, hospitals: list[int], retired: bool = False) -> list[Skill]:
    return await tx.rows(
        Skill,
        """
        SELECT hospital_id, id, code, name_zh, name_en, retired_at IS NOT NULL AS retired, version
        FROM hospital.skills WHERE hospital_id = ANY(%s) AND (%s OR retired_at IS NULL) ORDER BY hospital_id, code
        """,
        (hospitals, retired),
    )


async def add_skill(tx: Transaction, given: Skill) -> bool:
    return (
        await tx.run(
            """
            INSERT INTO hospital.skills (hospital_id, id, code, name_zh, name_en)
            VALUES (%(hospital_id)s, %(id)s, %(code)s, %(name_zh)s, %(name_en)s)
            ON CONFLICT (hospital_id, code) DO NOTHING
            """,
            msgspec.structs.asdict(given),
        )
        == 1
    )


async def change_skill(tx: Transaction, given: Skill, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.skills SET name_zh = %(name_zh)s, name_en = %(name_en)s, version = version + 1,
                retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END
            WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
            """,
            msgspec.structs.asdict(given) | {"now": now},
        )
        == 1
    )


async def services(
    tx: Transaction,
    hospitals: list[int],
    *,
    retired: bool = False,
    after: tuple[int, str] = (0, ""),
    limit: int = 10_000,
) -> list[Service]:
    """In order of hospital and code, after the (hospital, code) given."""
    return await tx.rows(
        Service,
        """
        SELECT hospital_id, id, department_id, code, name_zh, name_en, unit_zh, unit_en, price_fen,
               retired_at IS NOT NULL AS retired, version
        FROM hospital.services
        WHERE hospital_id = ANY(%s) AND (%s OR retired_at IS NULL) AND (hospital_id, code) > (%s, %s)
        ORDER BY hospital_id, code LIMIT %s
        """,
        (hospitals, retired, *after, limit),
    )


async def add_service(tx: Transaction, given: Service) -> bool:
    return (
        await tx.run(
            """
            INSERT INTO hospital.services (hospital_id, id, department_id, code, name_zh, name_en, unit_zh, unit_en,
                                           price_fen)
            VALUES (%(hospital_id)s, %(id)s, %(department_id)s, %(code)s, %(name_zh)s, %(name_en)s, %(unit_zh)s,
                    %(unit_en)s, %(price_fen)s)
            ON CONFLICT (hospital_id, code) DO NOTHING
            """,
            msgspec.structs.asdict(given),
        )
        == 1
    )


async def change_service(tx: Transaction, given: Service, now: datetime) -> int | None:
    """The price before; None if the row is not at that version (or not there)."""
    return await tx.value(
        """
        WITH before AS (SELECT price_fen FROM hospital.services
                        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s FOR UPDATE)
        UPDATE hospital.services s SET department_id = %(department_id)s, name_zh = %(name_zh)s, name_en = %(name_en)s,
            unit_zh = %(unit_zh)s, unit_en = %(unit_en)s, price_fen = %(price_fen)s, version = version + 1,
            retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END
        FROM before WHERE s.hospital_id = %(hospital_id)s AND s.id = %(id)s AND s.version = %(version)s
        RETURNING before.price_fen
        """,
        msgspec.structs.asdict(given) | {"now": now},
    )

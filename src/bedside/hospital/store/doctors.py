"""Doctors and their weekly hours; the hospital's opening hours and holidays."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from bedside.hospital.hours import Calendar, Holiday, Span
from bedside.hospital.model import Doctor, DoctorHours
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id


async def doctors(
    tx: Transaction,
    hospitals: list[int],
    *,
    retired: bool = False,
    after: tuple[int, str] = (0, ""),
    limit: int = 10_000,
) -> list[Doctor]:
    return await tx.rows(
        Doctor,
        """
        SELECT hospital_id, id, department_id, staff_id, code, name_zh, name_en, title_zh, title_en, focus_zh, focus_en,
               languages, licence, verified_at IS NOT NULL AS verified, retired_at IS NOT NULL AS retired, version
        FROM hospital.doctors
        WHERE hospital_id = ANY(%s) AND (%s OR retired_at IS NULL) AND (hospital_id, code) > (%s, %s)
        ORDER BY hospital_id, code LIMIT %s
        """,
        (hospitals, retired, *after, limit),
    )


async def doctor(tx: Transaction, hospital_id: int, id: UUID) -> Doctor | None:
    return await tx.row(
        Doctor,
        """
        SELECT hospital_id, id, department_id, staff_id, code, name_zh, name_en, title_zh, title_en, focus_zh, focus_en,
               languages, licence, verified_at IS NOT NULL AS verified, retired_at IS NOT NULL AS retired, version
        FROM hospital.doctors WHERE hospital_id = %s AND id = %s FOR UPDATE
        """,
        (hospital_id, id),
    )


async def add_doctor(tx: Transaction, given: Doctor) -> bool:
    return (
        await tx.run(
            """
            INSERT INTO hospital.doctors (hospital_id, id, department_id, staff_id, code, name_zh, name_en, title_zh,
                                          title_en, focus_zh, focus_en, languages, licence)
            VALUES (%(hospital_id)s, %(id)s, %(department_id)s, %(staff_id)s, %(code)s, %(name_zh)s, %(name_en)s,
                    %(title_zh)s, %(title_en)s, %(focus_zh)s, %(focus_en)s, %(languages)s, %(licence)s)
            ON CONFLICT (hospital_id, code) DO NOTHING
            """,
            msgspec.structs.asdict(given),
        )
        == 1
    )


async def change_doctor(tx: Transaction, given: Doctor, now: datetime) -> bool:
    """Everything but the verification."""
    return (
        await tx.run(
            """
            UPDATE hospital.doctors SET department_id = %(department_id)s, staff_id = %(staff_id)s,
                name_zh = %(name_zh)s, name_en = %(name_en)s, title_zh = %(title_zh)s, title_en = %(title_en)s,
                focus_zh = %(focus_zh)s, focus_en = %(focus_en)s, languages = %(languages)s, licence = %(licence)s,
                retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END, version = version + 1
            WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
            """,
            msgspec.structs.asdict(given) | {"now": now},
        )
        == 1
    )


async def set_verified(
    tx: Transaction, hospital_id: int, id: UUID, version: int, at: datetime | None, by: UUID | None
) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.doctors SET verified_at = %s, verified_by = %s, version = version + 1,
                title_zh = CASE WHEN %s::timestamptz IS NULL THEN '' ELSE title_zh END,
                title_en = CASE WHEN %s::timestamptz IS NULL THEN '' ELSE title_en END
            WHERE hospital_id = %s AND id = %s AND version = %s
            """,
            (at, by, at, at, hospital_id, id, version),
        )
        == 1
    )


async def is_verified_doctor(tx: Transaction, hospital_id: int, staff_id: UUID) -> bool:
    return bool(
        await tx.value(
            """
            SELECT true FROM hospital.doctors
            WHERE hospital_id = %s AND staff_id = %s AND verified_at IS NOT NULL AND retired_at IS NULL
            """,
            (hospital_id, staff_id),
        )
    )


async def doctor_hours(tx: Transaction, hospital_id: int, doctor_id: UUID | None = None) -> list[DoctorHours]:
    return await tx.rows(
        DoctorHours,
        """
        SELECT doctor_id, weekday, starts, ends FROM hospital.doctor_hours
        WHERE hospital_id = %s AND (%s::uuid IS NULL OR doctor_id = %s) ORDER BY doctor_id, weekday, starts
        """,
        (hospital_id, doctor_id, doctor_id),
    )


async def replace_doctor_hours(tx: Transaction, hospital_id: int, doctor_id: UUID, hours: list[DoctorHours]) -> None:
    await tx.run(
        "DELETE FROM hospital.doctor_hours WHERE hospital_id = %s AND doctor_id = %s", (hospital_id, doctor_id)
    )
    for each in hours:
        await tx.run(
            """
            INSERT INTO hospital.doctor_hours (hospital_id, id, doctor_id, weekday, starts, ends)
            VALUES (%s, %s, %s, %s, %s, %s)
            """,
            (hospital_id, new_id(), doctor_id, each.weekday, each.starts, each.ends),
        )


async def calendar(tx: Transaction, hospital_id: int, since: date) -> Calendar | None:
    """Hours and the holidays from this day on; None if there is no such hospital here."""
    zone = await tx.value("SELECT time_zone FROM hospital.hospitals WHERE hospital_id = %s", (hospital_id,))
    if zone is None:
        return None
    spans = await tx.rows(
        Span,
        """
        SELECT weekday, opens, closes, department_id FROM hospital.opening_hours WHERE hospital_id = %s
        ORDER BY department_id NULLS FIRST, weekday, opens
        """,
        (hospital_id,),
    )
    holidays = await tx.rows(
        Holiday,
        """
        SELECT day, name_zh, name_en, opens, closes, department_id FROM hospital.holidays
        WHERE hospital_id = %s AND day >= %s ORDER BY day, department_id NULLS FIRST
        """,
        (hospital_id, since),
    )
    return Calendar(zone, spans, holidays)


async def replace_spans(tx: Transaction, hospital_id: int, spans: list[Span]) -> None:
    await tx.run("DELETE FROM hospital.opening_hours WHERE hospital_id = %s", (hospital_id,))
    for each in spans:
        await tx.run(
            """
            INSERT INTO hospital.opening_hours (hospital_id, id, department_id, weekday, opens, closes)
            VALUES (%s, %s, %s, %s, %s, %s)
            """,
            (hospital_id, new_id(), each.department_id, each.weekday, each.opens, each.closes),
        )


async def replace_holidays(tx: Transaction, hospital_id: int, since: date, holidays: list[Holiday]) -> None:
    """Holidays before `since` are history and stay."""
    await tx.run("DELETE FROM hospital.holidays WHERE hospital_id = %s AND day >= %s", (hospital_id, since))
    for each in holidays:
        await tx.run(
            """
            INSERT INTO hospital.holidays (hospital_id, id, department_id, day, name_zh, name_en, opens, closes)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
            """,
            (
                hospital_id,
                new_id(),
                each.department_id,
                each.day,
                each.name_zh,
                each.name_en,
                each.opens,
                each.closes,
            ),
        )


async def list_version(tx: Transaction, hospital_id: int, name: str) -> int:
    """The version of a list that is replaced as a whole; 0 before its first change."""
    found = await tx.value(
        "SELECT version FROM hospital.list_versions WHERE hospital_id = %s AND list = %s", (hospital_id, name)
    )
    return found or 0


async def next_list_version(tx: Transaction, hospital_id: int, name: str, version: int) -> bool:
    """Step from `version` to the next; False if somebody else was first."""
    return (
        await tx.run(
            """
            INSERT INTO hospital.list_versions AS l (hospital_id, list, version)
            SELECT %(hospital)s, %(list)s, 1
            WHERE %(version)s = 0 OR EXISTS (SELECT FROM hospital.list_versions
                                             WHERE hospital_id = %(hospital)s AND list = %(list)s)
            ON CONFLICT (hospital_id, list) DO UPDATE SET version = l.version + 1 WHERE l.version = %(version)s
            """,
            {"hospital": hospital_id, "list": name, "version": version},
        )
        == 1
    )

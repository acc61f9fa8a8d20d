"""Staff, their roles at hospitals and their posts there."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.hospital.model import Post, Staff
from bedside.kit.database import Transaction


async def staff(
    tx: Transaction,
    *,
    only: UUID | None = None,
    hospital_id: int | None = None,
    left: bool = False,
    search: str = "",
    after: str = "",
    limit: int = 10_000,
) -> list[Staff]:
    """In order of login. `left` adds those without a role any more and the disabled."""
    rows = await tx.dicts(
        """
        SELECT s.id, s.group_id, s.login, s.name_zh, s.name_en, s.email, s.lang, s.languages, s.capacity,
               s.disabled_at IS NOT NULL AS disabled, s.version,
               jsonb_agg(jsonb_build_object(
                   'hospital_id', r.hospital_id, 'roles', r.roles, 'title_zh', coalesce(p.title_zh, ''),
                   'title_en', coalesce(p.title_en, ''), 'departments', coalesce(p.departments, '{}'),
                   'skills', coalesce(p.skills, '{}')) ORDER BY r.hospital_id) AS posts
        FROM hospital.staff s
        JOIN (SELECT hospital_id, staff_id,
                     coalesce(array_agg(role ORDER BY role) FILTER (WHERE ended_at IS NULL), '{}') AS roles
              FROM hospital.roles GROUP BY hospital_id, staff_id) r ON r.staff_id = s.id
        LEFT JOIN hospital.posts p ON p.hospital_id = r.hospital_id AND p.staff_id = s.id
        WHERE (%(only)s::uuid IS NULL OR s.id = %(only)s) AND s.login > %(after)s
          AND (%(hospital)s::int IS NULL OR r.hospital_id = %(hospital)s)
          AND (%(left)s OR (s.disabled_at IS NULL AND r.roles <> '{}'))
          AND (%(search)s = ''
               OR position(lower(%(search)s) IN s.login || ' ' || s.name_zh || ' ' || lower(s.name_en)) > 0)
        GROUP BY s.id ORDER BY s.login LIMIT %(limit)s
        """,
        {"only": only, "after": after, "hospital": hospital_id, "left": left, "search": search, "limit": limit},
    )
    return msgspec.convert(rows, list[Staff])


async def login_exists(tx: Transaction, login: str) -> bool:
    """Asked as the system role: logins are unique over all groups."""
    return bool(await tx.value("SELECT true FROM hospital.staff WHERE login = %s", (login,)))


async def add(tx: Transaction, given: Staff) -> None:
    await tx.run(
        """
        INSERT INTO hospital.staff (id, group_id, login, name_zh, name_en, email, lang, languages, capacity)
        VALUES (%(id)s, %(group_id)s, %(login)s, %(name_zh)s, %(name_en)s, %(email)s, %(lang)s, %(languages)s,
                %(capacity)s)
        """,
        {name: value for name, value in msgspec.structs.asdict(given).items() if name != "posts"},
    )


async def change(tx: Transaction, given: Staff, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.staff SET name_zh = %(name_zh)s, name_en = %(name_en)s, email = %(email)s, lang = %(lang)s,
                languages = %(languages)s, capacity = %(capacity)s, version = version + 1,
                disabled_at = CASE WHEN %(disabled)s THEN coalesce(disabled_at, %(now)s) END
            WHERE id = %(id)s AND version = %(version)s
            """,
            {name: value for name, value in msgspec.structs.asdict(given).items() if name != "posts"} | {"now": now},
        )
        == 1
    )


async def set_lang(tx: Transaction, staff_id: UUID, lang: str) -> None:
    await tx.run("UPDATE hospital.staff SET lang = %s WHERE id = %s", (lang, staff_id))


async def grant(tx: Transaction, hospital_id: int, staff_id: UUID, role: str, now: datetime) -> None:
    await tx.run(
        """
        INSERT INTO hospital.roles AS r (hospital_id, staff_id, role, granted_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT (hospital_id, staff_id, role) DO UPDATE SET ended_at = NULL, granted_at = excluded.granted_at
        WHERE r.ended_at IS NOT NULL
        """,
        (hospital_id, staff_id, role, now),
    )


async def end_roles(tx: Transaction, hospital_id: int, staff_id: UUID, roles: list[str], now: datetime) -> None:
    await tx.run(
        """
        UPDATE hospital.roles SET ended_at = %s
        WHERE hospital_id = %s AND staff_id = %s AND role = ANY(%s) AND ended_at IS NULL
        """,
        (now, hospital_id, staff_id, roles),
    )


async def set_post(tx: Transaction, staff_id: UUID, post: Post) -> None:
    await tx.run(
        """
        INSERT INTO hospital.posts (hospital_id, staff_id, title_zh, title_en, departments, skills)
        VALUES (%(hospital_id)s, %(staff_id)s, %(title_zh)s, %(title_en)s, %(departments)s::uuid[], %(skills)s::uuid[])
        ON CONFLICT (hospital_id, staff_id) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en,
            departments = excluded.departments, skills = excluded.skills
        """,
        {
            "hospital_id": post.hospital_id,
            "staff_id": staff_id,
            "title_zh": post.title_zh,
            "title_en": post.title_en,
            "departments": post.departments,
            "skills": post.skills,
        },
    )


async def lock_roles(tx: Transaction, hospital_id: int) -> None:
    """Serialise changes of a hospital's roles, so that two admins cannot end each other's last role at once."""
    await tx.run("SELECT 1 FROM hospital.hospitals WHERE hospital_id = %s FOR UPDATE", (hospital_id,))


async def admins(tx: Transaction, hospital_id: int) -> list[UUID]:
    """Those who can still sign in and hold the admin role."""
    found = await tx.tuples(
        """
        SELECT s.id FROM hospital.roles r JOIN hospital.staff s ON s.id = r.staff_id
        WHERE r.hospital_id = %s AND r.role = 'admin' AND r.ended_at IS NULL AND s.disabled_at IS NULL
        """,
        (hospital_id,),
    )
    return [row[0] for row in found]


async def hospitals_of(tx: Transaction, staff_id: UUID) -> list[int]:
    """Where this person holds a live role; of all hospitals when asked as the system role."""
    found = await tx.tuples(
        "SELECT DISTINCT hospital_id FROM hospital.roles WHERE staff_id = %s AND ended_at IS NULL ORDER BY 1",
        (staff_id,),
    )
    return [row[0] for row in found]

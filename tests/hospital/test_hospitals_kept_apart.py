"""Whoever comes for one hospital finds nothing of another, whatever the SQL or the endpoint."""

import pytest
from psycopg.errors import InsufficientPrivilege

from bedside.hospital.rights import Role
from bedside.kit.database import Database
from bedside.kit.services import Services
from tests.hospital.support import Founded, browser, enrolled_admin, enter, found, hire

KEPT_BY_SYSTEM = {
    "credentials",
    "recovery_codes",
    "sessions",
    "attempts",
    "oidc_providers",
    "oidc_links",
    "audit_seals",
}


async def tables(database: Database) -> list[str]:
    async with database.system() as tx:
        found = await tx.tuples(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'hospital' AND c.relkind = 'r' AND has_table_privilege('bedside_app', c.oid, 'SELECT')
            ORDER BY 1
            """
        )
        return [row[0] for row in found]


async def test_every_table_has_row_security(database: Database) -> None:
    async with database.system() as tx:
        open_tables = await tx.tuples(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'hospital' AND c.relkind = 'r' AND NOT c.relrowsecurity
            """
        )
    assert open_tables == []
    assert not KEPT_BY_SYSTEM & set(await tables(database)), "the application cannot even name these"


async def test_no_row_of_another_hospital_is_seen(services: Services, database: Database) -> None:
    one = await found(services, "east", group="甲", admin="one")
    two = await found(services, "west", group="乙", admin="two")
    await fill(services, one.hospitals["east"], await enrolled_admin_client(services, one, "one"))
    await fill(services, two.hospitals["west"], await enrolled_admin_client(services, two, "two"))
    seen: dict[str, int] = {}
    for hospital_id in (*one.hospitals.values(), *two.hospitals.values()):
        async with database.transaction([hospital_id]) as tx:
            await tx.run(
                "SELECT hospital.write_audit(%s, now(), 'system:test', 'tried', 'thing', '有个原因', '{}', '')",
                (hospital_id,),
            )
            for table in await tables(database):
                rows = await tx.dicts(f"SELECT * FROM hospital.{table}")  # pyright: ignore[reportArgumentType]
                seen[table] = seen.get(table, 0) + len(rows)
                for row in rows:
                    if "hospital_id" in row:
                        assert row["hospital_id"] == hospital_id, table
                    else:
                        assert row["group_id"] == hospital_id, table
    # What the two see apart is all there is: nothing was seen twice, and no table was empty.
    assert all(
        seen[table] for table in seen if table not in ("swaps", "handovers", "openings", "doctor_hours", "shifts")
    )
    assert seen["groups"] == seen["hospitals"] == seen["staff"] == 2


async def test_no_endpoint_answers_for_another_hospital(services: Services) -> None:
    one = await found(services, "east", group="甲", admin="one")
    two = await found(services, "west", group="乙", admin="two")
    admin = await enrolled_admin(services, one, "one")
    stranger = await hire(services, two, "stranger", {2: [Role.CONSULTANT]})
    department = await fill(services, 2, await enrolled_admin_client(services, two, "two"))
    thing = {"version": 1, "hospital_id": 2, "name_zh": "x", "name_en": "x"}
    async with browser(services) as client:
        await enter(services, client, admin)
        for path in ("departments", "skills", "services", "doctors", "staff", "shifts", "shifts/swaps", "break-glass"):
            answer = await client.get(f"/v1/{path}", params={"hospital": 2})
            assert answer.status_code in (403, 404), path
            everything = (await client.get(f"/v1/{path}")).text
            assert str(department) not in everything, path
            assert "stranger" not in everything, path
        for path in (
            "schedules/2",
            "settings/2",
            f"staff/{stranger.id}",
            "shifts/on-duty?hospital=2",
            "audit?hospital=2",
        ):
            assert (await client.get(f"/v1/{path}")).status_code in (403, 404), path
        for path in (f"departments/{department}", f"skills/{department}", f"staff/{stranger.id}/posts/2"):
            answer = await client.put(f"/v1/{path}", json={**thing, "roles": []})
            assert answer.status_code in (403, 404), path
        mine = await client.put(f"/v1/departments/{department}", json={**thing, "hospital_id": 1})
        assert mine.status_code == 409, "another's department is not here to change"
        for path in ("openings", "break-glass"):
            asked = {"hospital_id": 2, "subject": str(stranger.id), "reason": "curious"}
            assert (await client.post(f"/v1/{path}", json=asked)).status_code == 403
        export = await client.post("/v1/services/export", json={"hospital_id": 2, "reason": "curious"})
        assert export.status_code == 403


async def test_a_group_of_another_hospital_cannot_be_joined(services: Services) -> None:
    await found(services, "east", group="甲", admin="one")
    two = await found(services, "west", group="乙", admin="two")
    with pytest.raises(InsufficientPrivilege):
        async with services.database.transaction([1]) as tx:
            await tx.run(
                """
                INSERT INTO hospital.staff (id, group_id, login, name_zh, name_en)
                VALUES (gen_random_uuid(), %s, 'spy', 'x', 'x')
                """,
                (two.group_id,),
            )


async def fill(services: Services, hospital_id: int, cookie: str) -> str:
    """One row in every list of the hospital; returns the department's id."""
    async with browser(services) as client:
        client.cookies["bedside_session"] = cookie
        thing = {"hospital_id": hospital_id, "code": "x", "name_zh": "某", "name_en": "x"}
        made = await client.post("/v1/departments", json=thing)
        for path in ("skills", "doctors"):
            assert (await client.post(f"/v1/{path}", json=thing)).status_code == 201
        assert (await client.post("/v1/services", json={**thing, "price_fen": 100})).status_code == 201
        address = f"/v1/schedules/{hospital_id}"
        hours = [{"weekday": 1, "opens": "08:00", "closes": "17:00"}]
        await client.put(f"{address}/opening-hours", json={"version": 0, "opening_hours": hours})
        day = {"day": "2026-12-25", "name_zh": "假日", "name_en": "Holiday"}
        await client.put(f"{address}/holidays", json={"version": 0, "holidays": [day]})
        return made.json()["id"]


async def enrolled_admin_client(services: Services, founded: Founded, login: str) -> str:
    """The session cookie of this group's administrator."""
    async with browser(services) as client:
        await enter(services, client, await enrolled_admin(services, founded, login))
        return client.cookies["bedside_session"]

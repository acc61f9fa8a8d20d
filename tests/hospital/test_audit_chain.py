"""The audit log: append-only, one hash chain per hospital, tampering found (rule L31)."""

import asyncio

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from bedside.hospital.actions import audit
from bedside.hospital.actions.audit import seal_audit
from bedside.hospital.questions.audit import verify_audit
from bedside.hospital.rights import Role
from bedside.kit.services import Services
from tests.hospital.support import PASSWORD, browser, enrolled_admin, enter, found, hire


async def write(services: Services, count: int, hospital_id: int = 1) -> None:
    for n in range(count):
        async with services.database.transaction([hospital_id]) as tx:
            await audit(tx, hospital_id, "staff:x", "tried", f"thing:{n}", detail={"n": n, "list": ["甲", "b"]})


async def broken_at(services: Services, hospital_id: int = 1) -> int | None:
    return {each.hospital_id: each.broken_at for each in await verify_audit(services)}[hospital_id]


def as_owner(database_url: str, sql: str) -> None:
    """What somebody with the database owner's rights could do, triggers off."""
    with psycopg.connect(database_url) as owner:
        owner.execute("ALTER TABLE hospital.audit DISABLE TRIGGER USER")
        owner.execute(sql.encode())


async def test_a_whole_chain_is_found_whole(services: Services) -> None:
    await write(services, 20)
    await write(services, 3, hospital_id=2)
    states = await verify_audit(services)
    assert [(each.hospital_id, each.entries, each.whole) for each in states] == [(1, 20, True), (2, 3, True)]


async def test_parallel_writers_make_one_chain(services: Services) -> None:
    await asyncio.gather(*(write(services, 10) for _ in range(8)))
    states = await verify_audit(services)
    assert [(each.entries, each.whole) for each in states] == [(80, True)]


@pytest.mark.parametrize(
    ("tampering", "found_at"),
    [
        ("UPDATE hospital.audit SET reason = 'nicer' WHERE seq = 7", 7),
        ("UPDATE hospital.audit SET detail = '{\"n\": 99}' WHERE seq = 3", 3),
        ("UPDATE hospital.audit SET occurred_at = occurred_at + interval '1 microsecond' WHERE seq = 5", 5),
        ("DELETE FROM hospital.audit WHERE seq = 4", 5),
        ("DELETE FROM hospital.audit WHERE seq = 1", 2),
        ("UPDATE hospital.audit SET seq = 100 WHERE seq = 10", 100),
        ("UPDATE hospital.audit a SET actor = 'staff:y', hash = hospital.audit_hash(a) WHERE seq = 6", 6),
    ],
)
async def test_tampering_is_found(services: Services, database_url: str, tampering: str, found_at: int) -> None:
    await write(services, 10)
    as_owner(database_url, tampering)
    assert await broken_at(services) == found_at


async def test_a_cut_off_end_is_found_by_its_seal(services: Services, database_url: str) -> None:
    await write(services, 10)
    assert await seal_audit(services) == 1
    assert await seal_audit(services) == 0, "nothing new to seal"
    as_owner(database_url, "DELETE FROM hospital.audit WHERE seq > 8")
    assert await broken_at(services) == 10


async def test_a_rewritten_chain_is_found_by_its_seal(services: Services, database_url: str) -> None:
    await write(services, 5)
    await seal_audit(services)
    as_owner(
        database_url,
        """
        DO $$ DECLARE entry hospital.audit; before bytea := '\\x'; BEGIN
            FOR entry IN SELECT * FROM hospital.audit ORDER BY seq LOOP
                entry.actor := 'staff:innocent';
                entry.previous := before;
                entry.hash := hospital.audit_hash(entry);
                before := entry.hash;
                UPDATE hospital.audit SET actor = entry.actor, previous = entry.previous, hash = entry.hash
                WHERE seq = entry.seq;
            END LOOP;
        END $$
        """,
    )
    assert await broken_at(services) == 5


@pytest.mark.parametrize("sql", ["UPDATE hospital.audit SET reason = ''", "DELETE FROM hospital.audit"])
async def test_the_application_can_only_add(services: Services, database_url: str, sql: str) -> None:
    await write(services, 1)
    with pytest.raises(InsufficientPrivilege):
        async with services.database.transaction([1]) as tx:
            await tx.connection.execute(sql.encode())
    with psycopg.connect(database_url) as owner, pytest.raises(InsufficientPrivilege, match="append-only"):
        owner.execute(sql.encode())
    with psycopg.connect(database_url) as owner, pytest.raises(InsufficientPrivilege, match="append-only"):
        owner.execute("TRUNCATE hospital.audit")


async def test_another_hospitals_chain_is_out_of_reach(services: Services) -> None:
    with pytest.raises(InsufficientPrivilege):
        async with services.database.transaction([1]) as tx:
            await audit(tx, 2, "staff:x", "forged", "thing:1")


async def test_sign_ins_failures_and_changes_are_in_it(services: Services) -> None:
    founded = await found(services, "east", "west")
    await hire(services, founded, "qiao", {founded.hospitals["west"]: [Role.CONSULTANT]})
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client:
        await client.post("/v1/session", json={"login": "stranger", "password": "x"})
        await client.post("/v1/session", json={"login": "qiao", "password": "x"})
        await enter(services, client, admin)
        everything = (await client.get("/v1/audit", params={"limit": 200})).json()["items"]
        seen = {(each["hospital_id"], each["action"]) for each in everything}
        assert {(0, "sign_in_failed"), (2, "sign_in_failed"), (1, "signed_in"), (2, "signed_in")} <= seen
        assert {(1, "hospital_added"), (2, "roles_changed")} <= seen
        assert "stranger" not in str(everything), "an unknown login may be a mistyped password"
        assert PASSWORD not in str(everything)
        assert "192.0.2.7" not in str(everything)
        first = (await client.get("/v1/audit", params={"limit": 3, "hospital": 1})).json()
        rest = (await client.get("/v1/audit", params={"cursor": first["next"], "hospital": 1})).json()
        of_one = [each["seq"] for each in [*first["items"], *rest["items"]]]
        assert sorted(of_one, reverse=True) == list(range(len(of_one), 0, -1)), "paging neither skips nor repeats"
        only = (await client.get("/v1/audit", params={"action": "signed_in"})).json()["items"]
        assert {each["action"] for each in only} == {"signed_in"}
        verified = (await client.post("/v1/audit/verify")).json()["items"]
        assert all(each["whole"] for each in verified)

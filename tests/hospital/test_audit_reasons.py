"""Reasons stand beside the audit log: a name in them can go, and the chain stays whole, also over a log of before."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bedside.hospital.actions.audit import audit, redact_reasons, seal_audit, seal_of
from bedside.hospital.questions.audit import verify_audit
from bedside.kit import migrate as migrations
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from tests.support.run import EMPTY, own_database, owners_url

NAME = "欧阳小满"
MOVED = "0062"


async def write(services: Services, *reasons: str) -> None:
    for reason in reasons:
        async with services.database.transaction([1]) as tx:
            await audit(tx, 1, "staff:x", "break_glass", f"person:{uuid4()}", reason)


async def whole(services: Services) -> list[tuple[int, int | None]]:
    return [(each.entries, each.broken_at) for each in await verify_audit(services)]


async def test_the_log_holds_a_hash_and_the_name_can_go(services: Services, database_url: str) -> None:
    await write(services, f"{NAME}昏迷，需看病史", "", "核对")
    await seal_audit(services)
    with psycopg.connect(database_url, autocommit=True) as owner:
        assert NAME not in str(owner.execute("SELECT * FROM hospital.audit").fetchall())
    async with services.database.transaction([1]) as tx:
        await redact_reasons(tx, 1, NAME)
    with psycopg.connect(database_url, autocommit=True) as owner:
        assert owner.execute("SELECT reason FROM hospital.audit_reasons ORDER BY seq").fetchall() == [
            ("▇▇昏迷，需看病史",),
            ("核对",),
        ]
    assert await whole(services) == [(3, None)]


@pytest.mark.parametrize(
    "touch",
    [
        "UPDATE hospital.audit_reasons SET reason = '另一个理由' WHERE seq = 3",
        "DELETE FROM hospital.audit_reasons WHERE seq = 3",
    ],
)
async def test_a_reason_that_was_touched_is_found(services: Services, database_url: str, touch: str) -> None:
    await write(services, "一", "二", "三")
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute(touch.encode())
    assert await whole(services) == [(3, 3)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def before_url() -> Iterator[str]:
    """A database of the release before reasons moved."""
    with own_database(EMPTY) as name:
        url = owners_url(name)
        backend, todo = migrations._plan(url)  # pyright: ignore[reportPrivateUsage]
        for each in todo:
            if each.id < MOVED:
                backend.apply_one(each)
        backend.connection.close()
        yield url


@pytest.mark.parametrize("touched", [False, True])
async def test_an_older_log_is_moved_and_what_was_touched_in_it_stays_visible(
    before_url: str, settings: Settings, touched: bool
) -> None:
    with psycopg.connect(before_url, autocommit=True) as owner:
        owner.execute("SET role = bedside_system")
        for number in range(1, 6):
            owner.execute(
                "SELECT hospital.write_audit(1, now(), 'staff:x', 'break_glass', 'person:y', %s, '{}', '')",
                (f"{NAME} {number}" if number % 2 else "",),
            )
        owner.execute("RESET role")
        head = owner.execute("SELECT hash FROM hospital.audit WHERE seq = 4").fetchone()
        assert head
        if touched:
            owner.execute("SET session_replication_role = replica")
            owner.execute("UPDATE hospital.audit SET actor = 'staff:z' WHERE seq = 3")
            owner.execute("RESET session_replication_role")
    async with open_services(settings, before_url) as services:
        seal = seal_of(services, 1, 4, head[0])
        with psycopg.connect(before_url, autocommit=True) as owner:
            owner.execute("INSERT INTO hospital.audit_seals VALUES (1, 4, %s, now(), %s)", (head[0], seal))
    migrations.migrate(before_url)
    async with open_services(settings, before_url) as services:
        assert await whole(services) == [(5, 3 if touched else None)]
        await write(services, "之后")
        await seal_audit(services)
        assert await whole(services) == [(6, 3 if touched else None)]
    with psycopg.connect(before_url) as owner:
        assert NAME not in str(owner.execute("SELECT * FROM hospital.audit").fetchall())
        assert len(owner.execute("SELECT FROM hospital.audit_reasons").fetchall()) == 4

"""DATABASE_URL names a server of one's own: Debian's older PostgreSQL, a password, an owner who is no superuser."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner

from bedside.cli import checks, main
from bedside.cli.checks import Grade
from bedside.kit.database import Database
from bedside.kit.facts import Fact
from bedside.kit.migrate import migrate, pending
from tests.support import debian_postgres

pytestmark = pytest.mark.skipif(debian_postgres.programs() is None, reason="Debian's PostgreSQL is not installed")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with debian_postgres.debian_postgres() as server:
        migrate(server)
        yield server


class Noted(Fact, frozen=True, kw_only=True):
    kind = "test.noted"


def test_every_migration_runs_once(url: str) -> None:
    assert pending(url) == []
    assert migrate(url) == []


def test_doctor_finds_nothing_wrong_but_the_throwaways_fsync(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for check in (checks.roles, checks.row_security, checks.facts_log):
            assert {finding.grade for finding in check(connection)} == {Grade.GOOD}
        assert [f.en for f in checks.server(connection) if f.grade is Grade.BAD] == [
            "fsync is off: a power cut loses acknowledged messages"
        ]


async def test_hospitals_are_kept_apart(url: str) -> None:
    subject = uuid4()
    database = await Database(url, size=2).open()
    async with database.transaction([1]) as tx:
        tx.announce(1, subject, Noted(), actor="system:test")
    seen: dict[int, int] = {}
    for hospital in (1, 2):
        async with database.transaction([hospital]) as tx:
            seen[hospital] = await tx.value("SELECT count(*) FROM kit.facts WHERE subject = %s", (subject,))
    await database.close()
    assert seen == {1: 1, 2: 0}


def test_the_command_line_takes_it_from_the_environment(url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": url, "BEDSIDE_HOME": str(tmp_path), "LC_ALL": "en_GB.UTF-8"}
    result = CliRunner(env=environment).invoke(main, ["migrate", "--check"])
    assert (result.exit_code, result.output) == (0, "The database is up to date\n")
    assert not (tmp_path / "postgres").exists()

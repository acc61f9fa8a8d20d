"""DATABASE_URL names a server of one's own: Debian's older PostgreSQL, a password, an owner who is no superuser."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner

from bedside.cli import checks, main
from bedside.cli.checks import Grade
from bedside.hospital.actions.setup import operator
from bedside.kit.database import Database
from bedside.kit.facts import Fact
from bedside.kit.migrate import migrate, pending
from bedside.kit.problems import Problem
from tests.appointment.clinic import Clinic
from tests.conversation.conftest import opened_ward
from tests.conversation.test_ask_and_answer import until
from tests.support import debian_postgres

pytestmark = pytest.mark.skipif(debian_postgres.programs() is None, reason="Debian's PostgreSQL is not installed")


ENGLISH = {"LC_ALL": "en_GB.UTF-8"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with debian_postgres.debian_postgres() as server:
        waiting = pending(server)
        environment = {"DATABASE_URL": server, "BEDSIDE_HOME": str(tmp_path_factory.mktemp("home"))} | ENGLISH
        result = CliRunner(env=environment).invoke(main, ["migrate"])
        steps = [f"Migrating {number}/{len(waiting)}: {name}" for number, name in enumerate(waiting, 1)]
        assert result.output.splitlines() == [*steps, "The database is up to date"]
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


async def test_a_visitor_reads_asks_is_answered_and_books(url: str, tmp_path: Path) -> None:
    """Through the served application: what PostgreSQL 15 or a poorer owner cannot do would show here."""
    async with opened_ward(url, tmp_path) as ward:
        services, hospital = ward.serving.services, ward.hospitals[0]
        lin, visitor = await ward.desk("lin"), await ward.visitor()
        view = await visitor.view("https://spruce.example/heart", "心内科")
        conversation = await visitor.start(name="李雷")
        await visitor.say("周三能看吗？")
        await until(lambda: str(conversation) in lin.rows and lin.rows[str(conversation)]["assigned_to"])
        await lin.say(conversation, "可以。")
        await until(
            lambda: [each["text"] for each in visitor.entries.values() if each["kind"] == "text"][-1:] == ["可以。"]
        )

        clinic = Clinic(services, services.clock, hospital, await operator(services, 1))
        await clinic.furnish(1)
        await clinic.schedule(*(clinic.line(weekday) for weekday in range(1, 8)))
        slot = (await clinic.slots())[0]
        booked = await clinic.book(slot)
        with pytest.raises(Problem, match="taken"):
            await clinic.book(slot)

        async with services.database.transaction([hospital]) as tx:
            assert await tx.value("SELECT count(*) FROM visit.views WHERE id = %s", (view,)) == 1
            kept = "SELECT status FROM appointment.appointments WHERE id = %s"
            assert await tx.value(kept, (booked.id,)) == "booked"


def test_the_command_line_takes_it_from_the_environment(url: str, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": url, "BEDSIDE_HOME": str(tmp_path)} | ENGLISH
    result = CliRunner(env=environment).invoke(main, ["migrate", "--check"])
    assert (result.exit_code, result.output) == (0, "The database is up to date\n")
    assert not (tmp_path / "postgres").exists()

"""`bedside doctor` finds what is wrong and says how to mend it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from click.testing import CliRunner

from bedside.cli import checks, main
from bedside.cli.checks import Finding, Grade
from bedside.kit.services import open_services
from bedside.kit.settings import Settings


def grades(findings: Iterable[Finding]) -> set[Grade]:
    return {finding.grade for finding in findings}


def complaints(findings: Iterable[Finding]) -> str:
    return " ".join(f"{f.en} → {f.mend_en}" for f in findings if f.grade is not Grade.GOOD)


def test_a_sound_database_has_no_complaints(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for check in (checks.roles, checks.row_security, checks.facts_log):
            assert complaints(check(connection)) == ""
    assert grades(checks.migrations(database_url)) == {Grade.GOOD}


@pytest.mark.parametrize(
    ("damage", "check", "said"),
    [
        ("DROP POLICY app ON kit.facts; DROP POLICY system_reads ON kit.facts", checks.row_security, "kit.facts"),
        ("ALTER TABLE kit.facts DISABLE ROW LEVEL SECURITY", checks.row_security, "kit.facts"),
        ("CREATE TABLE kit.loose (hospital_id int)", checks.row_security, "kit.loose"),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE kit.facts_' || to_char(now() + interval '1 month', 'YYYY_MM'); END $$",
         checks.facts_log, "bedside work"),
        ("INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload) VALUES "
         "(1, gen_random_uuid(), '1999-01-01', gen_random_uuid(), 'x', 'x', '{}')", checks.facts_log, "clock"),
        ("INSERT INTO kit.set_aside (reader, fact_id, hospital_id, subject, occurred_at, error) VALUES "
         "('r', gen_random_uuid(), 1, gen_random_uuid(), now(), 'x')", checks.facts_log, "r cannot digest 1 facts"),
    ],
)  # fmt: skip
def test_damage_is_found(
    database_url: str,
    damage: LiteralString,
    check: Callable[[psycopg.Connection], Iterable[Finding]],
    said: str,
) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(damage)
        assert said in complaints(check(connection))


def test_what_fails_again_and_again_is_bad(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        for tries, grade in ((1, Grade.WARNING), (8, Grade.BAD)):
            connection.execute(
                "INSERT INTO kit.set_aside (reader, fact_id, hospital_id, subject, occurred_at, error, tries) VALUES "
                "('r', gen_random_uuid(), 1, gen_random_uuid(), now(), 'Cause', %s)",
                (tries,),
            )
            found = [finding for finding in checks.facts_log(connection) if "Cause" in finding.en]
            assert grades(found) == {grade}


def test_a_writer_that_does_not_commit_is_named(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LONGEST_WRITER_SECONDS", 0.0)
    with psycopg.connect(database_url) as slow, psycopg.connect(database_url, autocommit=True) as connection:
        slow.execute("INSERT INTO kit.epochs (epoch) VALUES (999)")
        assert str(slow.info.backend_pid) in complaints(checks.facts_log(connection))


async def write_audit(url: str, home: Path) -> None:
    async with open_services(Settings(home=home), url) as services, services.database.transaction([1]) as tx:
        for number in range(3):
            await tx.value(
                "SELECT hospital.write_audit(1, now(), 'staff:x', 'looked', %s, '', '{}', '')", (f"visitor:{number}",)
            )


def test_an_audit_log_that_was_touched_is_found(database_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    asyncio.run(write_audit(database_url, tmp_path))
    assert grades(checks.audit(settings, database_url)) == {Grade.GOOD}
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE hospital.audit SET object = 'visitor:9' WHERE seq = 2")
    assert "Hospital 1's audit log was changed from entry 2 on" in complaints(checks.audit(settings, database_url))


def test_a_database_that_is_away_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    nowhere = {
        "DATABASE_URL": f"postgresql://x@/x?host={tmp_path}",
        "BEDSIDE_HOME": str(tmp_path),
        "LANG": "en_US",
    }
    result = CliRunner(env=nowhere | {"LC_ALL": ""}).invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "The database does not answer" in result.output
    assert "Check DATABASE_URL" in result.output


def test_nats_that_is_away_is_bad(tmp_path: Path) -> None:
    found = list(checks.nats_server(Settings(home=tmp_path, nats_url="nats://127.0.0.1:1")))
    assert grades(found) == {Grade.BAD}


def test_an_unreadable_setting_is_named() -> None:
    result = CliRunner(env={"BEDSIDE_PORT": "many"}).invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "port" in result.output


def test_a_secret_that_others_can_read_is_bad(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o644)
    assert "chmod 600" in complaints(checks.home(Settings(home=tmp_path)))


@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "医患关系"), ("en_GB.UTF-8", "hospital system")])
def test_help_speaks_the_readers_language(locale: str, word: str) -> None:
    environment = os.environ | {"LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bedside.cli", "--help"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert word in said

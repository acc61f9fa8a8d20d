"""A new installation gets its first administrator, and its people, from the command line."""

from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from bedside.cli import main


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "BEDSIDE_HOME": str(tmp_path), "LC_ALL": "en_GB.UTF-8"}


def bedside(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environment).invoke(main, arguments)


@pytest.fixture
def founded(environment: dict[str, str]) -> dict[str, str]:
    hospitals = ("--hospital", "east=东院=East", "--hospital", "west=西院=West")
    result = bedside(
        environment, "setup", "--group", "测试集团", *hospitals, "--admin", "root1", "--admin-name", "管理员"
    )
    assert result.exit_code == 0, result.output
    assert "Login root1, first password (shown once): " in result.output
    return environment


def roles(environment: dict[str, str], login: str) -> set[tuple[str, str]]:
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT h.code, r.role FROM hospital.roles r JOIN hospital.staff s ON s.id = r.staff_id "
            "JOIN hospital.hospitals h USING (hospital_id) WHERE s.login = %s",
            [login],
        )
        return set(found.fetchall())


def test_the_first_administrator_administers_every_hospital(founded: dict[str, str]) -> None:
    assert roles(founded, "root1") == {("east", "admin"), ("west", "admin")}


def test_a_consultant_is_added_at_the_hospital_named(founded: dict[str, str]) -> None:
    result = bedside(founded, "staff", "add", "lin", "--name", "林晓", "--role", "consultant", "--hospital", "west")
    assert result.exit_code == 0, result.output
    assert roles(founded, "lin") == {("west", "consultant")}
    listed = bedside(founded, "staff", "list").output
    assert "lin" in listed
    assert "林晓" in listed


def test_a_login_is_given_once(founded: dict[str, str]) -> None:
    again = bedside(founded, "staff", "add", "root1", "--name", "另一人", "--role", "admin")
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    assert "Error: " in again.output


def test_an_unknown_hospital_is_refused_and_the_known_are_named(founded: dict[str, str]) -> None:
    result = bedside(founded, "staff", "add", "lin", "--name", "林晓", "--role", "consultant", "--hospital", "north")
    assert result.exit_code == 1
    assert "there are east, west" in result.output
    assert roles(founded, "lin") == set()


def test_nobody_becomes_a_doctor_from_the_command_line(founded: dict[str, str]) -> None:
    result = bedside(founded, "staff", "add", "lin", "--name", "林晓", "--role", "doctor")
    assert result.exit_code == 2


def test_passwords_and_second_factors_are_reset_and_the_audit_log_says_by_whom(founded: dict[str, str]) -> None:
    for command in ("reset-password", "reset-second-factor"):
        assert bedside(founded, "staff", command, "root1").exit_code == 0
    with psycopg.connect(founded["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT DISTINCT actor FROM hospital.audit WHERE action = 'second_factor_reset'")
        assert found.fetchall() == [("system:command-line",)]


def test_without_a_hospital_it_says_what_comes_first(environment: dict[str, str]) -> None:
    result = bedside(environment, "staff", "list")
    assert result.exit_code == 1
    assert "bedside setup" in result.output

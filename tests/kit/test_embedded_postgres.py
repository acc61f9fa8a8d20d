"""The embedded server starts, survives kill -9, is shared by processes and lets nobody else in."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

from bedside.kit import postgres
from bedside.kit.postgres import EmbeddedPostgres, EmbeddedPostgresError
from tests.support.postgres import SMALL, throwaway_home, throwaway_postgres


@pytest.fixture
def server() -> Generator[EmbeddedPostgres]:
    with throwaway_postgres() as running:
        yield running


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def kill(server: EmbeddedPostgres) -> None:
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.pid is not None:
        time.sleep(0.01)


def test_a_second_start_joins_the_first_and_the_last_to_leave_stops_it(server: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(server.home)
    assert second.start() == server.start() == server.url
    assert second.pid == server.pid
    server.stop()
    assert second.running
    second.stop()
    assert not second.running


def test_starts_within_a_second_once_made(server: EmbeddedPostgres) -> None:
    server.stop()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 1


def test_is_postgresql_18_durable_and_speaks_every_language(server: EmbeddedPostgres) -> None:
    assert str(ask(server, "SHOW server_version")).startswith("18.")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert ask(server, f"SHOW {setting}") == "on"
    assert ask(server, "SELECT upper('é') || length('门诊')") == "É2"
    assert ask(server, "SHOW listen_addresses") == ""


def test_after_kill_9_under_load_it_starts_again_with_all_that_was_committed(
    server: EmbeddedPostgres,
) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE said (number int PRIMARY KEY)")
        connection.execute("INSERT INTO said SELECT generate_series(1, 1000)")
        kill(server)
        assert not server.running
        assert server.start() == server.url
    assert ask(server, "SELECT count(*) FROM said") == 1000


def test_a_noted_pid_that_now_is_a_strangers_does_not_stop_the_start(server: EmbeddedPostgres) -> None:
    kill(server)
    for lock in (server.data / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
        lines = lock.read_text().split("\n")
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    assert not server.running
    server.start()
    assert server.running


def test_only_the_owner_may_enter_its_folders(server: EmbeddedPostgres) -> None:
    for folder in (server.home, server.data, server.socket_folder, server.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "trust" not in (server.data / "pg_hba.conf").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_another_user_of_the_machine_is_refused_even_where_he_reaches_the_socket(
    server: EmbeddedPostgres,
) -> None:
    server.home.chmod(0o755)
    server.socket_folder.chmod(0o755)
    (server.socket_folder / ".s.PGSQL.5432").chmod(0o777)
    nobody = subprocess.run(
        [server.program("psql"), server.url, "-c", "SELECT 1"], user="nobody", capture_output=True, text=True
    )
    assert nobody.returncode != 0
    assert "authentication failed" in nobody.stderr


def test_two_processes_that_start_at_once_share_one_server() -> None:
    program = """
        import sys, pathlib
        from bedside.kit.postgres import EmbeddedPostgres
        server = EmbeddedPostgres(pathlib.Path(sys.argv[1]))
        print(server.start(), server.pid, flush=True)
        sys.stdin.read()
        server.stop()
    """
    with throwaway_home() as home:
        command = [sys.executable, "-c", textwrap.dedent(program), str(home)]
        pair = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.stdout.readline() for process in pair if process.stdout]
        for process in pair:
            process.communicate()
        assert said[0] == said[1] != ""
        assert [process.returncode for process in pair] == [0, 0]
        assert EmbeddedPostgres(home).pid is None


def test_a_folder_half_made_is_made_anew() -> None:
    with throwaway_home() as home:
        (home / "data.new").mkdir()
        (home / "data.new" / "rubbish").write_text("")
        server = EmbeddedPostgres(home, SMALL)
        server.start()
        assert server.running
        server.stop()


def test_data_of_another_major_version_is_refused_with_the_way_out(server: EmbeddedPostgres) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedPostgresError, match="bedside backup"):
        server.start()


def test_a_path_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="shorter"):
        EmbeddedPostgres(tmp_path / ("x" * 100)).start()


def test_programs_that_the_account_cannot_reach_are_copied_and_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bool:
        return False

    monkeypatch.setattr(postgres, "_may_run", never)
    with throwaway_postgres() as server:
        assert server.program("postgres").is_relative_to(server.home)
        assert ask(server, "SELECT 1") == 1

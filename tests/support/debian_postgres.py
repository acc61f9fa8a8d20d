"""Debian's older PostgreSQL as a server that DATABASE_URL names: TCP, a password, an owner who is no superuser."""

import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.postgres import throwaway_home

PASSWORD = "a throwaway password"


def programs() -> Path | None:
    """The newest PostgreSQL that Debian's packages put here, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return found[-1] if found else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def debian_postgres() -> Generator[str]:
    """The URL of the owner of an empty database `bedside`, as a managed service would hand it out."""
    folder = programs()
    assert folder is not None
    with throwaway_home() as home:
        (home / "password").write_text(PASSWORD)
        port = free_port()
        if os.geteuid() == 0:
            shutil.chown(home, "nobody")
            shutil.chown(home / "password", "nobody")

        def run(name: str, *arguments: str) -> None:
            subprocess.run(
                [str(folder / name), *arguments], cwd=home, check=True, capture_output=True,
                user="nobody" if os.geteuid() == 0 else None,
            )  # fmt: skip

        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("initdb", "-D", "data", "-U", "admin", "-A", "scram-sha-256", "--pwfile=password", "-E", "UTF8")
        run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)
        try:
            admin = f"postgresql://admin@127.0.0.1:{port}/postgres"
            with psycopg.connect(admin, password=PASSWORD, autocommit=True) as connection:
                connection.execute(f"CREATE ROLE keeper LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
                connection.execute("CREATE DATABASE bedside OWNER keeper")
            yield f"postgresql://keeper:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}/bedside"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", "data")

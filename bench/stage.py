"""What a bench plays on: a throwaway PostgreSQL with durability on, servers and generators as processes of their own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from bedside.kit.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


class Process:
    """A server of the bench, and how much processor time it has used."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], port: int, log: Path) -> None:
        self._log = log
        with log.open("ab") as out:
            self._child = subprocess.Popen(
                command,
                env=dict(env),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.port = port
        self.pid = self._child.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def await_answer(self, path: str = "/") -> None:
        """Wait for HTTP. Raises RuntimeError with the server's last words."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._child.poll() is None:
            try:
                urllib.request.urlopen(self.url + path, timeout=2).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text(errors='replace')[-3000:]}")

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def memory(self) -> int:
        """Bytes of the process's own: resident, without what it shares with others."""
        return psutil.Process(self.pid).memory_full_info().uss

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        self._child.terminate()
        try:
            self._child.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stage:
    """Temporary home, cluster, and what was started on it."""

    def __init__(self, home: Path, postgres: EmbeddedPostgres) -> None:
        self.home = home
        self.postgres = postgres
        self.started: list[Process] = []

    def database(self, name: str) -> str:
        """The owner's URL of a new empty database."""
        with psycopg.connect(self.postgres.url, autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')  # pyright: ignore[reportArgumentType]
        return make_conninfo(self.postgres.url, dbname=name)

    def start(
        self, name: str, command: Sequence[str], port: int, env: Mapping[str, str] | None = None, path: str | None = "/"
    ) -> Process:
        process = Process(command, os.environ | (env or {}), port, self.home / f"{name}.log")
        self.started.append(process)
        if path is not None:
            process.await_answer(path)
        return process

    def stop(self, process: Process) -> None:
        process.stop()
        self.started.remove(process)

    def uvicorn(
        self, app: str, python: str = sys.executable, env: Mapping[str, str] | None = None, cwd: str = "."
    ) -> Process:
        """Serve an ASGI application as Bedside is served: one process, uvloop, no deflate."""
        port = free_port()
        command = [
            python,
            "-m",
            "uvicorn",
            app,
            "--app-dir",
            cwd,
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--loop",
            "uvloop",
            "--http",
            "httptools",
            "--ws",
            "websockets-sansio",
            "--ws-per-message-deflate",
            "false",
            "--ws-max-size",
            "65536",
            "--no-access-log",
            "--log-level",
            "warning",
            "--lifespan",
            "off",
        ]
        return self.start(app.split(":")[0], command, port, env)


@contextmanager
def open_stage(overrides: Mapping[str, str] | None = None) -> Generator[Stage]:
    home = Path(tempfile.mkdtemp(prefix="bedside-bench-", dir="/tmp"))
    home.chmod(0o755)
    postgres = EmbeddedPostgres(home / "pg", dict(overrides or {}))
    postgres.start()
    with psycopg.connect(postgres.url) as check:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert check.execute(f"SHOW {setting}").fetchone() == ("on",)  # pyright: ignore[reportArgumentType]
    stage = Stage(home, postgres)
    try:
        yield stage
    finally:
        for process in reversed(stage.started):
            process.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def generate(work: str, **orders: Any) -> dict[str, Any]:
    """Run one load generator process to its end; its counts."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps({"work": work, **orders}),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the load generator failed ({done.returncode})")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def holding(work: str, **orders: Any) -> Generator[str]:
    """Run a generator that waits once it is ready; what it said. It ends with this block."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.load"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdin
    assert child.stdout
    try:
        child.stdin.write(json.dumps({"work": work, **orders}) + "\n")
        child.stdin.flush()
        said = child.stdout.readline()
        if not said:
            raise RuntimeError("the load generator failed")
        yield said
    finally:
        child.stdin.close()
        child.wait(60)

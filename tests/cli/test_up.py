"""`bedside up` as a whole: it serves, survives kill -9 of its parts, and Ctrl-C ends all of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from bedside.kit.postgres import EmbeddedPostgres
from tests.support.debian_postgres import free_port
from tests.support.postgres import throwaway_home

PATIENCE_SECONDS = 60


class Installation:
    """A `bedside up` of one's own."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.postgres = EmbeddedPostgres(home / "postgres")
        given = {"BEDSIDE_HOME": str(home), "BEDSIDE_PORT": str(self.port), "LC_ALL": "en_GB.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bedside.cli", "up"],
            env={k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL")} | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def healthy(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=2, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def web(self) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            # One that has just been killed has no command line any more.
            with suppress(psutil.Error):
                if "--with-work" in child.cmdline():
                    return child
        return None

    def stop(self) -> str:
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=PATIENCE_SECONDS)[0]


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def installation() -> Generator[Installation]:
    with throwaway_home() as home:
        home.chmod(0o755)
        running = Installation(home)
        try:
            until(running.healthy)
            yield running
        finally:
            if running.process.poll() is None:
                running.stop()


def refused(command: str, port: int, home: Path) -> str:
    """What a second one says to whom it is refused."""
    given = {"BEDSIDE_HOME": str(home), "BEDSIDE_PORT": str(port), "LC_ALL": "en_GB.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "bedside.cli", command],
        env={k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL")} | given,
        capture_output=True, text=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert ended.returncode == 1
    return ended.stderr


def test_it_serves_alone_and_ctrl_c_ends_all_of_it(installation: Installation, tmp_path: Path) -> None:
    children = psutil.Process(installation.process.pid).children(recursive=True)
    server, home = installation.postgres.pid, installation.postgres.home.parent
    assert server is not None
    for command in ("up", "demo"):
        assert f"A Bedside already serves {home}" in refused(command, free_port(), home)
    assert f"Cannot serve at 127.0.0.1:{installation.port}" in refused("up", installation.port, tmp_path)
    assert not (tmp_path / "postgres").exists()
    assert installation.healthy()
    assert installation.postgres.pid == server
    said = installation.stop()
    assert installation.process.returncode == 0, said
    assert f"Bedside serves at {installation.url}" in said
    assert "starting it again" not in said
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    assert installation.postgres.pid is None


def test_killed_parts_come_back_by_themselves(installation: Installation) -> None:
    web, server = installation.web(), installation.postgres.pid
    assert web is not None
    assert server is not None

    web.kill()
    until(lambda: installation.web() not in (None, web) and installation.healthy())

    os.kill(server, signal.SIGKILL)
    until(lambda: installation.postgres.pid not in (None, server) and installation.healthy())

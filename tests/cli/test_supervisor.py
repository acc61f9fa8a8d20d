"""A machine's processes are kept alive, and end in order when asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import psutil
import pytest

from bedside.cli import supervisor
from bedside.cli.supervisor import Child, Supervisor
from tests.support.postgres import throwaway_postgres

# Notes its pid, then lives until it is asked to leave, and notes that it left in peace.
LIVES = """
import os, signal, sys, time
with open(sys.argv[1], "a") as notes:
    print(os.getpid(), file=notes, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: (print("left", file=notes, flush=True), sys.exit(0)))
    while True: time.sleep(1)
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


def child(notes: Path, program: str = LIVES) -> Child:
    return Child("child", [sys.executable, "-c", program, str(notes)], dict(os.environ))


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def lines(notes: Path) -> list[str]:
    return notes.read_text().split() if notes.exists() else []


@pytest.fixture
def looked_after(notes: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Child]:
    monkeypatch.setattr(supervisor, "SHORTEST_LIFE_SECONDS", 0.0)
    one = child(notes)
    one.start()
    yield one
    one.ask_to_leave()
    one.await_end(time.monotonic() + 5)


@pytest.mark.parametrize(("leaves_with", "starts"), [(0, 1), (1, 4)])
def test_what_is_done_once_is_started_again_only_when_it_failed(
    notes: Path, monkeypatch: pytest.MonkeyPatch, leaves_with: int, starts: int
) -> None:
    monkeypatch.setattr(supervisor, "SHORTEST_LIFE_SECONDS", 0.0)
    once = f"import sys; print('ran', file=open(sys.argv[1], 'a')); sys.exit({leaves_with})"
    one = Child("past", [sys.executable, "-c", once, str(notes)], dict(os.environ), once=True)
    one.start()
    for _ in range(3):
        until(lambda: one.pid is None)
        one.look()
    one.await_end(time.monotonic() + 5)
    until(lambda: len(lines(notes)) >= starts)
    assert len(lines(notes)) == starts


def test_a_child_that_is_killed_is_started_again(looked_after: Child, notes: Path) -> None:
    until(lambda: len(lines(notes)) == 1)
    os.kill(int(lines(notes)[0]), signal.SIGKILL)

    def again() -> bool:
        looked_after.look()
        return len(lines(notes)) == 2

    until(again)
    assert psutil.pid_exists(int(lines(notes)[1]))


def test_a_child_that_dies_young_is_started_more_and_more_slowly(notes: Path) -> None:
    dying = child(notes, "import sys; open(sys.argv[1], 'a').write('died ')")
    dying.start()
    deadline = time.monotonic() + 2.5
    while time.monotonic() < deadline:
        dying.look()
        time.sleep(0.02)
    # At once, after one second, and not yet after the next two.
    assert len(lines(notes)) == 2


def test_a_child_that_will_not_leave_is_ended(notes: Path) -> None:
    stubborn = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    stubborn += "open(sys.argv[1], 'w').write('here'); time.sleep(60)"
    one = child(notes, stubborn)
    one.start()
    until(lambda: lines(notes) == ["here"])
    one.ask_to_leave()
    one.await_end(time.monotonic() + 0.2)
    assert one.pid is None


SUPERVISES = """
import sys
from pathlib import Path
from bedside.cli.supervisor import Child, Supervisor
from bedside.kit.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[2]))
server.start()
print("ready", flush=True)
Supervisor([Child("child", [sys.executable, "-c", sys.argv[3], sys.argv[1]], {})], server).run()
server.stop()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_looks_after_the_database_and_says_goodbye_in_order(notes: Path, number: int) -> None:
    with throwaway_postgres(durable=False) as server:
        home = str(server.home)
        running = subprocess.Popen(
            [sys.executable, "-c", SUPERVISES, str(notes), home, LIVES], stdout=subprocess.PIPE, text=True
        )
        until(lambda: len(lines(notes)) == 1)
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        until(lambda: server.running and server.pid != first)
        running.send_signal(number)
        assert running.wait(20) == 0
        assert lines(notes)[1:] == ["left"]
        running.communicate()


def test_what_never_came_to_serve_is_given_up(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE_SECONDS", 0.1)
    dying = child(notes, "import sys; open(sys.argv[1], 'a').write('died '); sys.exit(1)")
    watched = Supervisor([dying], None, health="http://127.0.0.1:1/health")
    watched.run()
    assert watched.failed
    assert lines(notes) == ["died"] * supervisor.TRIES


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell a child")
def test_children_leave_with_a_supervisor_that_is_killed(notes: Path) -> None:
    with throwaway_postgres(durable=False) as server:
        running = subprocess.Popen([sys.executable, "-c", SUPERVISES, str(notes), str(server.home), LIVES])
        until(lambda: len(lines(notes)) == 1)
        running.kill()
        running.wait()
        until(lambda: lines(notes)[1:] == ["left"])

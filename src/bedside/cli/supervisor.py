"""Keeps the processes of one machine alive: a child that dies is started again, and so is the embedded PostgreSQL."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException
from types import FrameType
from urllib.parse import urlsplit

from bedside.kit.postgres import EmbeddedPostgres, EmbeddedPostgresError
from bedside.kit.say import tell

LOOK_SECONDS = 0.1
TRIES = 3
PR_SET_PDEATHSIG = 1
SHORTEST_LIFE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 5.0
FAREWELL_SECONDS = 20.0


class Child:
    """One process, started again when it dies; the pause grows while it keeps dying young.

    `once`: one that ended well has done what it was for.
    """

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str], *, once: bool = False) -> None:
        self.name = name
        self._command = command
        self._environment = environment
        self._once = once
        self._done = False
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._pause = 0.0
        self._not_before = 0.0
        self.deaths = 0

    @property
    def pid(self) -> int | None:
        """Its process id while it lives."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and alive else None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, which says goodbye in order.
        self._process = subprocess.Popen(
            self._command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_leave_with_the_supervisor,
        )
        self._born = time.monotonic()

    def look(self) -> None:
        """Start it again if it has died, once the pause is over."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() == 0 and self._once:
            self._done, self._process = True, None
        if self._done:
            return
        if self._process is not None and self._process.poll() is not None:
            code, self._process = self._process.returncode, None
            young = now - self._born < SHORTEST_LIFE_SECONDS
            self.deaths += 1
            self._pause = min(LONGEST_PAUSE_SECONDS, max(1.0, self._pause * 2)) if young else 0.0
            self._not_before = now + self._pause
            tell(
                f"{self.name} 意外结束（{code}），{self._pause:.0f} 秒后重新启动",
                f"{self.name} ended ({code}); starting it again in {self._pause:.0f} s",
                colour="yellow",
            )
        if self._process is None and now >= self._not_before:
            self.start()

    def ask_to_leave(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def await_end(self, deadline: float) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Supervisor:
    """Runs children (and watches the embedded server) until SIGINT or SIGTERM, then ends them in reverse order.

    When `health` first answers, `welcome` is called and the children in `later` start.
    """

    def __init__(
        self,
        children: Sequence[Child],
        server: EmbeddedPostgres | None,
        *,
        health: str | None = None,
        welcome: Callable[[], None] | None = None,
        later: Sequence[Child] = (),
    ) -> None:
        self._children = list(children)
        self._server = server
        self._health = health
        self._welcome = welcome
        self._later = later
        self._stopping = False
        self.failed = False
        """Whether it gave up, because a child never came to serve."""

    def run(self) -> None:
        """Blocks; returns when all children have ended."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        for child in self._children:
            child.start()
        while not self._stopping:
            self._look_at_server()
            self._look_at_health()
            for child in self._children:
                child.look()
            self._give_up_what_never_began()
            time.sleep(LOOK_SECONDS)
        tell("正在停止…", "Stopping …")
        deadline = time.monotonic() + FAREWELL_SECONDS
        for child in reversed(self._children):
            child.ask_to_leave()
        for child in self._children:
            child.await_end(deadline)
        for number, handler in before.items():
            signal.signal(number, handler)

    def _look_at_server(self) -> None:
        if self._server is not None and self._server.pid is None:
            tell("PostgreSQL 意外结束，重新启动", "PostgreSQL ended; starting it again", colour="yellow")
            try:
                self._server.start()
            except EmbeddedPostgresError as error:
                tell(f"启动失败：{error}", f"It did not start: {error}", colour="red")

    def _look_at_health(self) -> None:
        if self._health is None or not _answers(self._health):
            return
        self._health = None
        if self._welcome is not None:
            self._welcome()
        for child in self._later:
            child.start()
            self._children.append(child)

    def _give_up_what_never_began(self) -> None:
        """A wrong setting or a taken port is not mended by trying for ever; what once served is."""
        if self._health is not None and any(child.deaths >= TRIES for child in self._children):
            self.failed = self._stopping = True

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _leave_with_the_supervisor() -> None:
    """In the child: be asked to leave when a kill -9 takes the supervisor, or the port would stay taken (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    asked = HTTPConnection(parts.netloc, timeout=1)
    try:
        asked.request("GET", parts.path)
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def bedside(*arguments: str) -> list[str]:
    """The command line of another `bedside` of this same installation."""
    return [sys.executable, "-m", "bedside.cli", *arguments]


def environment(**given: str) -> dict[str, str]:
    """This process's environment with `given` over it."""
    return os.environ | given

"""The house under fire: one web process, one worker, PostgreSQL; each may be killed at any moment and is raised again."""

import asyncio
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from bench.hospital import SITE, Hospital
from bench.stage import Process, free_port

PARTS = ("web", "worker", "postgres")
BACK_SECONDS = 30.0


class House:
    """Kills with SIGKILL only. `log` has what was killed and how long it took to answer again."""

    def __init__(self, hospital: Hospital, seed: int) -> None:
        self._hospital = hospital
        self._stage = hospital.stage
        self._dice = random.Random(seed)
        self._port = free_port()
        self._web: Process | None = None
        self._worker: Process | None = None
        self.log: list[tuple[str, float]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def open(self) -> None:
        self._start_web()
        self._start_worker()

    def _start_web(self) -> None:
        env = self._hospital.env | {"BEDSIDE_PORT": str(self._port)}
        command = [sys.executable, "-m", "bedside.cli", "web", "--no-work"]
        self._web = self._stage.start("bedside", command, self._port, env, f"/v1/visitor/sites/{SITE}")
        self._hospital.server = self._web

    def _start_worker(self) -> None:
        command = [sys.executable, "-m", "bedside.cli", "work"]
        self._worker = self._stage.start("work", command, 0, self._hospital.env, None)

    def strike(self, part: str) -> None:
        """Kill one part, as power or the kernel would, and raise it again."""
        began = time.monotonic()
        if part == "postgres":
            pid = self._stage.postgres.pid
            assert pid
            psutil.Process(pid).send_signal(signal.SIGKILL)
            psutil.Process(pid).wait(10) if psutil.pid_exists(pid) else None
            self._stage.postgres.start()
        else:
            process = self._web if part == "web" else self._worker
            assert process
            process.kill()
            self._stage.started.remove(process)
            (self._start_web if part == "web" else self._start_worker)()
        self.log.append((part, time.monotonic() - began))

    async def under_fire(
        self, seconds: float, pause: tuple[float, float], parts: tuple[str, ...], told: Callable[[], int], enough: int
    ) -> None:
        """Strike at random moments for `seconds`; every part at least once, in random order.

        Every other blow falls while everybody still comes back; the rest wait until so many more things were `told`, or a slow
        machine would only ever be coming back.
        """
        deadline = time.monotonic() + seconds
        todo = self._dice.sample(parts, len(parts))
        while todo or time.monotonic() < deadline:
            await asyncio.sleep(self._dice.uniform(*pause))
            part = todo.pop() if todo else self._dice.choice(parts)
            before = told()
            with suppress(psutil.NoSuchProcess):
                await asyncio.to_thread(self.strike, part)
            self._tend()
            back = time.monotonic() + BACK_SECONDS if self._dice.random() < 0.5 else 0.0
            while told() < before + enough and time.monotonic() < back:  # noqa: ASYNC110 - until a deadline
                await asyncio.sleep(0.1)

    def _tend(self) -> None:
        """A worker that found no database when it began has ended; a supervisor would start it again."""
        if self._worker is not None and not self._worker.alive:
            self._stage.started.remove(self._worker)
            self._start_worker()

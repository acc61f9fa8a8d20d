"""The coach's own process: messages never wait for it, and when it dies the desk goes on and it is started again."""

import asyncio
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

from bedside.coach.model import Departments, Line, Reading
from bedside.coach.reading import Coach
from bedside.coach.versions import Chosen, Opener

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before it is started again; twice as long after every failure in a row."""
NICE = 3
_opener: list[Opener] = []


class Away(Exception):
    """The coach does not answer now; it is started again by itself."""


class Coaching:
    """Starts the process on the first reading. One reading at a time."""

    def __init__(self, shelf: Path, folder: Path) -> None:
        self._shelf = shelf
        self._folder = folder
        self._pool: ProcessPoolExecutor | None = None
        self._pause = 0.0
        self._ready_at = 0.0
        self.pids: set[int | None] = set()
        """Of the processes that it started."""
        self.away = False

    async def read(self, lines: Sequence[Line], zone: str, departments: Departments, chosen: Chosen) -> Reading:
        """Raises Away while the process is gone; what the text itself makes fail is raised as it is."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._ready_at:
            raise Away
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (self._shelf, self._folder))
        try:
            before = {process.pid for process in active_children()}
            reading = loop.run_in_executor(self._pool, _read, list(lines), zone, departments, chosen)
            self.pids |= {process.pid for process in active_children()} - before
            found = await reading
        except BrokenProcessPool as error:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            self._pause = min(LONGEST_PAUSE, 2 * self._pause or FIRST_PAUSE)
            self._ready_at = loop.time() + self._pause
            self.away = True
            log.warning("the coach's process ended; it is started again in %.0f s", self._pause)
            raise Away from error
        self._pause, self.away = 0.0, False
        return found

    @property
    def pause(self) -> float:
        """Seconds until it is tried again."""
        return max(0.0, self._ready_at - asyncio.get_running_loop().time())

    def stop(self) -> None:
        """End the process, also in the middle of making its models: they are made again."""
        if self._pool is None:
            return
        processes = active_children()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None
        for process in processes:
            if process.pid in self.pids:
                process.kill()


def _begin(shelf: Path, folder: Path) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    os.nice(NICE)  # what people wait for comes first
    _opener.append(Opener(shelf, folder))


def _end_with_parent() -> None:
    """A killed parent cannot end its pool, and a pool's process alone would wait for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _read(lines: list[Line], zone: str, departments: Departments, chosen: Chosen) -> Reading:
    coach: Coach = _opener[0].coach(chosen)
    return coach.read(lines, ZoneInfo(zone), departments)

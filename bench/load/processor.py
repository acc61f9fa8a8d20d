"""Processor time of the processes of a measurement."""

import os
from contextlib import suppress

import psutil


def with_me(watched: dict[str, int]) -> dict[str, int]:
    """`watched` and this generator itself."""
    return watched | {"generator": os.getpid()}


def used_by(watched: dict[str, int]) -> dict[str, float]:
    """Seconds of processor time used so far, by name."""
    found = dict.fromkeys(watched, 0.0)
    for name, pid in watched.items():
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                found[name] += sum(each.cpu_times()[:2])
    return found

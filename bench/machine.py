"""On what it was measured: figures without it mean nothing."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("uvicorn", "websockets", "uvloop", "litestar", "msgspec", "psycopg")


def described() -> str:
    """Date, processor, memory, versions, and how busy the machine is with other work."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {psutil.cpu_count()} cores {_processor()} · {memory:.0f} GiB · "
        f"Linux {platform.release()} · Python {platform.python_version()} · PostgreSQL 18 (embedded; fsync, "
        f"synchronous_commit, full_page_writes on)\n{versions}\nload average before: {os.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())

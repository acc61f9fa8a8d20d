"""A throwaway PostgreSQL of one's own, in a folder that the server's account may enter."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from bedside.kit.postgres import EmbeddedPostgres

SMALL = {"shared_buffers": "128MB", "max_wal_size": "512MB", "min_wal_size": "80MB"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

MEMORY = Path("/dev/shm")
ENOUGH = 3 * 2**30


def new_home(*, durable: bool = True) -> Path:
    """A short path outside pytest's own folders, which only their maker may enter. What need not survive is kept in
    memory, where there is enough: every test copies a database of a thousand files, which is ten times as dear on disk."""
    folder = Path("/tmp") if durable or not _roomy(MEMORY) else MEMORY
    return Path(tempfile.mkdtemp(prefix="bedside-", dir=folder))


def _roomy(folder: Path) -> bool:
    return (
        os.access(folder, os.W_OK)
        and shutil.disk_usage(folder).free > ENOUGH
        and psutil.virtual_memory().available > 2 * ENOUGH
    )


@contextmanager
def throwaway_home(*, durable: bool = True) -> Generator[Path]:
    home = new_home(durable=durable)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def throwaway_postgres(*, durable: bool = True) -> Generator[EmbeddedPostgres]:
    """A running cluster; `durable=False` trades fsync for speed where no test is about survival."""
    with throwaway_home(durable=durable) as home:
        server = EmbeddedPostgres(home, SMALL if durable else SMALL | FORGETFUL)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def cluster_of_this_run(*, durable: bool = False) -> str:
    """Start a cluster that lives as long as this test run, however the run ends; returns the owner's URL."""
    home = new_home(durable=durable)
    server = EmbeddedPostgres(home, SMALL if durable else SMALL | FORGETFUL)
    url = server.start()
    # Under xdist the run is the controller, which outlives its workers.
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    subprocess.Popen(
        [sys.executable, __file__, str(home), str(run)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return url


def _guard(home: Path, run: int) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(run).wait()
    server = EmbeddedPostgres(home)
    server.start()
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    _guard(Path(sys.argv[1]), int(sys.argv[2]))

"""A throwaway PostgreSQL of one's own, in a folder that the server's account may enter."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bedside.kit.postgres import EmbeddedPostgres

SMALL = {"shared_buffers": "128MB", "max_wal_size": "512MB", "min_wal_size": "80MB"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def throwaway_home() -> Generator[Path]:
    """A short path outside pytest's own folders, which only their maker may enter."""
    home = Path(tempfile.mkdtemp(prefix="bedside-", dir="/tmp"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def throwaway_postgres(*, durable: bool = True) -> Generator[EmbeddedPostgres]:
    """A running cluster; `durable=False` trades fsync for speed where no test is about survival."""
    with throwaway_home() as home:
        server = EmbeddedPostgres(home, SMALL if durable else SMALL | FORGETFUL)
        server.start()
        try:
            yield server
        finally:
            server.stop()

"""Migrations: forward-only SQL, one folder per room, applied in order of their numbers by yoyo."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict
from yoyo import get_backend, read_migrations  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

LOCK = 0x62656473  # one migrating process at a time; the lock dies with its connection, unlike a row in a table


def folders() -> list[Path]:
    """Every room's migrations folder."""
    root = Path(str(resources.files("bedside")))
    return sorted(root.glob("*/migrations"))


def migrate(url: str, begun: Callable[[str, int, int], None] | None = None) -> list[str]:
    """Apply what is missing; returns the names applied. Several processes may call it at once: they queue.

    `begun` is told of each before it runs: its name, which one it is, and of how many.
    """
    with psycopg.connect(url, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        backend, todo = _plan(url)
        try:
            for number, migration in enumerate(todo, 1):
                if begun:
                    begun(str(migration.id), number, len(todo))
                backend.apply_one(migration)
        finally:
            backend.connection.close()
        return [str(migration.id) for migration in todo]


def pending(url: str) -> list[str]:
    """Names of migrations that this database has not seen."""
    backend, todo = _plan(url)
    backend.connection.close()
    return [str(migration.id) for migration in todo]


def _plan(url: str) -> tuple[Any, list[Any]]:
    backend: Any = get_backend(_yoyo_url(url))
    migrations: Any = read_migrations(*(str(folder) for folder in folders()))
    return backend, sorted(backend.to_apply(migrations), key=lambda migration: migration.id)


def _yoyo_url(url: str) -> str:
    """The same server in the form that yoyo reads."""
    given = conninfo_to_dict(url)
    user, password = quote(str(given.pop("user", "")), safe=""), quote(str(given.pop("password", "")), safe="")
    name = quote(str(given.pop("dbname", "postgres")), safe="")
    who = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql+psycopg://{who}/{name}?{urlencode({k: str(v) for k, v in given.items() if v is not None})}"

"""One real PostgreSQL per run, a migrated template in it, and a fresh copy of that for every test that asks."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bedside.hospital import passwords
from bedside.kit.database import Database
from bedside.kit.reading.linear import Linear
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from tests.support.run import begin_run, own_database, owners_url

MODELS = Path(__file__).parents[1] / "var" / "models"


def pytest_configure(config: pytest.Config) -> None:
    """The controller owns the run's cluster; workers inherit its address."""
    # argon2 at its real cost would be most of many tests' time; test_passwords tries that.
    passwords.PasswordHasher = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    # Models of the shipped sets take seconds to make, and are the same for every test.
    os.environ.setdefault("BEDSIDE_MODELS", str(MODELS))
    setattr(Settings, "shelf", property(lambda given: given.models or MODELS))  # noqa: B010
    setattr(Linear, "read", staticmethod(_read_once(Linear.read)))  # noqa: B010
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    begin_run()


def _read_once(read: Callable[[Path], Linear]) -> Callable[[Path], Linear]:
    """Opening all models of a process takes most of a second, which hundreds of tests would pay anew."""
    kept: dict[tuple[Path, int], Linear] = {}

    def once(path: Path) -> Linear:
        key = path, path.stat().st_mtime_ns
        if key not in kept:
            kept[key] = read(path)
        return kept[key]

    return once


@pytest.fixture
def database_url() -> Iterator[str]:
    """Owner's URL of an empty migrated database of this test's own."""
    with own_database() as name:
        yield owners_url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database(database_url, size=4).open()
    yield opened
    await opened.close()


@pytest.fixture
async def services(database_url: str, tmp_path: Path) -> AsyncIterator[Services]:
    async with open_services(Settings(home=tmp_path), database_url) as opened:
        yield opened

"""Services whose clock stands still until a test moves it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bedside.hospital.passwords import Hasher
from bedside.kit.clock import SetClock
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
async def services(database_url: str, tmp_path: Path, clock: SetClock) -> AsyncIterator[Services]:
    async with open_services(Settings(home=tmp_path), database_url, clock) as opened:
        # argon2 at its real cost would be most of these tests' time; test_passwords.py pays it once.
        opened.add(Hasher(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)))
        yield opened

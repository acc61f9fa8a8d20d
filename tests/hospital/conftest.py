"""Services whose clock stands still until a test moves it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bedside.kit.clock import SetClock
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
async def services(database_url: str, tmp_path: Path, clock: SetClock) -> AsyncIterator[Services]:
    async with open_services(Settings(home=tmp_path), database_url, clock) as opened:
        yield opened

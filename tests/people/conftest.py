"""One served clinic per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people.clinic import Clinic, opened_clinic


@pytest.fixture
async def clinic(database_url: str, tmp_path: Path) -> AsyncIterator[Clinic]:
    async with opened_clinic(database_url, tmp_path) as opened:
        yield opened

"""A clinic, or a hospital's own system, for every test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.appointment.clinic import Clinic, opened, running
from tests.support.his_server import His, his_server


@pytest.fixture
async def clinics(database_url: str, tmp_path: Path) -> AsyncIterator[list[Clinic]]:
    """Two hospitals of one group."""
    async with running(database_url, tmp_path) as (services, clock):
        yield await opened(services, clock, "E", "W")


@pytest.fixture
def clinic(clinics: list[Clinic]) -> Clinic:
    return clinics[0]


@pytest.fixture
async def his() -> AsyncIterator[His]:
    async with his_server() as serving:
        yield serving

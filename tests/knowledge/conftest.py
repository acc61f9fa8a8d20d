"""The website's and the staff's fixtures serve here too."""

from collections.abc import AsyncIterator

import pytest

from tests.knowledge.library import Shelf
from tests.visit.conftest import running
from tests.visit.test_staff_endpoints import House, browser, house

__all__ = ["house", "running"]


@pytest.fixture
async def shelf(house: House) -> AsyncIterator[Shelf]:
    """The consultant writes, the lead approves."""
    async with browser(house.services, house.consultant) as writer, browser(house.services, house.lead) as approver:
        yield Shelf(house, writer, approver, str(house.consultant.id))

"""The demo hospital at work, and real people at it: browsers of their own, moved by clicks and keys only."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bedside.demo.furnish import furnish, places
from bedside.demo.furniture import load
from bedside.kit.services import open_services
from bedside.kit.settings import Settings
from tests.browser.morning import ZONE
from tests.browser.scene import PATIENCE_MS, SECRET, Scene
from tests.support.chromium import launch
from tests.support.run import own_database, owners_url

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database in which the demo hospital stands ready: furnished once, copied for each test."""
    with own_database() as name:
        asyncio.run(_furnish(tmp_path_factory.mktemp("furnish"), owners_url(name)))
        yield name


async def _furnish(home: Path, url: str) -> None:
    given = load()
    here = msgspec.structs.replace(given, group=msgspec.structs.replace(given.group, timezone=ZONE))
    async with open_services(Settings(home=home, secret=SECRET), url) as services:
        with patch.object(places, "load", lambda: here):
            await furnish(services)


@pytest.fixture
def database_url(furnished: str) -> Iterator[str]:
    """Owner's URL of a furnished database of this test's own."""
    with own_database(furnished) as name:
        yield owners_url(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests of this folder, in which one browser can serve them all."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Started once per worker; everybody in a test has a context of their own."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(**launch())
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def coached(
    request: pytest.FixtureRequest, browser: Browser, database_url: str, tmp_path: Path
) -> AsyncIterator[Scene]:
    """With the coach at work, in its own process."""
    async with Scene(browser, database_url, tmp_path, ZONE, coach=True) as opened:
        yield opened
        await _tell(request, opened)


@pytest_asyncio.fixture(loop_scope="session")
async def scene(
    request: pytest.FixtureRequest, browser: Browser, database_url: str, tmp_path: Path
) -> AsyncIterator[Scene]:
    async with Scene(browser, database_url, tmp_path, ZONE) as opened:
        yield opened
        await _tell(request, opened)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


async def _tell(request: pytest.FixtureRequest, scene: Scene) -> None:
    """What everybody had before their eyes when the test failed: on another machine there is nothing else to go by."""
    if request.node.stash.get(FAILED, False):
        print(await scene.screens())

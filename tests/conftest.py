"""One real PostgreSQL per run, a migrated template in it, and a fresh copy of that for every test that asks."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bedside.kit.database import Database
from bedside.kit.migrate import migrate
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from tests.support.postgres import cluster_of_this_run

TEMPLATE = "bedside_template"
RUN = "BEDSIDE_TEST_CLUSTER"


def pytest_configure(config: pytest.Config) -> None:
    """The controller owns the run's cluster; workers inherit its address."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    url = cluster_of_this_run()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {TEMPLATE}")
    migrate(make_conninfo(url, dbname=TEMPLATE))
    os.environ[RUN] = url


@pytest.fixture
def database_url() -> Iterator[str]:
    """Owner's URL of an empty migrated database of this test's own."""
    cluster, name = os.environ[RUN], f"test_{uuid4().hex[:12]}"
    with psycopg.connect(cluster, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        yield make_conninfo(cluster, dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database(database_url, size=4).open()
    yield opened
    await opened.close()


@pytest.fixture
async def services(database_url: str, tmp_path: Path) -> AsyncIterator[Services]:
    async with open_services(Settings(home=tmp_path), database_url) as opened:
        yield opened

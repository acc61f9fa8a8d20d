"""The PostgreSQL that all tests of a run share: a migrated template, and databases of one's own, copied in moments."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bedside.kit.migrate import migrate
from tests.support.postgres import cluster_of_this_run

TEMPLATE = "bedside_template"
EMPTY = "template1"
"""PostgreSQL's own."""
_RUN = "BEDSIDE_TEST_CLUSTER"


def begin_run() -> None:
    """By the controller; its workers inherit the address."""
    cluster = cluster_of_this_run()
    with psycopg.connect(cluster, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {TEMPLATE}")
    migrate(make_conninfo(cluster, dbname=TEMPLATE))
    os.environ[_RUN] = cluster


@contextmanager
def own_database(template: str = TEMPLATE) -> Generator[str]:
    """The name of a copy of `template`, dropped at the end."""
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(os.environ[_RUN], autocommit=True) as admin:
        # Copying files is twice as fast as logging every page, which only a durable cluster would need.
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        admin.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def owners_url(name: str) -> str:
    return make_conninfo(os.environ[_RUN], dbname=name)

"""A transaction sees the hospitals it was opened for, and a forgotten scope raises instead of reading everything."""

from typing import ClassVar

import psycopg
import pytest

from bedside.kit.database import Database, role_conninfo
from bedside.kit.facts import Fact
from bedside.kit.ids import new_id


class Noted(Fact, frozen=True):
    kind: ClassVar[str] = "test.noted"


async def test_another_hospitals_rows_do_not_exist(database: Database) -> None:
    async with database.transaction([2]) as tx:
        tx.announce(2, new_id(), Noted(), actor="system:test")
    async with database.transaction([1]) as tx:
        assert await tx.value("SELECT count(*) FROM kit.facts") == 0
    async with database.transaction([1, 2]) as tx:
        assert await tx.value("SELECT count(*) FROM kit.facts") == 1


async def test_writing_for_another_hospital_is_refused(database: Database) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.transaction([1]) as tx:
            tx.announce(2, new_id(), Noted(), actor="system:test")


def test_an_unset_hospital_raises(database_url: str) -> None:
    with psycopg.connect(role_conninfo(database_url, "bedside_app"), autocommit=True) as connection:
        with pytest.raises(psycopg.errors.UndefinedObject):
            connection.execute("SELECT count(*) FROM kit.facts")
        with connection.transaction():
            connection.execute("SELECT set_config('bedside.hospitals', '{1}', true)")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT count(*) FROM kit.facts")

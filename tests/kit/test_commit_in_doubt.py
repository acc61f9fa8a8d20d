"""A connection lost in the commit itself: what was announced for that case is told, what waited for the commit is not."""

from contextlib import suppress

import psycopg
import pytest

from bedside.kit.database import Database


async def end_this_connection(database: Database, url: str, *, body_fails: bool, pipelined: bool = False) -> list[str]:
    """What was told when the server ended the connection before the commit, and the body had failed or not."""
    told: list[str] = []
    with suppress(psycopg.OperationalError, LookupError):
        async with database.transaction([1], pipelined=pipelined) as tx:
            tx.after_commit(lambda: told.append("committed"))
            tx.in_doubt(lambda: told.append("in doubt"))
            pid = await tx.value("SELECT pg_backend_pid()")
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            if body_fails:
                raise LookupError
        told.append("went through")
    return told


@pytest.mark.parametrize("pipelined", [False, True])
async def test_a_connection_lost_in_the_commit_leaves_doubt(
    database: Database, database_url: str, pipelined: bool
) -> None:
    assert await end_this_connection(database, database_url, body_fails=False, pipelined=pipelined) == ["in doubt"]


async def test_a_body_that_failed_leaves_none(database: Database, database_url: str) -> None:
    assert await end_this_connection(database, database_url, body_fails=True) == []


async def test_a_commit_leaves_none(database: Database) -> None:
    told: list[str] = []
    async with database.transaction([1]) as tx:
        tx.after_commit(lambda: told.append("committed"))
        tx.in_doubt(lambda: told.append("in doubt"))
    assert told == ["committed"]

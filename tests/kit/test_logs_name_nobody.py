"""A row that the database refuses stands in no log: not in the process's, not in the server's own."""

import io
import logging
from pathlib import Path

import psycopg
import pytest

from bedside.kit.database import Database
from bedside.kit.logs import FORMAT, Discreet

NAME, PHONE = "欧阳小满", "13800001111"
log = logging.getLogger("test.discreet")


async def refusal(database: Database) -> psycopg.Error:
    """The hot paths hand over documents, and of one that it cannot read PostgreSQL quotes the text."""
    with pytest.raises(psycopg.Error) as caught:
        async with database.transaction([1]) as tx:
            await tx.run(
                "SELECT * FROM json_to_recordset(%s::json) AS r (name text)", (f'[{{"name": "{NAME} {PHONE}", x}}]',)
            )
    return caught.value


def written(folder: str) -> str:
    return "".join(file.read_text("utf-8", "replace") for file in Path(folder).glob("*.log"))


@pytest.mark.parametrize("grouped", [False, True])
async def test_a_refused_row_is_in_no_log(database: Database, database_url: str, grouped: bool) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet(FORMAT))
    log.addHandler(handler)
    error = await refusal(database)
    assert NAME in str(error), "the database quotes it"
    try:
        raise RuntimeError("it could not be stored") from (ExceptionGroup("many", [error]) if grouped else error)
    except RuntimeError:
        log.exception("failed")
    finally:
        log.removeHandler(handler)
    said = out.getvalue()
    assert "invalid input syntax for type json" in said
    assert "it could not be stored" in said
    assert "Traceback" in said
    assert NAME not in said
    assert PHONE not in said
    with psycopg.connect(database_url) as owner:
        folder = owner.execute("SHOW log_directory").fetchone()
    assert folder
    by_server = written(folder[0])
    assert "invalid input syntax for type json" in by_server
    assert NAME not in by_server
    assert PHONE not in by_server

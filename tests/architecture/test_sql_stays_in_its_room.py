"""SQL must not do in secret what imports may not."""

from pathlib import Path

import pytest

from tests.support.rooms import (
    ROOMS,
    SOURCE,
    begins_like_sql,
    is_store,
    python_files,
    room_of,
    schemas_named,
    strings,
)

STORES = [file for file in python_files() if is_store(file) and room_of(file) in ROOMS]
MIGRATIONS = sorted(SOURCE.glob("*/migrations/*.sql"))
# These speak to PostgreSQL itself, before and beneath any room: start it, migrate it, back it up.
BENEATH = {"kit/postgres.py", "kit/migrate.py"}


def name(file: Path) -> str:
    return str(file.relative_to(SOURCE))


@pytest.mark.parametrize("file", STORES, ids=name)
def test_a_store_names_only_its_own_schema(file: Path) -> None:
    named = set[str]().union(*(schemas_named(text) for text in strings(file)))
    assert named <= {room_of(file), "kit"}


@pytest.mark.parametrize("file", MIGRATIONS, ids=name)
def test_a_migration_names_only_its_own_and_lower_schemas(file: Path) -> None:
    room = room_of(file)
    assert file.name.split(".")[1] == room, "a migration is named NNNN.<room>.sql"
    assert schemas_named(file.read_text()) <= set(ROOMS[ROOMS.index(room) :])


def test_sql_stands_only_in_stores() -> None:
    elsewhere = {
        name(file): text
        for file in python_files()
        if not is_store(file) and name(file) not in BENEATH
        for text in strings(file)
        if begins_like_sql(text)
    }
    assert elsewhere == {}


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT * FROM people.persons p JOIN visit.views v USING (id)", {"people", "visit"}),
        ('INSERT INTO "people"."persons" VALUES (%s, %(id)s)', {"people"}),
        (
            "WITH x AS (DELETE FROM hospital.staff RETURNING id) SELECT x.id FROM x -- people.persons",
            {"hospital"},
        ),
        ("SELECT 'people.persons', v.id FROM visit.views v WHERE v.people = 1", {"visit"}),
        ("UPDATE\n  gate\n.rules SET a = kit.facts_epoch()", {"gate", "kit"}),
    ],
)
def test_the_reading_of_sql_sees_what_is_named(sql: str, named: set[str]) -> None:
    assert schemas_named(sql) == named


@pytest.mark.parametrize(
    ("text", "is_sql"),
    [
        ("\n   SELECT id FROM x", True),
        ("UPDATE x SET a = 1", True),
        ("WITH a AS (SELECT 1) SELECT", True),
        ("Select a person", False),
        ("LOCK", False),
    ],
)
def test_sql_is_told_from_prose(text: str, is_sql: bool) -> None:
    assert begins_like_sql(text) == is_sql

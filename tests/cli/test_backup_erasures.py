"""What is restored from a backup is erased again if it was erased since; the list says what older backups still hold."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
from click.testing import CliRunner

from bedside.cli import backups, checks, main
from bedside.cli.backup import backup, restore
from bedside.cli.checks import Grade
from bedside.console import rooms
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Role
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.people import actions, persons, register
from bedside.people.erasing import erase_person
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import make_person

LEAD = Viewer(
    staff_id=UUID(int=1), name_zh="主管", name_en="lead", lang="zh", hospitals=(1,), group_id=1, login="lead",
    roles={1: frozenset({Role.DESK_LEAD})}, session_id=UUID(int=0), session_ends_at=datetime(2099, 1, 1, tzinfo=UTC),
)  # fmt: skip
NAME, OTHER = "欧阳小满", "司马安"


def quiet(_what: str, _size: int) -> None: ...


async def known(services: Services, name: str, phone: str) -> tuple[str, str]:
    """A person and a visitor of the same name; their ids."""
    async with services.database.transaction([1]) as tx:
        identifiers = [NewIdentifier("phone", phone, True)]
        person = await make_person(tx, services, 1, NewPerson(name=name, identifiers=identifiers), "staff:test")
        visitor = await actions.make_visitor(tx, 1, name=name)
    return str(person.id), str(visitor.id)


async def erased(services: Services, person: str, visitor: str) -> None:
    async with services.database.transaction([1]) as tx:
        await erase_person(tx, services, 1, UUID(person), "staff:test")
    await actions.forget(services, 1, UUID(visitor))


def names(url: str) -> list[tuple[bool, str]]:
    """Whether each person has a name still, and what each visitor is called."""
    with psycopg.connect(url) as owner:
        persons = owner.execute("SELECT name_sealed <> '' FROM people.persons ORDER BY id").fetchall()
        visitors = owner.execute("SELECT name FROM people.visitors ORDER BY id").fetchall()
    return [(row[0], called[0]) for row, called in zip(persons, visitors, strict=True)]


async def test_whoever_was_erased_since_is_erased_again(database_url: str, tmp_path: Path) -> None:
    given, file = Settings(home=tmp_path / "here"), tmp_path / "hospital.bedside"
    async with open_services(given, database_url) as services:
        rooms.start(services)
        gone = await known(services, NAME, "13800001111")
        living, _ = await known(services, OTHER, "13800002222")
        wrong = await persons.merge(services, LEAD, 1, UUID(gone[0]), UUID(living), "重复登记")
        await asyncio.to_thread(backup, given, database_url, file, quiet, days=7)
        await persons.undo_merge(services, LEAD, 1, wrong.id, "是两个人")
        await erased(services, *gone)
        later = await known(services, "后来者", "13800003333")
        await erased(services, *later)
        assert await register.keep_up(services) == 4
        assert await register.keep_up(services) == 0
        await rooms.stop(services)
    assert names(database_url) == [(False, ""), (True, OTHER), (False, "")]
    text = register.path(given.home).read_text()
    assert all(id in text for id in gone)
    assert NAME not in text

    held = backups.listed(given.home)
    assert [(each.there, each.erased_since) for each in held] == [(True, 4)]
    assert held[0].backup.expires_at - held[0].backup.made_at == timedelta(days=7)
    said = CliRunner(env={"BEDSIDE_HOME": str(given.home), "LC_ALL": "en_GB.UTF-8"}).invoke(main, ["backups"]).output
    assert "holds 4 who were erased since" in said

    done = await asyncio.to_thread(restore, given, database_url, file, quiet, force=True)
    assert done.erased_again == 2, "the last two were not known when it was made"
    assert names(database_url) == [(False, ""), (True, OTHER)], "the living one was merged with it then"
    assert (done.parted, done.merged) == (1, [])
    again = await asyncio.to_thread(restore, given, database_url, file, quiet, force=True)
    assert again.erased_again == 2


async def test_merges_of_the_living_are_named_since_one_may_have_been_undone_after_the_backup(
    database_url: str, tmp_path: Path
) -> None:
    given, file = Settings(home=tmp_path / "here"), tmp_path / "hospital.bedside"
    async with open_services(given, database_url) as services:
        rooms.start(services)
        one, _ = await known(services, NAME, "13800001111")
        two, _ = await known(services, NAME, "13800002222")
        merge = await persons.merge(services, LEAD, 1, UUID(one), UUID(two), "重复登记")
        await asyncio.to_thread(backup, given, database_url, file, quiet)
        await persons.undo_merge(services, LEAD, 1, merge.id, "是两个人")
        await rooms.stop(services)
    env = {"BEDSIDE_HOME": str(given.home), "DATABASE_URL": database_url, "LC_ALL": "en_GB.UTF-8"}
    said = CliRunner(env=env).invoke(main, ["restore", str(file), "--force"]).output
    assert "holds 1 merges of persons" in said
    assert f"{two} into {one}" in said


async def test_the_list_of_the_database_that_is_emptied_and_one_that_is_named_count_too(
    database_url: str, tmp_path: Path
) -> None:
    given, file = Settings(home=tmp_path / "here"), tmp_path / "hospital.bedside"
    async with open_services(given, database_url) as services:
        rooms.start(services)
        gone = await known(services, NAME, "13800001111")
        await asyncio.to_thread(backup, given, database_url, file, quiet)
        await erased(services, *gone)  # and nobody listed it in time
        await rooms.stop(services)
    done = await asyncio.to_thread(restore, given, database_url, file, quiet, force=True)
    assert (done.erased_again, names(database_url)) == (2, [(False, "")])

    named = register.path(given.home).rename(tmp_path / "from elsewhere.jsonl")
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("TRUNCATE people.erasures")
    bare = await asyncio.to_thread(restore, given, database_url, file, quiet, force=True)
    assert (bare.erased_again, names(database_url)) == (0, [(True, NAME)]), "nobody knew of it"
    done = await asyncio.to_thread(restore, given, database_url, file, quiet, force=True, erasures=named)
    assert (done.erased_again, names(database_url)) == (2, [(False, "")])


def test_a_line_cut_short_is_listed_again(tmp_path: Path) -> None:
    file = register.path(tmp_path)
    whole = '{"hospital_id":1,"subject":"0199aaaa-0000-7000-8000-000000000001","kind":"person","erased_at":"2026-11-22T00:00:00Z"}'
    file.write_text(f"{whole}\n{whole[:40]}")
    first = register.read(file)
    assert len(first) == 1
    second = msgspec.structs.replace(first[0], hospital_id=2)
    assert register.add(file, [*first, second]) == 1
    assert register.read(file) == [first[0], second]


def test_an_expired_backup_is_named_until_it_is_deleted(database_url: str, tmp_path: Path) -> None:
    given, file = Settings(home=tmp_path), tmp_path / "old.bedside"
    backup(given, database_url, file, quiet, days=-1)
    found = list(checks.old_backups(given))
    assert [each.grade for each in found] == [Grade.WARNING]
    assert str(file) in found[0].mend_en
    file.unlink()
    assert list(checks.old_backups(given)) == []
    assert backups.listed(tmp_path) == []

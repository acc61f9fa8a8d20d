"""A running hospital is backed up and restored elsewhere: row by row, file by file, the facts' tail included."""

import asyncio
import tarfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from bedside.cli import backups, store
from bedside.cli.backup import LOADED, BackupError, backup, restore
from bedside.client import VisitorClient
from bedside.demo.furnish import furnish, site_keys
from bedside.kit import postgres
from bedside.kit.database import Database
from bedside.kit.facts import Announced, Fact
from bedside.kit.ids import new_id
from bedside.kit.settings import Settings
from bedside.kit.tail import Reader
from tests.support import debian_postgres
from tests.support.postgres import throwaway_postgres
from tests.support.server import serving
from tests.support.tail import digest

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")
MOST_FILES = 10
EVERYTHING = 100_000


class Noted(Fact, frozen=True, kw_only=True):
    kind = "test.noted"
    number: int


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with two uploaded files and its secret."""
    given = Settings(home=tmp_path / "here")
    (given.files / "ab").mkdir(parents=True)
    (given.files / "ab" / "picture").write_bytes(b"\x89PNG" * 1000)
    (given.files / "文件.pdf").write_bytes(b"%PDF")
    (given.home / "secret.key").write_text("s" * 64)
    return given


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "elsewhere")


@pytest.fixture
def empty_url() -> Iterator[str]:
    """A database of a new cluster, whose transaction ids are far lower."""
    with throwaway_postgres(durable=False) as server:
        yield server.url


def quiet(_what: str, _size: int) -> None: ...


async def note(url: str, subject: UUID, *numbers: int) -> None:
    database = await Database(url, size=2).open()
    for number in numbers:
        async with database.transaction([1]) as tx:
            tx.announce(1, subject, Noted(number=number), actor="system:test")
    await database.close()


async def read(url: str, batch: int, least: int = 0) -> list[int]:
    """What the reader `noter` brings: one look, or as many as bring `least`, since another test's open transaction in the
    same cluster holds the tail back."""
    seen: list[int] = []

    async def take(fact: Announced) -> None:
        seen.append(fact.read(Noted).number)

    database = await Database(url, size=2).open()
    reader = Reader("noter", {"test.noted": take}, batch=batch)
    async with asyncio.timeout(30):
        await reader.read(database)
        while len(seen) < least:
            await asyncio.sleep(0.02)
            await reader.read(database)
    await database.close()
    return seen


def rows(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url) as connection:
        return rows_seen(connection)


def rows_seen(connection: psycopg.Connection) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    return {
        table: [
            str(row)
            for row in connection.execute(
                sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(*table.split(".")))
            )
        ]
        for table in store.tables(connection)
    }


def files(given: Settings) -> dict[str, bytes]:
    """All but the list of backups, which belongs to where they are made."""
    found = {str(f.relative_to(given.home)): f.read_bytes() for f in given.home.rglob("*") if f.is_file()}
    return {name: content for name, content in found.items() if name != backups.NAME}


@contextmanager
def dumped_with(connection: psycopg.Connection, folder: Path) -> Generator[None]:
    """Let pg_dump see exactly what this transaction sees, so that both can be compared row by row."""
    (moment,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
    real = postgres.programs()
    folder.mkdir()
    (folder / "pg_dump").write_text(f'#!/bin/sh\nexec "{real}/pg_dump" --snapshot={moment} "$@"\n')
    (folder / "pg_dump").chmod(0o700)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postgres, "programs", lambda: folder)
        yield


class Talker:
    """A visitor who talks and sends pictures until told to stop, and keeps what was acknowledged."""

    def __init__(self, url: str, site: str) -> None:
        self.client = VisitorClient(url, site)
        self.said: list[UUID] = []
        self.sent: list[UUID] = []

    async def talk(self, over: asyncio.Event) -> None:
        async with self.client as client, httpx.AsyncClient(base_url=client.base_url) as http:
            await client.start()
            while not over.is_set():
                message, file = new_id(), new_id()
                await client.say(f"第 {len(self.said)} 句", message)
                self.said.append(message)
                if len(self.sent) < MOST_FILES and len(self.said) % 3 == 0:
                    place = f"/v1/visitor/files?token={client.token}&name=x.png&id={file}"
                    (await http.post(place, content=PNG + file.bytes)).raise_for_status()
                    await client.live.ask("say", id=new_id(), file=file)
                    self.sent.append(file)
                await asyncio.sleep(0.05)


async def messages_read(url: str, batch: int) -> list[UUID]:
    """What a reader of the log learns of messages, as far as it comes now."""
    seen: list[UUID] = []

    async def take(fact: Announced) -> None:
        seen.append(fact.id)

    database = await Database(url, size=2).open()
    reader = Reader("counter", {"conversation.message_said": take}, batch=batch)
    if batch == EVERYTHING:
        await digest(reader, database)
    else:
        async with asyncio.timeout(30):
            while not seen:
                await reader.read(database)
                await asyncio.sleep(0.02)
    await database.close()
    return seen


async def test_a_served_hospital_is_again_as_it_was_at_one_moment_while_people_talked_on(
    database_url: str, empty_url: str, elsewhere: Settings, tmp_path: Path
) -> None:
    archive, over = tmp_path / "hospital.bedside", asyncio.Event()
    async with serving(database_url, tmp_path / "here") as server:
        await furnish(server.services)
        talkers = [Talker(server.url, site) for site in site_keys().values() for _ in range(2)]
        talks = [asyncio.create_task(talker.talk(over)) for talker in talkers]

        async def until_each_said(more: int) -> None:
            had = [len(talker.said) for talker in talkers]
            async with asyncio.timeout(30):
                while any(len(talker.said) < n + more for talker, n in zip(talkers, had, strict=True)):
                    assert not any(talk.done() for talk in talks)
                    await asyncio.sleep(0.02)

        await until_each_said(4)
        read_before = await messages_read(database_url, batch=2_000)
        said = {str(message) for talker in talkers for message in talker.said}
        sent = {file for talker in talkers for file in talker.sent}
        with psycopg.connect(database_url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with dumped_with(connection, tmp_path / "programs"):
                backing = asyncio.create_task(
                    asyncio.to_thread(backup, server.services.settings, database_url, archive, quiet)
                )
                await until_each_said(1)
                await backing
            before = await asyncio.to_thread(rows_seen, connection)
        over.set()
        await asyncio.gather(*talks)
        ended = len(rows(database_url)["conversation.entries"])
    assert archive.stat().st_mode & 0o077 == 0

    restore(elsewhere, empty_url, archive, quiet)

    after = rows(empty_url)
    assert [epoch.split(",")[0] for epoch in after.pop("kit.epochs")] != before.pop("kit.epochs")
    # yoyo's log of who migrated when belongs to the place, not to the hospital.
    assert {k: v for k, v in after.items() if "yoyo" not in k} == {k: v for k, v in before.items() if "yoyo" not in k}
    assert len(after["conversation.entries"]) < ended, "else nobody talked on"
    with psycopg.connect(empty_url) as connection:
        kept = {str(id) for (id,) in connection.execute("SELECT id FROM conversation.entries")}
        stored = connection.execute("SELECT hospital_id, id FROM conversation.files").fetchall()
        facts = connection.execute(
            "SELECT id FROM kit.facts WHERE kind = 'conversation.message_said' ORDER BY epoch, xid, id"
        ).fetchall()
    assert said
    assert said <= kept
    assert sent
    assert sent <= {file for _, file in stored}
    for hospital, file in stored:
        assert (elsewhere.files / str(hospital) / file.hex[-2:] / file.hex).read_bytes() == PNG + file.bytes
    assert read_before + await messages_read(empty_url, EVERYTHING) == [id for (id,) in facts]


async def test_readers_go_on_where_they_were_and_see_what_is_new(
    database_url: str, empty_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    subject = uuid4()
    await note(database_url, subject, 1, 2, 3, 4)
    assert await read(database_url, batch=2, least=2) == [1, 2]
    backup(settings, database_url, tmp_path / "b", quiet)
    restore(elsewhere, empty_url, tmp_path / "b", quiet)
    assert transaction_id(empty_url) < transaction_id(database_url), "else this test shows nothing"

    await note(empty_url, subject, 5, 6)

    assert await read(empty_url, batch=100) == [3, 4, 5, 6]
    assert await read(empty_url, batch=100) == []


def transaction_id(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert row is not None
    return row[0]


async def test_policies_and_rights_come_along(
    database_url: str, empty_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    subject = uuid4()
    await note(database_url, subject, 1)
    backup(settings, database_url, tmp_path / "b", quiet)
    restore(elsewhere, empty_url, tmp_path / "b", quiet)
    database = await Database(empty_url, size=2).open()
    async with database.transaction([2]) as tx:
        assert await tx.value("SELECT count(*) FROM kit.facts") == 0
    async with database.transaction([1]) as tx:
        assert await tx.value("SELECT count(*) FROM kit.facts") == 1
    await database.close()
    with psycopg.connect(empty_url) as connection:
        assert store.unprotected_tables(connection) == []


def test_a_database_that_is_not_empty_is_left_alone_unless_forced(
    database_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    backup(settings, database_url, tmp_path / "b", quiet)
    before = rows(database_url)
    with pytest.raises(BackupError, match="not empty"):
        restore(elsewhere, database_url, tmp_path / "b", quiet)
    assert rows(database_url) == before
    restore(elsewhere, database_url, tmp_path / "b", quiet, force=True)
    assert len(rows(database_url)["kit.epochs"]) == 2


async def test_a_database_that_is_served_is_left_alone_even_when_forced(
    database_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    backup(settings, database_url, tmp_path / "b", quiet)
    serving = await Database(database_url, size=2).open()
    with pytest.raises(BackupError, match="running"):
        restore(elsewhere, database_url, tmp_path / "b", quiet, force=True)
    await serving.close()


def test_a_backup_cut_short_leaves_the_database_empty(
    database_url: str, empty_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    backup(settings, database_url, whole, quiet)
    with tarfile.open(whole) as source, tarfile.open(cut, "w") as target:
        for member in source:
            content = source.extractfile(member)
            if member.name == "database.dump":
                member.size = int(member.size * 0.9)
            target.addfile(member, content)
    with pytest.raises(BackupError):
        restore(elsewhere, empty_url, cut, quiet)
    assert rows(empty_url) == {}


def test_the_secret_may_be_left_out(database_url: str, settings: Settings, tmp_path: Path) -> None:
    backup(settings, database_url, tmp_path / "b", quiet, with_key=False)
    with tarfile.open(tmp_path / "b") as tar:
        assert "secret.key" not in tar.getnames()


def test_any_other_file_is_refused(empty_url: str, elsewhere: Settings, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x", "w"):
        pass
    with pytest.raises(BackupError, match="not a backup"):
        restore(elsewhere, empty_url, tmp_path / "x", quiet)


@pytest.mark.skipif(debian_postgres.programs() is None, reason="Debian's PostgreSQL is not installed")
async def test_a_backup_of_postgresql_18_is_restored_into_debians(
    database_url: str, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    await note(database_url, uuid4(), 1, 2)
    backup(settings, database_url, tmp_path / "b", quiet)
    told: list[tuple[str, int]] = []
    with debian_postgres.debian_postgres() as url:
        restore(elsewhere, url, tmp_path / "b", lambda what, size: told.append((what, size)))
        loading = [size for what, size in told if what == LOADED]
        assert len(loading) > 1
        assert loading == sorted(set(loading))
        assert rows(url)["kit.facts"] == rows(database_url)["kit.facts"]
        await note(url, uuid4(), 3)
        assert await read(url, batch=10) == [1, 2, 3]

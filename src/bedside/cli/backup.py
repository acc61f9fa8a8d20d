"""Backup and restore: one tar with the database, the uploaded files, and the secret that reads them.

The dump is taken first and the files after it: files never change once stored, so all that the dump names are there.
"""

import asyncio
import contextlib
import io
import os
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec
import psycopg

import bedside
from bedside.cli import backups, store
from bedside.cli.backups import KEPT_DAYS, Backup
from bedside.console import rooms
from bedside.kit import postgres
from bedside.kit.migrate import migrate
from bedside.kit.services import open_services
from bedside.kit.settings import Settings
from bedside.people import register
from bedside.people.model import Erasure

Progress = Callable[[str, int], None]
"""Told what is being written and how many bytes of it so far."""

MANIFEST, DUMP, SECRET, FILES = "manifest.json", "database.dump", "secret.key", "files"
LOADED = "→ PostgreSQL"
HEADER_LINES = 40
CHUNK_BYTES = 64 * 1024


class BackupError(Exception):
    """A backup or restore that was refused or failed, in Chinese and English; nothing was left half done."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


class Manifest(msgspec.Struct, frozen=True):
    bedside: str
    """The release that wrote the backup."""
    made_at: datetime
    expires_at: datetime | None = None
    """When it is to be deleted: whoever was erased since it was made is still in it."""


class Restored(msgspec.Struct, frozen=True):
    manifest: Manifest
    erased_again: int
    """Persons and visitors whom the backup still held although they had been erased."""
    parted: int
    """Merges undone for that: one side is erased, the other is not."""
    merged: list[store.Merged]
    """Merges as the backup knew them; which of them were undone since, nothing tells."""


def backup(
    settings: Settings, url: str, target: Path, progress: Progress, *, with_key: bool = True, days: int = KEPT_DAYS
) -> int:
    """Write `target` (readable by its owner only) while the hospital runs and list it, to be kept for so many days;
    returns its size in bytes."""
    made_at = datetime.now(UTC)
    manifest = Manifest(bedside.__version__, made_at, made_at + timedelta(days=days))
    partial = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
            dump = Path(folder, DUMP)
            _dump(url, dump, progress)
            with os.fdopen(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                with tarfile.open(fileobj=out, mode="w") as tar:
                    _add_bytes(tar, MANIFEST, msgspec.json.encode(manifest))
                    tar.add(dump, DUMP)
                    key = settings.home / "secret.key"
                    if with_key and key.exists():
                        tar.add(key, SECRET)
                    _add_files(tar, settings.files, progress)
                out.flush()
                os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    backups.note(settings.home, Backup(str(target.absolute()), made_at, made_at + timedelta(days=days)))
    return target.stat().st_size


def restore(
    settings: Settings, url: str, source: Path, progress: Progress, *, force: bool = False, erasures: Path | None = None
) -> Restored:
    """Fill an empty database (any, with `force`) and the files folder from a backup, and erase again whoever was erased
    since: by the list in home, by the database that is emptied, and by another list (`erasures`).

    The database is restored in one transaction that also begins a new epoch of the facts log, because transaction
    ids start lower here than where the dump was taken; readers go on from where they were.
    """
    with tarfile.open(source) as tar, tempfile.TemporaryDirectory() as folder:
        manifest = _manifest(tar)
        register.add(register.path(settings.home), _make_room(url, force=force))
        if erasures:
            register.add(register.path(settings.home), register.read(erasures))
        progress(DUMP, 0)
        tar.extract(DUMP, folder, filter="data")
        _load(url, Path(folder, DUMP), progress)
        _restore_files(tar, settings, progress)
    migrate(url)
    listed = register.read(register.path(settings.home))
    again = asyncio.run(_erase_again(settings, url, listed)) if listed else register.Again()
    with psycopg.connect(url) as connection:
        merged = store.standing_merges(connection)
    return Restored(manifest, again.erased, len(again.parted), merged)


async def _erase_again(settings: Settings, url: str, listed: list[Erasure]) -> register.Again:
    async with open_services(msgspec.structs.replace(settings, nats_url=None), url) as services:
        rooms.start(services)
        try:
            return await register.erase_again(services, listed)
        finally:
            await rooms.stop(services)


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        member = tar.extractfile(MANIFEST)
        assert member is not None
        return msgspec.json.decode(member.read(), type=Manifest)
    except (KeyError, AssertionError, msgspec.DecodeError):
        raise BackupError("这不是 Bedside 的备份文件", "This is not a backup made by Bedside") from None


def _make_room(url: str, *, force: bool) -> list[Erasure]:
    """Empty the database if need be; returns who had been erased in it."""
    erased: list[Erasure] = []
    with psycopg.connect(url, autocommit=True) as connection:
        if store.processes_at_work(connection):
            raise BackupError(
                "Bedside 正在此数据库上运行；请先停止全部进程再恢复",
                "Bedside is running on this database; stop all its processes before restoring",
            )
        found = store.tables(connection)
        if found and not force:
            raise BackupError(
                f"数据库不是空的（有 {len(found)} 张表）；请用空数据库，或用 --force 清空它",
                f"The database is not empty ({len(found)} tables); use an empty one, or --force to empty it",
            )
        if "people.erasures" in found:
            erased = [msgspec.convert(msgspec.structs.asdict(each), Erasure) for each in store.erasures(connection)]
        if found:
            store.drop_everything(connection)
        store.make_roles(connection)
    return erased


def _dump(url: str, target: Path, progress: Progress) -> None:
    command = [
        str(postgres.programs() / "pg_dump"),
        "--format=custom",
        "--no-owner",
        f"--file={target}",
        f"--dbname={url}",
    ]
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=said) as running:
            while running.poll() is None:
                with contextlib.suppress(FileNotFoundError):
                    progress(DUMP, target.stat().st_size)
                time.sleep(0.1)
        said.seek(0)
        if running.returncode:
            raise BackupError(f"pg_dump 失败：{said.read()}", f"pg_dump failed: {said.read()}")
    progress(DUMP, target.stat().st_size)


def _load(url: str, dump: Path, progress: Progress) -> None:
    """pg_restore writes a script, psql runs it and the epoch's beginning as one transaction."""
    reading = [
        str(postgres.programs() / "pg_restore"),
        "--no-owner",
        "--exit-on-error",
        "--file=-",
        str(dump),
    ]
    writing = [str(postgres.programs() / "psql"), "-XqAt1", "-v", "ON_ERROR_STOP=1", "-f", "-", "-d", url]
    with tempfile.TemporaryFile("w+") as said:
        with (
            subprocess.Popen(reading, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said) as reader,
            subprocess.Popen(writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said) as writer,
        ):
            assert reader.stdout is not None
            assert writer.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                for line in islice(reader.stdout, HEADER_LINES):
                    # PostgreSQL 15 and 16 do not know this setting, which every script begins with.
                    if line != b"SET transaction_timeout = 0;\n":
                        writer.stdin.write(line)
                loaded = 0
                while chunk := reader.stdout.read(CHUNK_BYTES):
                    writer.stdin.write(chunk)
                    loaded += len(chunk)
                    progress(LOADED, loaded)
                if reader.wait():
                    # At the end of its input psql would commit what came so far.
                    writer.kill()
                else:
                    writer.stdin.write(store.BEGIN_EPOCH)
        said.seek(0)
        if reader.returncode or writer.returncode:
            raise BackupError(
                f"恢复失败，数据库未写入任何内容：{said.read()}",
                f"Restoring failed, nothing was kept: {said.read()}",
            )


def _add_files(tar: tarfile.TarFile, folder: Path, progress: Progress) -> None:
    written = 0
    for path in _walk(folder):
        # A file may be erased (a person's right) between the listing and here.
        with contextlib.suppress(FileNotFoundError):
            tar.add(path, f"{FILES}/{path.relative_to(folder)}")
            written += path.stat().st_size
            progress(FILES, written)


def _walk(folder: Path) -> Generator[Path]:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file():
            yield path


def _restore_files(tar: tarfile.TarFile, settings: Settings, progress: Progress) -> None:
    written = 0
    settings.home.mkdir(parents=True, exist_ok=True)
    for member in tar:
        if member.name == SECRET or member.name.startswith(f"{FILES}/"):
            tar.extract(member, settings.home, filter="data")
            written += member.size
            progress(FILES, written)
    key = settings.home / SECRET
    if key.exists():
        key.chmod(0o600)


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(content), int(time.time()), 0o600
    tar.addfile(info, io.BytesIO(content))

"""The list of backups that were made: until when each is kept, and whom it still holds who was erased since (rule L33)."""

import os
from datetime import datetime
from pathlib import Path

import msgspec

from bedside.people import register

NAME = "backups.jsonl"
KEPT_DAYS = 30


class Backup(msgspec.Struct, frozen=True):
    """One backup file as it was written."""

    file: str
    made_at: datetime
    expires_at: datetime


_decode = msgspec.json.Decoder(Backup).decode


class Listed(msgspec.Struct, frozen=True):
    backup: Backup
    there: bool
    """Whether the file is still where it was written."""
    erased_since: int
    """Persons and visitors whom it holds although they were erased: they go when it expires, or when it is restored."""


def note(home: Path, made: Backup) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(home / NAME, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "ab") as out:
        out.write(msgspec.json.encode(made) + b"\n")
        out.flush()
        os.fsync(out.fileno())


def listed(home: Path) -> list[Listed]:
    """Oldest first; what has expired and is gone is left out."""
    file = home / NAME
    lines = file.read_bytes().splitlines() if file.exists() else []
    erased = register.read(register.path(home))
    # A file that was written twice holds what was written last.
    made = {each.file: each for each in map(_decode, lines)}
    found: list[Listed] = []
    for each in made.values():
        there = Path(each.file).exists()
        if there or each.expires_at > datetime.now(each.expires_at.tzinfo):
            found.append(Listed(each, there, sum(one.erased_at >= each.made_at for one in erased)))
    return sorted(found, key=lambda one: one.backup.made_at)


def expired(home: Path) -> list[Backup]:
    """Those that should have been deleted and still lie there."""
    return [
        each.backup
        for each in listed(home)
        if each.there and each.backup.expires_at <= datetime.now(each.backup.expires_at.tzinfo)
    ]

"""The list of erasures beside the database: what is restored from a backup is erased again (rule L33).

One line per erasure, ids alone, in `erasures.jsonl` of every working process's home: a database that is lost takes its own
list along, and older backups never had it.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from bedside.hospital.actions.audit import audit
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people import actions
from bedside.people.erasing import erase_person
from bedside.people.model import UNKNOWN_VISITOR, Erasure
from bedside.people.person import Merge
from bedside.people.persons.merging import part
from bedside.people.problems import NO_PERSON
from bedside.people.store import erasures as store
from bedside.people.store import merges, persons

NAME = "erasures.jsonl"
ACTOR = "system:restore"
OVERLAP = timedelta(hours=1)
"""Transactions that began earlier may commit later than what was listed last."""
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_decoder = msgspec.json.Decoder(Erasure)


class Again(msgspec.Struct, frozen=True):
    """What was done again after a restore: how many were erased, and which merges were undone for it."""

    erased: int = 0
    parted: list[Merge] = []


def path(home: Path) -> Path:
    return home / NAME


def read(file: Path) -> list[Erasure]:
    """What is listed, oldest first. A line that was cut short when its process died was listed again."""
    found: list[Erasure] = []
    for line in file.read_bytes().splitlines() if file.exists() else ():
        with suppress(msgspec.DecodeError):
            found.append(_decoder.decode(line))
    return found


def add(file: Path, found: Iterable[Erasure]) -> int:
    """List those that are not listed yet, durably; returns how many."""
    known = {(each.hospital_id, each.subject) for each in read(file)}
    missing = [each for each in found if (each.hospital_id, each.subject) not in known]
    if missing:
        file.parent.mkdir(parents=True, exist_ok=True)
        whole = not file.exists() or file.read_bytes()[-1:] in (b"", b"\n")
        with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "ab") as out:
            if not whole:
                out.write(b"\n")
            out.write(b"".join(msgspec.json.encode(each) + b"\n" for each in missing))
            out.flush()
            os.fsync(out.fileno())
    return len(missing)


async def keep_up(services: Services) -> int:
    """Bring this home's list up to date with the database; returns how many were added."""
    file = path(services.settings.home)
    listed = read(file)
    since = max((each.erased_at for each in listed), default=BEGINNING) - OVERLAP
    async with services.database.system() as tx:
        found = await store.since(tx, since)
    return add(file, found)


async def erase_again(services: Services, listed: Iterable[Erasure]) -> Again:
    """Erase in this database whoever is listed and not erased here. Every room's parts must have been started, since each
    erases its own.

    An erasure lists every id of its person. So a merge of a listed with an unlisted one was undone before it: it is undone
    here too, or somebody who was never erased would go along.
    """
    listed = list(listed)
    gone = {(each.hospital_id, each.subject) for each in listed}
    async with services.database.system() as tx:
        done = {(each.hospital_id, each.subject) for each in await store.since(tx, BEGINNING)}
    erased = 0
    parted: list[Merge] = []
    for each in listed:
        if (each.hospital_id, each.subject) not in done:
            async with services.database.transaction([each.hospital_id]) as tx:
                if each.kind == "person":
                    parted += await _part_from_the_living(tx, each, gone)
                erased += await _erase(tx, services, each)
    return Again(erased, parted)


async def _part_from_the_living(tx: Transaction, each: Erasure, gone: set[tuple[int, UUID]]) -> list[Merge]:
    parted: list[Merge] = []
    group = await persons.same_person(tx, each.hospital_id, each.subject)
    for merge in await merges.merges_of(tx, each.hospital_id, list(group)):
        ends = [(each.hospital_id, id) in gone for id in (merge.kept, merge.gone)]
        if merge.undone_at is None and any(ends) and not all(ends):
            await part(tx, each.hospital_id, merge, ACTOR, "")
            await audit(tx, each.hospital_id, ACTOR, "merge_undone", f"person:{merge.kept}", detail=_named(merge))
            parted.append(merge)
    return parted


def _named(merge: Merge) -> dict[str, str]:
    return {"gone": str(merge.gone), "merge": str(merge.id)}


async def _erase(tx: Transaction, services: Services, each: Erasure) -> int:
    try:
        if each.kind == "person":
            await erase_person(tx, services, each.hospital_id, each.subject, ACTOR)
        else:
            await tx.lock(each.subject)
            await actions.forget_visitor(tx, services, each.hospital_id, each.subject)
    except Problem as problem:
        if problem.code not in (NO_PERSON, UNKNOWN_VISITOR):
            raise
        return 0  # not known yet when the backup was made
    return 1

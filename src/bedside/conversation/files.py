"""Pictures and PDF that people send: typed by content, kept outside every page, fetched by signed links."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

import msgspec

from bedside.conversation.model import File
from bedside.conversation.problems import BAD_FILE, CLOSED, TOO_MANY_FILES
from bedside.conversation.shown import file_of
from bedside.conversation.store import changes, rows
from bedside.conversation.store.rows import Facts
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services
from bedside.people.model import one_line

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 20
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def type_of(content: bytes) -> str | None:
    """The media type by the content's own mark, for the five kinds that are let in; None for all else."""
    for mark, kind in _MARKS:
        if content.startswith(mark):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def place(services: Services, hospital_id: int, id_: UUID) -> Path:
    """Where a file lies: by hospital, spread over 256 folders. The name is ours, never the sender's."""
    return services.settings.files / str(hospital_id) / id_.hex[-2:] / id_.hex


async def keep(
    services: Services, fact: Facts, *, id_: UUID, name: str, content: bytes, by_kind: str, by_id: UUID
) -> File:
    """Store a file for a conversation; the message that carries it follows. The same id again is the same file.

    Written and flushed before the row is committed: a file that is known is there. Raises Problem BAD_FILE, CLOSED,
    TOO_MANY_FILES.
    """
    kind = type_of(content)
    if kind is None or len(content) > MOST_BYTES:
        raise Problem(BAD_FILE)
    path = place(services, fact.hospital_id, id_)
    async with services.database.transaction([fact.hospital_id]) as tx:
        await tx.lock(fact.visitor_id)
        now = await rows.one(tx, fact.hospital_id, fact.id)
        if now is None or now.status == "closed":
            raise Problem(CLOSED)
        known = await changes.file(tx, fact.hospital_id, id_)
        if known is None:
            if await changes.files_of(tx, fact.hospital_id, fact.id) >= MOST_FILES:
                raise Problem(TOO_MANY_FILES, most=MOST_FILES)
            await asyncio.to_thread(_write, path, content)
            row = {
                "hospital_id": fact.hospital_id,
                "id": id_,
                "conversation_id": fact.id,
                "name": one_line(name, 100) or "file",
                "type": kind,
                "size": len(content),
                "by_kind": by_kind,
                "by_id": by_id,
                "at": tx.clock.now(),
            }
            await changes.insert_file(tx, row)
    return await attached(services, fact, id_)


async def attached(services: Services, fact: Facts, id_: UUID) -> File:
    """A file of this conversation. Raises Problem NOT_FOUND for any other's."""
    async with services.database.transaction([fact.hospital_id]) as tx:
        found = await changes.file(tx, fact.hospital_id, id_)
    if found is None or found.pop("conversation_id") != fact.id:
        raise Problem(NOT_FOUND)
    return file_of(msgspec.to_builtins(found), fact.hospital_id, Signer(services.key("files")))


async def fetch(services: Services, link: str) -> tuple[File, Path]:
    """The file behind a signed link. Raises Problem NOT_FOUND."""
    signed = Signer(services.key("files")).read(link, tuple[int, UUID])
    if signed is None:
        raise Problem(NOT_FOUND)
    hospital_id, id_ = signed
    async with services.database.transaction([hospital_id]) as tx:
        found = await changes.file(tx, hospital_id, id_)
    path = place(services, hospital_id, id_)
    if found is None or not path.is_file():
        raise Problem(NOT_FOUND)
    del found["conversation_id"]
    return msgspec.convert(msgspec.to_builtins(found), File), path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.rename(path)

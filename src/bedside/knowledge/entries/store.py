"""Every SQL statement about entries, their versions, the hospital's synonyms."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.knowledge.entries.model import Body, Entry, Kind, VersionMade

_ENTRY: Final[LiteralString] = """
    SELECT e.hospital_id, e.id, e.kind, v.version, e.approved, e.retired_at IS NOT NULL AS retired, v.body, v.made_by,
           v.made_at
    FROM knowledge.entries e JOIN knowledge.entry_versions v USING (hospital_id, id)
"""


def _read(row: dict[str, Any]) -> Entry:
    return msgspec.convert(row, Entry)


async def newest(tx: Transaction, hospitals: list[int], retired: bool) -> list[Entry]:
    """Each entry's newest version."""
    rows = await tx.dicts(
        _ENTRY + " WHERE e.hospital_id = ANY (%s) AND (%s OR e.retired_at IS NULL) AND v.version = e.version",
        (hospitals, retired),
    )
    return [_read(row) for row in rows]


async def approved(
    tx: Transaction, hospitals: list[int], kind: Kind | None = None, *, retired: bool = False
) -> list[Entry]:
    """What the desk sees; with `retired`, what it once saw, too."""
    rows = await tx.dicts(
        _ENTRY
        + """ WHERE e.hospital_id = ANY (%s) AND (%s OR e.retired_at IS NULL) AND v.version = e.approved
              AND (%s::text IS NULL OR e.kind = %s)""",
        (hospitals, retired, kind, kind),
    )
    return [_read(row) for row in rows]


async def campaign_by_word(tx: Transaction, hospital_id: int, word: str) -> Entry | None:
    """The campaign at the desk that has this utm_campaign, running or past; the one not retired first."""
    rows = await tx.dicts(
        _ENTRY
        + """ WHERE e.hospital_id = %s AND e.kind = 'campaign' AND v.version = e.approved
              AND v.body ->> 'utm_campaign' = %s AND v.body ->> 'utm_campaign' <> ''
              ORDER BY e.retired_at IS NOT NULL, v.body ->> 'starts_on' DESC LIMIT 1""",
        (hospital_id, word),
    )
    return _read(rows[0]) if rows else None


async def entry(tx: Transaction, hospital_id: int, id: UUID, version: int | None = None) -> Entry | None:
    """One version, the newest if none is named."""
    rows = await tx.dicts(
        _ENTRY + " WHERE e.hospital_id = %s AND e.id = %s AND v.version = coalesce(%s, e.version)",
        (hospital_id, id, version),
    )
    return _read(rows[0]) if rows else None


async def versions(tx: Transaction, hospital_id: int, id: UUID) -> list[VersionMade]:
    """The newest first."""
    return await tx.rows(
        VersionMade,
        """
        SELECT version, made_by, made_at, approved_by, approved_at FROM knowledge.entry_versions
        WHERE hospital_id = %s AND id = %s ORDER BY version DESC LIMIT 200
        """,
        (hospital_id, id),
    )


async def due_of(tx: Transaction, hospital_id: int, owner: UUID, on: date, soon: date) -> tuple[int, int]:
    """How many of this owner's have expired by `on`, and how many more will by `soon`."""
    rows = await tx.tuples(
        """
        SELECT count(*) FILTER (WHERE (v.body ->> 'review_on')::date <= %s), count(*) FROM knowledge.entries e
        JOIN knowledge.entry_versions v USING (hospital_id, id)
        WHERE e.hospital_id = %s AND e.retired_at IS NULL AND v.version = e.version
          AND v.body ->> 'owner_id' = %s AND (v.body ->> 'review_on')::date <= %s
        """,
        (on, hospital_id, str(owner), soon),
    )
    expired, all = rows[0]
    return expired, all - expired


class NewVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`after`: the version that it follows, 0 for a new entry."""

    id: UUID
    kind: Kind
    after: int
    word: str
    body: Body


async def add_versions(
    tx: Transaction, hospital_id: int, given: Sequence[NewVersion], by: UUID, at: datetime
) -> set[UUID]:
    """One of each entry; answers those that were added: not where `after` is no longer the newest. Raises UniqueViolation
    when the word of one of them calls another."""
    found = await tx.tuples(
        """
        WITH given AS (
            SELECT * FROM jsonb_to_recordset(%(given)s::jsonb) AS r (id uuid, kind text, after int, word text, body jsonb)
        ), made AS (
            INSERT INTO knowledge.entries (hospital_id, id, kind, version, word)
            SELECT %(hospital)s, id, kind, 1, word FROM given WHERE after = 0 RETURNING id
        ), moved AS (
            UPDATE knowledge.entries e SET version = e.version + 1, word = g.word FROM given g
            WHERE e.hospital_id = %(hospital)s AND e.id = g.id AND g.after > 0 AND e.version = g.after RETURNING e.id
        )
        INSERT INTO knowledge.entry_versions (hospital_id, id, version, body, made_by, made_at)
        SELECT %(hospital)s, id, after + 1, body, %(by)s, %(at)s
        FROM given JOIN (SELECT id FROM made UNION ALL SELECT id FROM moved) kept USING (id) RETURNING id
        """,
        {"hospital": hospital_id, "given": msgspec.json.encode(given).decode(), "by": by, "at": at},
    )
    return {row[0] for row in found}


async def approve(tx: Transaction, hospital_id: int, id: UUID, version: int, by: UUID, at: datetime) -> int:
    """1, or 0 when `version` is no longer the newest."""
    moved = await tx.run(
        """
        UPDATE knowledge.entries SET approved = version
        WHERE hospital_id = %s AND id = %s AND version = %s AND retired_at IS NULL
        """,
        (hospital_id, id, version),
    )
    if moved:
        await tx.run(
            """
            UPDATE knowledge.entry_versions SET approved_by = %s, approved_at = %s
            WHERE hospital_id = %s AND id = %s AND version = %s
            """,
            (by, at, hospital_id, id, version),
        )
    return moved


async def retire(tx: Transaction, hospital_id: int, id: UUID, version: int, at: datetime | None) -> int:
    """1, or 0 when `version` is no longer the newest. `at` None takes it back: raises UniqueViolation when its word has
    come to call another."""
    return await tx.run(
        "UPDATE knowledge.entries SET retired_at = %s WHERE hospital_id = %s AND id = %s AND version = %s",
        (at, hospital_id, id, version),
    )


async def synonyms(tx: Transaction, hospital_id: int) -> tuple[list[list[str]], int]:
    """The lists, and their version; 0 when none was ever kept."""
    found = await tx.tuples("SELECT lists, version FROM knowledge.synonyms WHERE hospital_id = %s", (hospital_id,))
    return (found[0][0], found[0][1]) if found else ([], 0)


async def keep_synonyms(tx: Transaction, hospital_id: int, lists: list[list[str]], version: int) -> int:
    """1, or 0 when `version` is no longer the stored one."""
    said = msgspec.json.encode(lists).decode()
    return await tx.run(
        """
        INSERT INTO knowledge.synonyms (hospital_id, lists) SELECT %(hospital)s, %(lists)s::jsonb WHERE %(version)s = 0
        ON CONFLICT (hospital_id) DO NOTHING
        """
        if version == 0
        else """
        UPDATE knowledge.synonyms SET lists = %(lists)s::jsonb, version = version + 1
        WHERE hospital_id = %(hospital)s AND version = %(version)s
        """,
        {"hospital": hospital_id, "lists": said, "version": version},
    )

"""Every SQL statement of the kit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from bedside.kit.facts import Announced

if TYPE_CHECKING:
    from bedside.kit.database import Transaction


def begin(hospitals: tuple[int, ...]) -> bytes:
    """What begins a transaction and names the hospitals whose rows exist in it, for one round trip."""
    return b"BEGIN; SET LOCAL bedside.hospitals = '{%s}'" % ",".join(map(str, map(int, hospitals))).encode()


async def admit(tx: Transaction, hospitals: tuple[int, ...]) -> None:
    """The same for a transaction that is begun already."""
    await tx.run("SELECT set_config('bedside.hospitals', %s, true)", ("{" + ",".join(map(str, hospitals)) + "}",))


async def lock_subjects(tx: Transaction, keys: list[int]) -> None:
    wanted = "{" + ",".join(map(str, keys)) + "}"
    await tx.run("SELECT pg_advisory_xact_lock(k) FROM unnest(%s::bigint[]) AS k", (wanted,))


async def insert_facts(tx: Transaction, facts: list[Announced]) -> None:
    """Stores facts as one document: quoting an array per column would cost more than all the rest."""
    await tx.run(
        """
        INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload, versions)
        SELECT * FROM json_to_recordset(%s::json) AS f (hospital_id int, subject uuid, occurred_at timestamptz, id uuid,
                                                        kind text, actor text, payload jsonb, versions jsonb)
        """,
        (msgspec.json.encode(facts).decode(),),
    )


async def timeline(
    tx: Transaction, hospital_id: int, subject: UUID, before: datetime | None, limit: int
) -> list[Announced]:
    return await tx.rows(
        Announced,
        """
        SELECT hospital_id, subject, occurred_at, id, kind, actor, payload, versions FROM kit.facts
        WHERE hospital_id = %s AND subject = %s AND occurred_at < coalesce(%s, 'infinity'::timestamptz)
        ORDER BY occurred_at DESC, id DESC LIMIT %s
        """,
        (hospital_id, subject, before, limit),
    )


class Cursor(msgspec.Struct, frozen=True):
    """How far a reader of the log has come: (epoch, transaction, fact)."""

    epoch: int
    xid: int
    id: UUID


class Tailed(Announced, frozen=True, kw_only=True):
    """A fact with its place in the log."""

    epoch: int
    xid: int


async def claim_cursor(tx: Transaction, reader: str) -> Cursor | None:
    """The reader's cursor, locked for this transaction; None while another process holds it."""
    await tx.run("INSERT INTO kit.cursors (reader) VALUES (%s) ON CONFLICT DO NOTHING", (reader,))
    return await tx.row(
        Cursor,
        "SELECT epoch, xid::text::bigint AS xid, fact_id AS id FROM kit.cursors WHERE reader = %s FOR UPDATE SKIP LOCKED",
        (reader,),
    )


async def read_tail(tx: Transaction, after: Cursor, kinds: list[str], limit: int) -> list[Tailed]:
    """The next `limit` facts whose transactions are all decided, never past an uncommitted gap: those of `kinds`, and
    whatever the last one is, so that the cursor passes the others unread."""
    return await tx.rows(
        Tailed,
        """
        WITH page AS (
            SELECT hospital_id, subject, occurred_at, id, kind, actor, payload, versions, epoch, xid FROM kit.facts
            WHERE (epoch, xid, id) > (%(epoch)s, %(xid)s::text::xid8, %(id)s)
              AND (epoch < kit.facts_epoch() OR xid < pg_snapshot_xmin(pg_current_snapshot()))
            ORDER BY epoch, xid, id LIMIT %(limit)s
        )
        SELECT hospital_id, subject, occurred_at, id, kind, actor, payload, versions, epoch, xid::text::bigint AS xid
        FROM page
        WHERE kind = ANY (%(kinds)s) OR id = (SELECT id FROM page ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1)
        ORDER BY page.epoch, page.xid, page.id
        """,
        {"epoch": after.epoch, "xid": str(after.xid), "id": after.id, "kinds": kinds, "limit": limit},
    )


async def end_of_tail(tx: Transaction) -> Cursor | None:
    """The last fact's place, if nothing can still come before it: of all transactions up to that one the outcome is known."""
    return await tx.row(
        Cursor,
        """
        SELECT epoch, xid::text::bigint AS xid, id FROM (
            SELECT epoch, xid, id FROM kit.facts ORDER BY epoch DESC, xid DESC, id DESC LIMIT 1
        ) AS last WHERE epoch < kit.facts_epoch() OR xid < pg_snapshot_xmin(pg_current_snapshot())
        """,
    )


async def move_cursor(tx: Transaction, reader: str, to: Cursor) -> None:
    await tx.run(
        "UPDATE kit.cursors SET epoch = %s, xid = %s::text::xid8, fact_id = %s, moved_at = now() WHERE reader = %s",
        (to.epoch, str(to.xid), to.id, reader),
    )


async def subjects_aside(tx: Transaction, reader: str) -> set[UUID]:
    """Subjects with a fact that this reader could not digest yet."""
    rows = await tx.tuples("SELECT DISTINCT subject FROM kit.set_aside WHERE reader = %s", (reader,))
    return {subject for (subject,) in rows}


async def set_aside(tx: Transaction, reader: str, fact: Announced, error: str | None) -> None:
    """Keep a fact that a reaction failed on with `error`, or that waits behind such a one of its subject (None)."""
    await tx.run(
        """
        INSERT INTO kit.set_aside AS a (reader, fact_id, hospital_id, subject, occurred_at, error, tries)
        VALUES (%(reader)s, %(id)s, %(hospital)s, %(subject)s, %(at)s, coalesce(%(error)s, ''),
                CASE WHEN %(error)s::text IS NULL THEN 0 ELSE 1 END)
        ON CONFLICT (reader, fact_id) DO UPDATE SET error = excluded.error, tries = a.tries + excluded.tries,
            set_aside_at = CASE WHEN a.tries = 0 THEN now() ELSE a.set_aside_at END
        """,
        {
            "reader": reader,
            "id": fact.id,
            "hospital": fact.hospital_id,
            "subject": fact.subject,
            "at": fact.occurred_at,
            "error": error,
        },
    )


async def make_partitions(tx: Transaction, months_ahead: int, months_back: int = 0) -> None:
    """Make the log's monthly partitions from `months_back` before now up to `months_ahead` after it."""
    await tx.run(
        "SELECT kit.make_facts_partition((now() + n * interval '1 month')::date) FROM generate_series(%s::int, %s::int) AS n",
        (-months_back, months_ahead),
    )


async def claim_aside(tx: Transaction, reader: str) -> bool:
    """Whether this transaction, and no other until its end, may try again what the reader set aside."""
    return await tx.value("SELECT pg_try_advisory_xact_lock(hashtextextended('kit.set_aside ' || %s, 0))", (reader,))


async def facts_aside(tx: Transaction, reader: str, limit: int) -> list[Announced]:
    """What is due for another try, in the log's order: of each subject all, once its first has waited long enough.
    The pauses grow (after n failures the next try is due n * n minutes after the first), and never end."""
    return await tx.rows(
        Announced,
        """
        WITH aside AS (
            SELECT f.*, first_value(a.set_aside_at + a.tries * a.tries * interval '1 minute') OVER (
                       PARTITION BY a.subject ORDER BY f.epoch, f.xid, f.id) AS due_at
            FROM kit.set_aside a
            JOIN kit.facts f ON (f.hospital_id, f.subject, f.occurred_at, f.id)
                = (a.hospital_id, a.subject, a.occurred_at, a.fact_id)
            WHERE a.reader = %s
        )
        SELECT hospital_id, subject, occurred_at, id, kind, actor, payload, versions FROM aside
        WHERE due_at < now() ORDER BY epoch, xid, id LIMIT %s
        """,
        (reader, limit),
    )


async def no_longer_aside(tx: Transaction, reader: str, fact: UUID) -> None:
    await tx.run("DELETE FROM kit.set_aside WHERE reader = %s AND fact_id = %s", (reader, fact))

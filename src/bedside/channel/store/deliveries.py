"""SQL of deliveries: queued once per key, claimed with a lease, recorded by whoever holds the lease."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.channel.model import Channel, Delivery, Purpose, State
from bedside.kit.database import Transaction

_COLUMNS: Final[LiteralString] = """
    hospital_id, id, key, person_id, visitor_id, channel, purpose, template, lang, masked, state, tries, made_at, due_at,
    expires_at, sent_at, ended_at, error, provider_id, attachments, rules, instead_of
"""
_SELECT: Final[LiteralString] = "SELECT " + _COLUMNS + " FROM channel.deliveries"


class Lane(msgspec.Struct, frozen=True):
    """One hospital's messages of one channel and purpose: lanes do not wait for each other."""

    hospital_id: int
    channel: Channel
    purpose: Purpose


class Stored(Delivery, frozen=True, kw_only=True):
    """A delivery with all that its row holds. In a process's hands `tries` is its fence: a later claim has a higher one."""

    asked: bool
    fixed: bool
    address_sealed: bytes | None
    address_hash: bytes | None
    content_sealed: bytes | None
    cancelled_at: datetime | None


_STORED: Final[LiteralString] = _COLUMNS + ", asked, fixed, address_sealed, address_hash, content_sealed, cancelled_at"


async def by_key(tx: Transaction, hospital_id: int, key: str) -> Delivery | None:
    return await tx.row(Delivery, _SELECT + " WHERE hospital_id = %s AND key = %s", (hospital_id, key))


async def by_id(tx: Transaction, hospital_id: int, id: UUID) -> Delivery | None:
    return await tx.row(Delivery, _SELECT + " WHERE hospital_id = %s AND id = %s", (hospital_id, id))


async def content(tx: Transaction, hospital_id: int, id: UUID) -> bytes | None:
    return await tx.value(
        "SELECT content_sealed FROM channel.deliveries WHERE hospital_id = %s AND id = %s", (hospital_id, id)
    )


async def stored(tx: Transaction, hospital_id: int, id: UUID) -> Stored | None:
    return await tx.row(
        Stored,
        "SELECT " + _STORED + " FROM channel.deliveries WHERE hospital_id = %s AND id = %s",
        (hospital_id, id),
    )


async def ways(tx: Transaction, hospital_id: int, origin: UUID) -> list[Delivery]:
    """The first delivery of a message and those that stood in for it."""
    return await tx.rows(
        Delivery,
        _SELECT
        + " WHERE hospital_id = %s AND id = %s UNION ALL "
        + _SELECT
        + " WHERE hospital_id = %s AND instead_of = %s",
        (hospital_id, origin, hospital_id, origin),
    )


async def insert(
    tx: Transaction,
    made: Delivery,
    address: bytes | None,
    content: bytes,
    hashed: bytes | None,
    asked: bool,
    fixed: bool,
) -> int:
    """1, or 0 when somebody else was first with this key."""
    return await tx.run(
        """
        INSERT INTO channel.deliveries (hospital_id, id, key, person_id, visitor_id, channel, purpose, template, lang, asked,
            address_sealed, address_hash, masked, content_sealed, attachments, state, made_at, due_at, expires_at, ended_at,
            error, rules, instead_of, fixed)
        VALUES (%(hospital_id)s, %(id)s, %(key)s, %(person_id)s, %(visitor_id)s, %(channel)s, %(purpose)s, %(template)s,
            %(lang)s, %(asked)s, %(address)s, %(hashed)s, %(masked)s, %(content)s, %(attachments)s, %(state)s, %(made_at)s,
            %(due_at)s, %(expires_at)s, %(ended_at)s, %(error)s, %(rules)s, %(instead_of)s, %(fixed)s)
        ON CONFLICT (hospital_id, key) DO NOTHING
        """,
        {
            **msgspec.structs.asdict(made), "address": address, "content": content, "hashed": hashed, "asked": asked,
            "fixed": fixed,
        },
    )  # fmt: skip


async def cancel(tx: Transaction, hospital_id: int, prefix: str, at: datetime) -> list[Delivery]:
    """Cancel what waits; what is being sent is only not tried again. Returns those that were cancelled."""
    found = await tx.tuples("SELECT channel.keyed(%s, %s, %s)", (hospital_id, prefix, prefix + "\U0010ffff"))
    ids = [row[0] for row in found]
    if not ids:
        return []
    await tx.run(
        """
        UPDATE channel.deliveries SET cancelled_at = %s
        WHERE hospital_id = %s AND id = ANY (%s) AND state = 'sending' AND cancelled_at IS NULL
        """,
        (at, hospital_id, ids),
    )
    return await tx.rows(
        Delivery,
        """
        UPDATE channel.deliveries SET state = 'cancelled', cancelled_at = %s, ended_at = %s
        WHERE hospital_id = %s AND id = ANY (%s) AND state IN ('queued', 'deferred') RETURNING
        """
        + _COLUMNS,
        (at, at, hospital_id, ids),
    )


async def lanes_due(tx: Transaction, at: datetime) -> list[Lane]:
    return await tx.rows(Lane, "SELECT hospital_id, channel, purpose FROM channel.lanes_due(%s)", (at,))


async def due(tx: Transaction, lane: Lane, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """(id, subject) of what is due, the longest due first; not locked yet."""
    rows = await tx.tuples(
        """
        SELECT id, coalesce(person_id, visitor_id, id) FROM channel.deliveries
        WHERE hospital_id = %s AND channel = %s AND purpose = %s AND due_at <= %s
          AND state IN ('queued', 'deferred', 'sending')
        ORDER BY due_at LIMIT %s
        """,
        (lane.hospital_id, lane.channel, lane.purpose, at, limit),
    )
    return [(row[0], row[1]) for row in rows]


async def claim(
    tx: Transaction, hospital_id: int, ids: Sequence[UUID], at: datetime, lease_until: datetime
) -> list[Stored]:
    """Take what is still due of these; another process's are skipped. Each has one more try now."""
    return await tx.rows(
        Stored,
        """
        WITH mine AS (
            SELECT id AS mine FROM channel.deliveries
            WHERE hospital_id = %s AND id = ANY (%s) AND due_at <= %s AND state IN ('queued', 'deferred', 'sending')
            FOR UPDATE SKIP LOCKED
        )
        UPDATE channel.deliveries SET state = 'sending', tries = tries + 1, due_at = %s
        FROM mine WHERE hospital_id = %s AND id = mine RETURNING
        """
        + _STORED,
        (hospital_id, list(ids), at, lease_until, hospital_id),
    )


async def release(tx: Transaction, of: Stored, state: State, due_at: datetime, rules: Sequence[str], error: str) -> int:
    """The gate said later, or no: nothing was sent, so the try does not count."""
    ended = state not in ("queued", "deferred")
    return await tx.run(
        """
        UPDATE channel.deliveries
        SET state = %s, due_at = %s, rules = %s, error = %s, tries = tries - 1, ended_at = CASE WHEN %s THEN %s END
        WHERE hospital_id = %s AND id = %s AND state = 'sending' AND tries = %s
        """,
        (state, due_at, list(rules), error, ended, tx.clock.now(), of.hospital_id, of.id, of.tries),
    )


async def hasten(tx: Transaction, hospital_id: int, error: str) -> int:
    """What is deferred for this reason is due now."""
    return await tx.run(
        """
        UPDATE channel.deliveries SET due_at = %s
        WHERE hospital_id = %s AND state = 'deferred' AND error = %s AND due_at > %s
        """,
        (tx.clock.now(), hospital_id, error, tx.clock.now()),
    )


async def record(
    tx: Transaction, of: Stored, state: State, *, due_at: datetime, error: str, provider_id: str, wipe: bool
) -> State | None:
    """What came of a try. None when the lease was lost to somebody else, whose word counts.

    What was cancelled meanwhile is not tried again.
    """
    now = tx.clock.now()
    return await tx.value(
        """
        UPDATE channel.deliveries
        SET state = CASE WHEN %(state)s = 'queued' AND cancelled_at IS NOT NULL THEN 'cancelled' ELSE %(state)s END,
            due_at = %(due)s, error = %(error)s,
            provider_id = CASE WHEN %(provider)s <> '' THEN %(provider)s ELSE provider_id END,
            sent_at = CASE WHEN %(state)s IN ('sent', 'delivered') THEN %(now)s ELSE sent_at END,
            ended_at = CASE WHEN %(state)s <> 'queued' OR cancelled_at IS NOT NULL THEN %(now)s END,
            content_sealed = CASE WHEN %(wipe)s THEN NULL ELSE content_sealed END
        WHERE hospital_id = %(hospital)s AND id = %(id)s AND state = 'sending' AND tries = %(tries)s
        RETURNING state
        """,
        {
            "state": state, "due": due_at, "error": error, "provider": provider_id, "now": now, "wipe": wipe,
            "hospital": of.hospital_id, "id": of.id, "tries": of.tries,
        },
    )  # fmt: skip


async def receipt(tx: Transaction, hospital_id: int, id: UUID, state: State, error: str) -> Delivery | None:
    """A provider's later word on what it took: once delivered, or failed, it stays so. The delivery, if it changed."""
    return await tx.row(
        Delivery,
        """
        UPDATE channel.deliveries SET state = %s, error = %s, ended_at = %s
        WHERE hospital_id = %s AND id = %s AND state = 'sent' RETURNING
        """
        + _COLUMNS,
        (state, error, tx.clock.now(), hospital_id, id),
    )


async def of_provider(tx: Transaction, hospital_id: int, provider_id: str) -> Delivery | None:
    return await tx.row(
        Delivery,
        _SELECT + " WHERE hospital_id = %s AND provider_id = %s AND channel = 'sms' LIMIT 1",
        (hospital_id, provider_id),
    )


async def waiting(
    tx: Transaction, hospital_id: int, persons: Sequence[UUID], address: bytes | None
) -> list[tuple[UUID, UUID]]:
    """(id, subject) of all that waits for these persons, or this address."""
    rows = await tx.tuples(
        """
        SELECT id, coalesce(person_id, visitor_id, id) FROM channel.deliveries
        WHERE hospital_id = %s AND person_id = ANY (%s) AND state IN ('queued', 'deferred')
        UNION
        SELECT id, coalesce(person_id, visitor_id, id) FROM channel.deliveries
        WHERE hospital_id = %s AND address_hash = %s AND state IN ('queued', 'deferred')
        """,
        (hospital_id, list(persons), hospital_id, address),
    )
    return [(row[0], row[1]) for row in rows]


async def lock_waiting(tx: Transaction, hospital_id: int, ids: Sequence[UUID]) -> list[Stored]:
    """Those of these that still wait, locked."""
    return await tx.rows(
        Stored,
        "SELECT "
        + _STORED
        + """ FROM channel.deliveries WHERE hospital_id = %s AND id = ANY (%s) AND state IN ('queued', 'deferred')
              ORDER BY id FOR UPDATE""",
        (hospital_id, list(ids)),
    )


async def refuse(tx: Transaction, hospital_id: int, id: UUID, rules: Sequence[str], why: str) -> None:
    await tx.run(
        """
        UPDATE channel.deliveries SET state = 'refused', rules = %s, error = %s, ended_at = %s
        WHERE hospital_id = %s AND id = %s AND state IN ('queued', 'deferred')
        """,
        (list(rules), why, tx.clock.now(), hospital_id, id),
    )


async def listed(
    tx: Transaction, hospital_id: int, persons: Sequence[UUID] | None, state: State | None,
    before: tuple[datetime, UUID] | None, limit: int,
) -> list[Delivery]:  # fmt: skip
    """Newest first, after the last of the page before; of these persons only, if any are named."""
    place = (before and before[0], before and before[1], UUID(int=2**128 - 1))
    if persons is None:
        return await tx.rows(
            Delivery,
            _SELECT
            + """ WHERE hospital_id = %s AND (%s::text IS NULL OR state = %s)
                  AND (made_at, id) < (coalesce(%s, 'infinity'::timestamptz), coalesce(%s, %s))
                  ORDER BY made_at DESC, id DESC LIMIT %s""",
            (hospital_id, state, state, *place, limit),
        )
    return await tx.rows(
        Delivery,
        _SELECT
        + """ WHERE hospital_id = %s AND person_id = ANY (%s) AND (%s::text IS NULL OR state = %s)
              AND (made_at, id) < (coalesce(%s, 'infinity'::timestamptz), coalesce(%s, %s))
              ORDER BY made_at DESC, id DESC LIMIT %s""",
        (hospital_id, list(persons), state, state, *place, limit),
    )


class NoteRow(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    state: State
    sent_at: datetime
    content_sealed: bytes | None


async def notes(
    tx: Transaction, hospital_id: int, visitor_id: UUID, persons: Sequence[UUID], limit: int
) -> list[NoteRow]:
    """What the web channel brought to this browser and these persons, newest first."""
    return await tx.rows(
        NoteRow,
        """
        SELECT id, state, sent_at, content_sealed FROM (
            SELECT * FROM channel.deliveries WHERE hospital_id = %s AND visitor_id = %s
            UNION
            SELECT * FROM channel.deliveries WHERE hospital_id = %s AND person_id = ANY (%s)
        ) AS mine
        WHERE channel = 'web' AND state IN ('sent', 'delivered') ORDER BY sent_at DESC, id DESC LIMIT %s
        """,
        (hospital_id, visitor_id, hospital_id, list(persons), limit),
    )


async def last_written_to(tx: Transaction, hospital_id: int, address: bytes) -> UUID | None:
    """Of all who share an address, the person to whom it was written last."""
    return await tx.value(
        """
        SELECT person_id FROM channel.deliveries
        WHERE hospital_id = %s AND address_hash = %s AND person_id IS NOT NULL ORDER BY made_at DESC LIMIT 1
        """,
        (hospital_id, address),
    )


async def forget(tx: Transaction, hospital_id: int, subject: UUID, at: datetime) -> None:
    """What was written to a person (or browser) who is forgotten: words and addresses go, that something was sent stays.
    What waits is cancelled."""
    await tx.run(
        """
        UPDATE channel.deliveries
        SET address_sealed = NULL, address_hash = NULL, masked = '', content_sealed = NULL, attachments = '{}',
            cancelled_at = CASE WHEN state IN ('queued', 'deferred', 'sending') THEN %s ELSE cancelled_at END,
            ended_at = CASE WHEN state IN ('queued', 'deferred') THEN %s ELSE ended_at END,
            state = CASE WHEN state IN ('queued', 'deferred') THEN 'cancelled' ELSE state END
        WHERE hospital_id = %s AND (person_id = %s OR visitor_id = %s)
        """,
        (at, at, hospital_id, subject, subject),
    )

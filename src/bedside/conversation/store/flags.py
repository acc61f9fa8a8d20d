"""Red flag cases, their settings and signatures."""

from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from bedside.conversation.model import Flag, OwnWord, Word
from bedside.gate.flags.rules import Type
from bedside.kit.database import Transaction

_COLUMNS: LiteralString = """
    SELECT hospital_id AS hospital, id, conversation_id AS conversation, visitor_id AS visitor, type, words, confidence,
        version, raised_at, due_at, level, acknowledged_by, acknowledged_at, lifted_by, lifted_at, lift_reason, closed_by,
        closed_at, outcome, note, rev
    FROM conversation.flags
"""


async def _read(tx: Transaction, sql: LiteralString, params: Any) -> list[Flag]:
    return [msgspec.convert(row, Flag) for row in await tx.dicts(sql, params)]


async def open_of(tx: Transaction, hospital_id: int, conversation: UUID) -> Flag | None:
    """The open case of a conversation."""
    found = await _read(
        tx,
        _COLUMNS + "WHERE hospital_id = %s AND conversation_id = %s AND closed_at IS NULL",
        (hospital_id, conversation),
    )
    return found[0] if found else None


async def anywhere(tx: Transaction, id_: UUID) -> Flag | None:
    """By id alone, within the transaction's hospitals."""
    found = await _read(tx, _COLUMNS + "WHERE hospital_id = ANY (%s) AND id = %s", (list(tx.hospitals), id_))
    return found[0] if found else None


async def open_ones(tx: Transaction) -> list[Flag]:
    """Every open case of the transaction's hospitals, the oldest first."""
    return await _read(
        tx,
        _COLUMNS + "WHERE hospital_id = ANY (%s) AND closed_at IS NULL ORDER BY raised_at LIMIT 500",
        (list(tx.hospitals),),
    )


async def newest(tx: Transaction, hospital_id: int, limit: int) -> list[Flag]:
    return await _read(tx, _COLUMNS + "WHERE hospital_id = %s ORDER BY raised_at DESC LIMIT %s", (hospital_id, limit))


async def due(tx: Transaction, hospital_id: int, at: datetime) -> list[Flag]:
    return await _read(
        tx, _COLUMNS + "WHERE hospital_id = %s AND due_at <= %s ORDER BY due_at LIMIT 100", (hospital_id, at)
    )


async def hospitals_due(tx: Transaction, at: datetime) -> list[int]:
    """Hospitals where a case's time is over (system role)."""
    return [row[0] for row in await tx.tuples("SELECT * FROM conversation.flags_due(%s)", (at,))]


async def urgent_visitors(tx: Transaction, hospital_id: int) -> list[UUID]:
    """Visitors with an open case that nobody has lifted."""
    found = await tx.tuples(
        "SELECT visitor_id FROM conversation.flags WHERE hospital_id = %s AND closed_at IS NULL AND lifted_at IS NULL",
        (hospital_id,),
    )
    return [row[0] for row in found]


async def any_open(tx: Transaction, hospital_id: int, visitors: list[UUID]) -> bool:
    return bool(
        await tx.value(
            """
            SELECT EXISTS (SELECT FROM conversation.flags
                           WHERE hospital_id = %s AND visitor_id = ANY (%s) AND closed_at IS NULL)
            """,
            (hospital_id, visitors),
        )
    )


async def only_false(tx: Transaction, hospital_id: int, conversation: UUID) -> bool:
    """Whether red flags were raised here, and each was closed as a false alarm."""
    found: bool | None = await tx.value(
        "SELECT bool_and(outcome IS NOT DISTINCT FROM 'false_alarm') FROM conversation.flags "
        "WHERE hospital_id = %s AND conversation_id = %s",
        (hospital_id, conversation),
    )
    return bool(found)


async def insert(tx: Transaction, flag: Flag) -> None:
    await tx.run(
        """
        INSERT INTO conversation.flags
            (hospital_id, id, conversation_id, visitor_id, type, words, confidence, version, raised_at, due_at)
        VALUES (%(hospital)s, %(id)s, %(conversation)s, %(visitor)s, %(type)s, %(words)s, %(confidence)s, %(version)s,
                %(raised_at)s, %(due_at)s)
        """,
        msgspec.structs.asdict(flag) | {"words": _json(flag.words)},
    )


async def save(tx: Transaction, flag: Flag) -> Flag:
    """Store what may change of a case; answers it with its next revision."""
    await tx.run(
        """
        UPDATE conversation.flags SET type = %(type)s, words = %(words)s, confidence = %(confidence)s, version = %(version)s,
            due_at = %(due_at)s, level = %(level)s, acknowledged_by = %(acknowledged_by)s,
            acknowledged_at = %(acknowledged_at)s, lifted_by = %(lifted_by)s, lifted_at = %(lifted_at)s,
            lift_reason = %(lift_reason)s, closed_by = %(closed_by)s, closed_at = %(closed_at)s, outcome = %(outcome)s,
            note = %(note)s, rev = rev + 1
        WHERE hospital_id = %(hospital)s AND id = %(id)s
        """,
        msgspec.structs.asdict(flag) | {"words": _json(flag.words)},
    )
    return msgspec.structs.replace(flag, rev=flag.rev + 1)


def _json(words: list[Word]) -> str:
    return msgspec.json.encode(words).decode()


async def said_since(tx: Transaction, hospital_id: int, conversation: UUID, since: datetime) -> list[tuple[Any, ...]]:
    """(id, at, text) of what the visitor wrote since then, in order."""
    return await tx.tuples(
        """
        SELECT id, at, text FROM conversation.entries
        WHERE hospital_id = %s AND conversation_id = %s AND by_kind = 'visitor' AND text IS NOT NULL AND at > %s ORDER BY seq
        """,
        (hospital_id, conversation, since),
    )


class FlagTally(msgspec.Struct, frozen=True):
    """Of one type: closed cases that were real, and false alarms; those of which nobody knows are left out."""

    type: Type
    real: int
    false: int


async def outcomes(tx: Transaction, hospital_id: int) -> list[FlagTally]:
    return await tx.rows(
        FlagTally,
        """
        SELECT type, count(*) FILTER (WHERE outcome <> 'false_alarm') AS real,
            count(*) FILTER (WHERE outcome = 'false_alarm') AS false
        FROM conversation.flags
        WHERE hospital_id = %s AND outcome IN ('false_alarm', 'called_120', 'advised_now', 'in_care')
        GROUP BY type ORDER BY type
        """,
        (hospital_id,),
    )


class FalseAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """A closed case that was none. `text`: what the visitor had said; what was erased since is not there."""

    id: UUID
    conversation: UUID
    type: Type
    text: str
    note: str
    closed_at: datetime


async def false_alarms(tx: Transaction, hospital_id: int, limit: int) -> list[FalseAlarm]:
    """The newest first."""
    found = await tx.dicts(
        """
        SELECT f.id, f.conversation_id AS conversation, f.type, string_agg(e.text, '\n' ORDER BY e.seq) AS text,
            coalesce(f.note, '') AS note, f.closed_at
        FROM conversation.flags f JOIN conversation.entries e
          ON e.hospital_id = f.hospital_id AND e.conversation_id = f.conversation_id AND e.text IS NOT NULL
         AND e.id IN (SELECT (w ->> 'message')::uuid FROM jsonb_array_elements(f.words) w)
        WHERE f.hospital_id = %s AND f.outcome = 'false_alarm'
        GROUP BY f.hospital_id, f.id ORDER BY f.closed_at DESC LIMIT %s
        """,
        (hospital_id, limit),
    )
    return [msgspec.convert(row, FalseAlarm) for row in found]


class StoredSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Contacts are sealed."""

    timer_seconds: int = 120
    on_call_phone: bytes | None = None
    on_call_email: bytes | None = None
    words: list[OwnWord] = []
    rev: int = 0


async def settings(tx: Transaction, hospital_id: int) -> StoredSettings:
    found = await tx.dicts(
        "SELECT timer_seconds, on_call_phone, on_call_email, words, rev FROM conversation.flag_settings WHERE hospital_id = %s",
        (hospital_id,),
    )
    if not found:
        return StoredSettings()
    row: dict[str, Any] = found[0]
    row["words"] = msgspec.convert(row["words"], list[OwnWord])
    return StoredSettings(**row)


async def save_settings(tx: Transaction, hospital_id: int, given: StoredSettings) -> bool:
    """False when somebody else saved since `given.rev` was read."""
    return bool(
        await tx.run(
            """
            INSERT INTO conversation.flag_settings AS s (hospital_id, timer_seconds, on_call_phone, on_call_email, words)
            VALUES (%(h)s, %(timer)s, %(phone)s, %(email)s, %(words)s)
            ON CONFLICT (hospital_id) DO UPDATE SET timer_seconds = excluded.timer_seconds,
                on_call_phone = excluded.on_call_phone, on_call_email = excluded.on_call_email, words = excluded.words,
                rev = s.rev + 1
            WHERE s.rev = %(rev)s
            """,
            {
                "h": hospital_id, "timer": given.timer_seconds, "phone": given.on_call_phone, "email": given.on_call_email,
                "words": msgspec.json.encode(given.words).decode(), "rev": given.rev,
            },
        )
    )  # fmt: skip


async def sign(
    tx: Transaction, hospital_id: int, *, type: str, version: str, name: str, on: date, by: UUID, at: datetime
) -> None:
    await tx.run(
        """
        INSERT INTO conversation.flag_signatures (hospital_id, type, version, name, signed_on, recorded_by, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        """,
        (hospital_id, type, version, name, on, by, at),
    )


async def signatures(tx: Transaction, hospital_id: int, version: str) -> dict[str, tuple[str, date]]:
    """By type: who signed this version last, and of which day."""
    found = await tx.tuples(
        """
        SELECT DISTINCT ON (type) type, name, signed_on FROM conversation.flag_signatures
        WHERE hospital_id = %s AND version = %s ORDER BY type, at DESC
        """,
        (hospital_id, version),
    )
    return {row[0]: (row[1], row[2]) for row in found}

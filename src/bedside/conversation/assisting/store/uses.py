"""SQL of what was asked of the model; no words of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Spent(msgspec.Struct, frozen=True):
    requests: int
    tokens: int


class NewUse(msgspec.Struct, frozen=True, kw_only=True):
    """A request about to leave, with the tokens that it may take at most."""

    id: UUID
    conversation_id: UUID | None
    staff_id: UUID
    purpose: str
    at: datetime
    host: str
    model: str
    prompts: str
    tokens_in: int
    tokens_out: int
    hidden: int


async def spent(tx: Transaction, hospital_id: int, since: datetime) -> Spent:
    """What went since then, with what is reserved."""
    found = await tx.row(
        Spent,
        """
        SELECT count(*)::int AS requests, coalesce(sum(tokens_in + tokens_out), 0)::bigint AS tokens
        FROM conversation.assistant_uses
        WHERE hospital_id = %s AND at >= %s
        """,
        (hospital_id, since),
    )
    return found or Spent(0, 0)


async def insert(tx: Transaction, hospital_id: int, use: NewUse) -> None:
    await tx.run(
        """
        INSERT INTO conversation.assistant_uses (hospital_id, id, conversation_id, staff_id, purpose, at, host, model, prompts,
                                                 tokens_in, tokens_out, hidden)
        VALUES (%(hospital)s, %(id)s, %(conversation_id)s, %(staff_id)s, %(purpose)s, %(at)s, %(host)s, %(model)s, %(prompts)s,
                %(tokens_in)s, %(tokens_out)s, %(hidden)s)
        """,
        {**msgspec.structs.asdict(use), "hospital": hospital_id},
    )


async def answered(tx: Transaction, hospital_id: int, id_: UUID, *, tokens_in: int, tokens_out: int, ms: int) -> None:
    await tx.run(
        """
        UPDATE conversation.assistant_uses SET tokens_in = %s, tokens_out = %s, ms = %s WHERE hospital_id = %s AND id = %s
        """,
        (tokens_in, tokens_out, ms, hospital_id, id_),
    )


async def failed(tx: Transaction, hospital_id: int, id_: UUID, why: str, ms: int) -> None:
    await tx.run(
        """
        UPDATE conversation.assistant_uses SET failure = %s, tokens_out = 0, ms = %s WHERE hospital_id = %s AND id = %s
        """,
        (why, ms, hospital_id, id_),
    )


async def remember(tx: Transaction, hospital_id: int, id_: UUID, digest: bytes) -> None:
    """By what a draft is known again when it is sent."""
    await tx.run(
        "UPDATE conversation.assistant_uses SET digest = %s WHERE hospital_id = %s AND id = %s",
        (digest, hospital_id, id_),
    )


async def digest_of(tx: Transaction, hospital_id: int, id_: UUID, conversation: UUID, staff: UUID) -> bytes | None:
    """Of a draft of this member of staff in this conversation."""
    return await tx.value(
        """
        SELECT digest FROM conversation.assistant_uses
        WHERE hospital_id = %s AND id = %s AND conversation_id = %s AND staff_id = %s
        """,
        (hospital_id, id_, conversation, staff),
    )


async def settle(tx: Transaction, hospital_id: int, id_: UUID, staff: UUID, outcome: str, message: UUID | None) -> bool:
    """What came of it; what was sent stays sent. False when it is not theirs."""
    return bool(
        await tx.run(
            """
            UPDATE conversation.assistant_uses SET message_id = coalesce(%(message)s, message_id),
                outcome = CASE WHEN %(message)s::uuid IS NULL AND message_id IS NOT NULL THEN outcome ELSE %(outcome)s END
            WHERE hospital_id = %(hospital)s AND id = %(id)s AND staff_id = %(staff)s
            """,
            {"message": message, "outcome": outcome, "hospital": hospital_id, "id": id_, "staff": staff},
        )
    )


async def newest(tx: Transaction, hospital_id: int, limit: int) -> list[dict[str, Any]]:
    return await tx.dicts(
        """
        SELECT id, at, staff_id AS staff, purpose, host, model, tokens_in, tokens_out, hidden, ms, failure, outcome
        FROM conversation.assistant_uses WHERE hospital_id = %s ORDER BY at DESC, id DESC LIMIT %s
        """,
        (hospital_id, limit),
    )


async def health_consent(tx: Transaction, hospital_id: int, conversation: UUID) -> str | None:
    """The version of the text under which it began."""
    return await tx.value(
        "SELECT health_consent FROM conversation.conversations WHERE hospital_id = %s AND id = %s",
        (hospital_id, conversation),
    )

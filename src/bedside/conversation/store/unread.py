"""What visitors said and nothing could read for red flags yet."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.conversation.flags import Unread
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id


class Kept(msgspec.Struct, frozen=True):
    id: UUID
    conversation: UUID
    tries: int
    unread: Unread


async def keep(tx: Transaction, hospital_id: int, conversation: UUID, given: Unread, due_at: datetime) -> None:
    await tx.run(
        """
        INSERT INTO conversation.unread_dangers (hospital_id, id, conversation_id, message_id, text, at, at_leisure, due_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (hospital_id, new_id(), conversation, given.message, given.text, given.at, given.at_leisure, due_at),
    )


async def hospitals_due(tx: Transaction, at: datetime) -> list[int]:
    """Hospitals with something to read again (system role)."""
    return [row[0] for row in await tx.tuples("SELECT * FROM conversation.unread_due(%s)", (at,))]


async def due(tx: Transaction, hospital_id: int, at: datetime) -> list[Kept]:
    """In the order in which it was said."""
    found = await tx.tuples(
        """
        SELECT id, conversation_id, tries, message_id, text, at, at_leisure FROM conversation.unread_dangers
        WHERE hospital_id = %s AND due_at <= %s ORDER BY at, id LIMIT 200
        """,
        (hospital_id, at),
    )
    return [Kept(row[0], row[1], row[2], Unread(*row[3:])) for row in found]


async def put_off(tx: Transaction, hospital_id: int, id: UUID, due_at: datetime) -> None:
    await tx.run(
        "UPDATE conversation.unread_dangers SET tries = tries + 1, due_at = %s WHERE hospital_id = %s AND id = %s",
        (due_at, hospital_id, id),
    )


async def was_read(tx: Transaction, hospital_id: int, id: UUID) -> bool:
    """False when it was read already."""
    return bool(
        await tx.run("DELETE FROM conversation.unread_dangers WHERE hospital_id = %s AND id = %s", (hospital_id, id))
    )


async def any_of(tx: Transaction, hospital_id: int, conversation: UUID) -> bool:
    return bool(
        await tx.value(
            "SELECT EXISTS (SELECT FROM conversation.unread_dangers WHERE hospital_id = %s AND conversation_id = %s)",
            (hospital_id, conversation),
        )
    )

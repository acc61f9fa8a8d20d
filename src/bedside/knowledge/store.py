"""Every SQL statement about consultants' own canned replies."""

from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.knowledge.model import Reply

_REPLY: Final[LiteralString] = """
    SELECT id, hospital_id, department_id, owner_id, shortcut, topic, zh, en, retired_at IS NOT NULL AS retired, version
    FROM knowledge.replies
"""


async def replies(tx: Transaction, hospitals: list[int], owner: UUID, retired: bool) -> list[Reply]:
    """This owner's own."""
    return await tx.rows(
        Reply,
        _REPLY + " WHERE hospital_id = ANY (%s) AND owner_id = %s AND (%s OR retired_at IS NULL)",
        (hospitals, owner, retired),
    )


async def reply(tx: Transaction, hospital_id: int, id: UUID) -> Reply | None:
    return await tx.row(Reply, _REPLY + " WHERE hospital_id = %s AND id = %s", (hospital_id, id))


async def insert_reply(tx: Transaction, given: Reply) -> int:
    """1, or 0 when the shortcut is in use."""
    return await tx.run(
        """
        INSERT INTO knowledge.replies (hospital_id, id, department_id, owner_id, shortcut, topic, zh, en)
        VALUES (%(hospital_id)s, %(id)s, %(department_id)s, %(owner_id)s, %(shortcut)s, %(topic)s, %(zh)s, %(en)s)
        ON CONFLICT DO NOTHING
        """,
        msgspec.structs.asdict(given),
    )


async def update_reply(tx: Transaction, given: Reply, at: datetime) -> int:
    """1, or 0 when `given.version` is no longer the stored one. Whose it is does not change."""
    return await tx.run(
        """
        UPDATE knowledge.replies
        SET department_id = %(department_id)s, shortcut = %(shortcut)s, topic = %(topic)s, zh = %(zh)s, en = %(en)s,
            retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(at)s) END, version = version + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
        """,
        {**msgspec.structs.asdict(given), "at": at},
    )


async def all_replies(tx: Transaction, hospital_id: int) -> list[Reply]:
    """Every consultant's own: whoever shows them looks whose they are."""
    return await tx.rows(Reply, _REPLY + " WHERE hospital_id = %s AND retired_at IS NULL", (hospital_id,))

"""What was said to all in a conversation, as whoever reads it needs it: the coach, reviewers, the scorecard."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.coach.model import Line
from bedside.hospital.rights import Role
from bedside.kit.database import Transaction


class SaidLine(msgspec.Struct, frozen=True):
    """What somebody said to somebody; whispers, files and events left out. `by_role`: as it was shown when it was said."""

    seq: int
    by_kind: Literal["visitor", "staff"]
    by_id: UUID | None
    text: str
    at: datetime
    by_role: str | None = None
    canned: bool = False


async def lines(tx: Transaction, hospital_id: int, conversation: UUID, most: int | None = None) -> list[SaidLine]:
    """In their order; the newest `most` of them."""
    found = await tx.rows(
        SaidLine,
        """
        SELECT seq, by_kind, by_id, text, at, by_role, canned FROM conversation.entries
        WHERE hospital_id = %s AND conversation_id = %s AND kind = 'text' AND audience = 'all'
          AND by_kind IN ('visitor', 'staff') AND text IS NOT NULL
        ORDER BY seq DESC LIMIT %s
        """,
        (hospital_id, conversation, most),
    )
    return found[::-1]


def as_read(said: Sequence[SaidLine]) -> list[Line]:
    """As the coach takes them."""
    return [Line(each.by_kind, each.text, each.at, each.canned, each.by_role == Role.DOCTOR) for each in said]

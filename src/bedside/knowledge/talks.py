"""What the conversation room, which stands above, tells of visitors' words. It registers a reader; here nothing is kept."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was said to all. `id` is the message's own. `beside`: the coach took it for an answer to something
    that was not asked."""

    id: UUID
    conversation: UUID
    at: datetime
    by_visitor: bool
    text: str
    beside: bool = False


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation's messages in order; `outcome` and `score` (1 to 5) once it has them. `channel`: web, offline, phone."""

    conversation: UUID
    visitor: UUID | None = None
    channel: str = "web"
    lines: Sequence[Said]
    closed: bool
    outcome: str | None = None
    score: int | None = None


Between = Callable[[Transaction, int, datetime, datetime], Awaitable[list[Talk]]]
ById = Callable[[Transaction, int, Sequence[UUID]], Awaitable[list[Talk]]]


class Talks:
    """`between(tx, hospital, since, until)`: conversations in which a visitor spoke then. `of(tx, hospital, ids)`: these."""

    def __init__(self) -> None:
        self.between: Between = _none_between
        self.of: ById = _none_of


async def _none_between(_tx: Transaction, _hospital: int, _since: datetime, _until: datetime) -> list[Talk]:
    return []


async def _none_of(_tx: Transaction, _hospital: int, _ids: Sequence[UUID]) -> list[Talk]:
    return []

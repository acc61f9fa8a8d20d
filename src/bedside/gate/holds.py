"""Who must not be sold to just now: rooms above say whom (somebody who may be in danger), and every invitation and every
marketing message asks."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.services import Services

Hold = Callable[[Transaction, int, Sequence[UUID]], Awaitable[bool]]
"""Whether any of these ids (a person's, their visitors') is held at this hospital."""


class Holds:
    """A part of the process: `holds(services).add("conversation", is_held)` at start-up."""

    def __init__(self) -> None:
        self._asked: dict[str, Hold] = {}

    def add(self, room: str, asked: Hold) -> None:
        self._asked[room] = asked

    async def any(self, tx: Transaction, hospital_id: int, ids: Sequence[UUID]) -> bool:
        for asked in self._asked.values():
            if await asked(tx, hospital_id, ids):
                return True
        return False


def holds(services: Services) -> Holds:
    """This process's; made by whoever asks first."""
    return services.once(Holds, Holds)

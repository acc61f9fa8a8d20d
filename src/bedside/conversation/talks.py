"""Visitors' words as the room of knowledge reads them: what is asked every day, and what became of an entry's use."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.conversation.store import talks as store
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.knowledge.talks import Said, Talk, Talks

AT_A_TIME = 200
"""Conversations read by one statement."""


def tell(services: Services) -> None:
    """Register the readers."""
    talks = services.get(Talks)
    talks.of = of
    talks.between = between


async def between(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[Talk]:
    spoken = await store.spoken_between(tx, hospital_id, since, until)
    found: list[Talk] = []
    for begin in range(0, len(spoken), AT_A_TIME):
        found += await of(tx, hospital_id, spoken[begin : begin + AT_A_TIME])
    return found


async def of(tx: Transaction, hospital_id: int, conversations: Sequence[UUID]) -> list[Talk]:
    """Those that there are, each with all that was said in it."""
    said: dict[UUID, list[Said]] = {}
    for row in await store.lines(tx, hospital_id, conversations):
        said.setdefault(row["conversation"], []).append(msgspec.convert(row, Said))
    return [
        msgspec.convert({**row, "lines": said.get(row["conversation"], [])}, Talk)
        for row in await store.ends(tx, hospital_id, conversations)
    ]

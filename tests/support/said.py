"""What somebody says in a conversation, stored and delivered by the writer itself: without a socket, and unread by any gate."""

import asyncio
from uuid import UUID

from bedside.conversation.desk import desk_of
from bedside.conversation.model import By
from bedside.conversation.store import rows
from bedside.conversation.store.says import NewMessage, Stored
from bedside.conversation.writer import Saying
from bedside.kit.ids import new_id
from bedside.kit.services import Services


async def said(services: Services, hospital: int, conversation: UUID, by: By, text: str) -> int:
    """The entry's sequence number."""
    async with services.database.transaction([hospital]) as tx:
        fact = await rows.one(tx, hospital, conversation)
    assert fact
    told: asyncio.Future[Stored | None] = asyncio.get_running_loop().create_future()
    message = NewMessage(conversation, new_id(), "text", "all", by.kind, by.id, None, text, None)
    desk_of(services).writer.say(hospital, Saying(message, by, fact.visitor_id, told.set_result))
    stored = await told
    assert stored
    assert stored.state == "stored"
    return stored.seq

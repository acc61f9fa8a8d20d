"""Notes on the web arrive when their reader sees them."""

from uuid import UUID

from bedside.channel import questions
from bedside.channel.facts import MessageDelivered
from bedside.channel.store import deliveries as store
from bedside.kit.services import Services


async def seen(services: Services, hospital_id: int, visitor_id: UUID, ids: list[UUID]) -> int:
    """The browser showed these; another's are passed over. Returns how many were new."""
    marked = 0
    async with services.database.transaction([hospital_id]) as tx:
        mine = await questions.notes_of(tx, hospital_id, visitor_id, ids)
        found = [known for id in mine if (known := await store.by_id(tx, hospital_id, id))]
        await tx.lock(*{each.subject for each in found})
        for each in found:
            if await store.receipt(tx, hospital_id, each.id, "delivered", ""):
                fact = MessageDelivered(delivery=each.id, channel=each.channel, template=each.template)
                tx.announce(hospital_id, each.subject, fact, actor=f"visitor:{visitor_id}")
                marked += 1
    return marked

"""Due work of quality: score what was closed, look after who had a hard time."""

from bedside.conversation.facts import ConversationClosed
from bedside.conversation.quality import support
from bedside.conversation.quality.scoring import gate, hardship, score_conversation
from bedside.conversation.store import desk as desk_store
from bedside.conversation.store import rows
from bedside.kit.duties import Duty
from bedside.kit.facts import Announced
from bedside.kit.services import Services
from bedside.kit.tail import Reader


def reader(services: Services) -> Reader:
    """A closed conversation is scored; seen again, the card is made again and is the same."""

    async def closed(fact: Announced) -> None:
        said = fact.read(ConversationClosed)
        hospital_id, conversation = fact.hospital_id, said.conversation
        readers = await gate(services, hospital_id)
        async with services.database.transaction([hospital_id]) as tx:
            await tx.lock(fact.subject)
            found = await rows.one(tx, hospital_id, conversation)
            if found is None or found.status != "closed" or found.closed_at is None:
                return
            card, lines = await score_conversation(
                tx, readers, hospital_id, conversation, found.visitor_id, "system:quality"
            )
            # What is read anew after days (an import, a reader that was behind) was not hard "just now".
            late = tx.clock.now() - found.closed_at > support.FRESH
            reason = hardship(services, lines) if card.staff and not late else None
            if card.staff and reason:
                await support.offer(services, tx, hospital_id, card.staff, reason, conversation)

    return Reader("conversation.quality", {ConversationClosed.kind: closed})


def duties(services: Services) -> list[Duty]:
    return [Duty("conversation.long_runs", 60.0, lambda: long_runs(services))]


async def long_runs(services: Services) -> int:
    async with services.database.system() as tx:
        hospitals = await desk_store.hospitals_due(tx, services.clock.now())
    for hospital_id in hospitals:
        await support.offer_after_long_runs(services, hospital_id)
    return 0

"""One pair of hands serves several desks: what a consultant holds at one hospital counts at the other."""

from uuid import UUID

from bedside.conversation.store import desk as store
from bedside.kit.ids import new_id
from bedside.kit.services import Services


async def test_what_is_held_elsewhere_counts_and_nothing_else_is_seen(services: Services) -> None:
    lin, zhao = new_id(), new_id()

    async def held(hospital: int, staff: UUID, status: str) -> None:
        async with services.database.transaction([hospital]) as tx:
            await tx.run(
                "INSERT INTO conversation.conversations (hospital_id, id, visitor_id, status, assigned_to, channel, started_at, "
                "queued_at, lang) VALUES (%s, %s, %s, %s, %s, 'web', now(), now(), 'zh')",
                (hospital, new_id(), new_id(), status, staff),
            )

    await held(1, lin, "active")
    await held(2, lin, "active")
    await held(2, lin, "closed")
    await held(2, zhao, "closed")
    async with services.database.transaction([1]) as tx:
        assert await store.loads(tx, [lin, zhao]) == {lin: 2}
        assert await tx.value("SELECT count(*) FROM conversation.conversations") == 1

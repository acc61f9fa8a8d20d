"""One pass over a hospital's queue: give out what can be given, tell everybody else their place."""

from uuid import UUID

from bedside.conversation import live
from bedside.conversation.actions.move import SYSTEM, Move, show
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import StaffChanged
from bedside.conversation.routing import Candidate, choose
from bedside.conversation.shown import visitor_conversation
from bedside.conversation.store import desk as store
from bedside.conversation.store import rows
from bedside.conversation.store.desk import StoredPresence
from bedside.hospital.cards import StaffCard
from bedside.kit.services import Services

PASS = 100
"""Conversations looked at in one pass."""


def queue_key(hospital_id: int) -> UUID:
    """Two passes over one hospital's queue wait for each other."""
    return UUID(int=(0xBED51DE << 64) | hospital_id)


def candidates(
    presences: list[StoredPresence], cards: dict[UUID, StaffCard], loads: dict[UUID, int]
) -> list[Candidate]:
    """Those who are online and on the desk; `loads` counts over all the group's hospitals that a consultant serves."""
    return [
        Candidate(
            staff=p.staff_id,
            departments=card.departments,
            skills=card.skills,
            languages=card.languages,
            load=loads.get(p.staff_id, 0),
            capacity=card.capacity,
            last_assigned_at=p.last_assigned_at,
        )
        for p in presences
        if p.status == "online" and (card := cards.get(p.staff_id)) and card.converses and card.capacity > 0
        and card.shown_role in ("consultant", "desk_lead")
    ]  # fmt: skip


async def route(services: Services, hospital_id: int) -> int:
    """Assign waiting conversations to free consultants, first come first served; returns how many were assigned."""
    desk = desk_of(services)
    async with services.database.transaction([hospital_id]) as tx:
        queue = await rows.waiting(tx, hospital_id, PASS)
        if not queue:
            return 0
        await tx.lock(queue_key(hospital_id), *(fact.visitor_id for fact in queue))
        queue = await rows.waiting(tx, hospital_id, PASS)
        cards = await desk.cards.of(hospital_id, tx)
        present = await store.presences(tx)
        free = candidates(present, cards, await store.loads(tx, [each.staff_id for each in present]))
        loads = {c.staff: c.load for c in free}
        assigned = 0
        for fact in queue:
            widened = fact.alert is not None or not any(c.fits(fact.department_id, fact.skill_id) for c in free)
            chosen = choose(
                free,
                department=fact.department_id,
                skill=fact.skill_id,
                lang=fact.lang,
                preferred=fact.preferred,
                widened=widened,
                load=loads,
                urgent=fact.alert == "red",
            )
            if chosen is None:
                continue
            loads[chosen] += 1
            assigned += 1
            move = Move(services, tx, fact, cards, SYSTEM)
            await move.assign(chosen)
            seq = await move.tell("assigned", to={"id": chosen, "name": move.staff_name(chosen)})
            move.announce(StaffChanged(conversation=fact.id, seq=seq, what="assigned", to_staff=chosen))
            now = await rows.one(tx, hospital_id, fact.id)
            if now:
                await show(services, tx, now, cards)
        for place, fact in enumerate(await rows.waiting(tx, hospital_id, PASS), 1):
            face = live.encode(live.ConversationEvent(await visitor_conversation(tx, fact, cards, place)))
            topic = live.thread_visitor(fact.id)
            tx.after_commit(lambda topic=topic, face=face: services.bus.publish(topic, face))
    return assigned

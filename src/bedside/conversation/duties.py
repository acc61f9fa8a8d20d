"""Due work of the desk: overflow, consultants gone quiet, answers overdue, silence, the search index."""

from contextlib import suppress
from datetime import timedelta

from bedside.channel.facts import MessageReceived
from bedside.channel.questions import reply_of
from bedside.conversation.actions import ending, flagging, hands, presence, rereading
from bedside.conversation.actions.elsewhere import heard_elsewhere
from bedside.conversation.actions.move import SYSTEM, moving, queue_moved
from bedside.conversation.actions.route import route
from bedside.conversation.desk import desk_of
from bedside.conversation.facts import ConversationClosed
from bedside.conversation.store import changes, entries, rows
from bedside.conversation.store import desk as store
from bedside.conversation.text import grams
from bedside.hospital.facts import HandedOver
from bedside.kit.duties import Duty
from bedside.kit.facts import Announced
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.kit.tail import Reader

HEARTBEAT_SECONDS = 15.0


def duties(services: Services) -> list[Duty]:
    """The desk's duties; any number of processes may run them."""
    return [
        Duty("conversation.overdue", 1.0, lambda: overdue(services)),
        Duty("conversation.red_flags", 1.0, lambda: flagging.escalate(services)),
        Duty("conversation.unread_dangers", 5.0, lambda: rereading.read_again(services)),
        Duty("conversation.quiet", 5.0, lambda: quiet(services)),
        Duty("conversation.idle", 60.0, lambda: idle(services)),
    ]


def heartbeat(services: Services) -> Duty:
    """Runs where the sockets are: says which staff have one open."""
    return Duty("conversation.heartbeat", HEARTBEAT_SECONDS, lambda: beat(services))


def reader(services: Services) -> Reader:
    """A closed conversation becomes findable; a handed-over one changes hands; what people write back is read for red flags."""

    async def index(fact: Announced) -> None:
        closed = fact.read(ConversationClosed)
        async with services.database.transaction([fact.hospital_id]) as tx:
            found = await rows.one(tx, fact.hospital_id, closed.conversation)
            if found is None or found.status != "closed":
                return
            said = await entries.since(tx, fact.hospital_id, closed.conversation, 0, True, 10_000)
            words = grams(" ".join(filter(None, (found.visitor_name, found.close_note, found.search_word))))
            for entry in said:
                words |= grams(entry.text or "") | grams(str((entry.event or {}).get("summary", "")))
            await changes.write_document(
                tx, fact.hospital_id, found.id, found.closed_at or found.started_at, sorted(words)
            )

    async def hand_over(fact: Announced) -> None:
        handed = fact.read(HandedOver)
        for conversation in handed.conversations:
            with suppress(Problem):  # not one of this hospital's: nothing to move
                await hands.receive(services, fact.hospital_id, handed.giver, handed.receiver, conversation)

    async def received(fact: Announced) -> None:
        told = fact.read(MessageReceived)
        async with services.database.transaction([fact.hospital_id]) as tx:
            reply = await reply_of(tx, services, fact.hospital_id, told.incoming)
        if reply:
            words, contact = reply.text, reply.address
            await heard_elsewhere(
                services, fact.hospital_id, told.incoming, words, contact=contact, person=reply.person
            )

    return Reader(
        "conversation",
        {ConversationClosed.kind: index, HandedOver.kind: hand_over, MessageReceived.kind: received},
    )


async def _hospitals(services: Services) -> list[int]:
    async with services.database.system() as tx:
        return await store.hospitals_due(tx, services.clock.now())


async def overdue(services: Services) -> int:
    """Nobody waits unseen: past the overflow time any consultant may be given it, and the lead is alarmed."""
    for hospital_id in await _hospitals(services):
        now = services.clock.now()
        async with services.database.transaction([hospital_id]) as tx:
            settings = await store.settings(tx, hospital_id)
            waits = await store.overdue_waits(tx, hospital_id, now)
            late = await store.unanswered(tx, hospital_id, now - timedelta(seconds=settings.unanswered_seconds))
        for conversation, _visitor in waits:
            async with moving(services, hospital_id, conversation, SYSTEM) as move:
                if move.now.status == "waiting" and move.now.alert in (None, "red", rereading.NOT_READ):
                    await changes.alert(move.tx, *move.key, move.now.alert or "waiting_long")
        for conversation, _visitor, _consultant in late:
            async with moving(services, hospital_id, conversation, SYSTEM) as move:
                if move.now.waiting_since and move.now.alert is None:
                    await changes.alert(move.tx, *move.key, "unanswered")
        await route(services, hospital_id)
    return 0


async def quiet(services: Services) -> int:
    """Consultants whose sockets are gone: offline, and whoever waits for their answer goes back to the queue; so does whoever
    writes to them later."""
    for hospital_id in await _hospitals(services):
        now = services.clock.now()
        async with services.database.transaction([hospital_id]) as tx:
            settings = await store.settings(tx, hospital_id)
            long_ago = now - timedelta(seconds=settings.away_seconds)
            gone = await store.gone_quiet(tx, hospital_id, long_ago)
        for staff in gone:
            await presence.gone(services, hospital_id, staff)
        async with services.database.transaction([hospital_id]) as tx:
            # Who goes now was silent for that long already; whoever received a hand-over may still be on the way.
            held = await store.held_by_absent(tx, hospital_id, gone, long_ago)
        for conversation, holder in held:
            async with moving(services, hospital_id, conversation, SYSTEM) as move:
                if move.now.assigned_to == holder and move.now.status == "active" and move.now.waiting_since:
                    await hands.hand_back(move, "offline")
        if gone or held:
            queue_moved(services, hospital_id)
    return 0


async def idle(services: Services) -> int:
    """Conversations in which everybody fell silent are closed, so that lists show what lives."""
    done = 0
    for hospital_id in await _hospitals(services):
        async with services.database.transaction([hospital_id]) as tx:
            settings = await store.settings(tx, hospital_id)
            before = services.clock.now() - timedelta(minutes=settings.idle_close_minutes)
            silent = await store.idle(tx, hospital_id, before)
        for conversation, _visitor in silent:
            async with moving(services, hospital_id, conversation, SYSTEM) as move:
                if move.now.status == "active" and move.now.waiting_since is None and move.now.alert != "red":
                    await ending.end(move, "no_reply", None)
                    done += 1
    return done


async def beat(services: Services) -> int:
    desk = desk_of(services)
    if desk.online:
        async with services.database.system() as tx:
            hospitals = await store.hospitals_due(tx, services.clock.now())
        if hospitals:
            async with services.database.transaction(hospitals) as tx:
                await store.seen(tx, list(desk.online), tx.clock.now())
    return 0

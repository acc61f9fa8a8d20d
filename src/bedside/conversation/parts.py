"""What the room keeps open in a process, and what it does there."""

from uuid import UUID

from bedside.conversation import danger, duties, live, opening, persons, talks, titles
from bedside.conversation.actions import ending
from bedside.conversation.assisting.asking import Assisting
from bedside.conversation.desk import Desk
from bedside.conversation.reading import Readings
from bedside.conversation.socket.visitor import Doors
from bedside.gate.holds import holds
from bedside.kit.database import Transaction
from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.people.exporting import exporters
from bedside.people.forgetting import erasers
from bedside.people.model import Kept
from bedside.people.work import work


def start(services: Services) -> None:
    """Make the parts; call once per process that serves or works, after the visit room's."""
    desk = services.add(Desk(services)).start()
    desk.writer.heard = services.add(Readings(services)).start().heard
    services.add(Assisting(services))
    services.add(Doors(services.settings.sockets_per_address, services.settings.conversations_per_hour))

    async def erase(tx: Transaction, hospital_id: int, visitor: UUID) -> list[Kept]:
        kept = await ending.erase_visitor(tx, hospital_id, visitor)
        tx.after_commit(lambda: services.bus.publish(live.visitor(visitor), live.event("forgotten")))
        return kept

    erasers(services).add("conversation", erase, persons.redact)
    exporters(services).add("conversation", persons.export)
    work(services).add("conversation", persons.is_mine)
    holds(services).add("conversation", danger.is_held)
    titles.name_facts()
    talks.tell(services)


async def stop(services: Services) -> None:
    """Commit what was taken, then let go."""
    await services.get(Assisting).close()
    await services.get(Readings).stop()
    await services.get(Desk).stop()


def duties_of_web(services: Services) -> list[Duty]:
    """Where the sockets are."""
    return [duties.heartbeat(services), opening.watch(services)]


def duties_of_work(services: Services) -> list[Duty]:
    """Anywhere, in any number of processes."""
    return duties.duties(services)

"""Whether the desk is open: within its hours, and somebody is at it. Otherwise the visitor gets the form, not a wait."""

from bedside.conversation import live
from bedside.conversation.desk import desk_of
from bedside.conversation.store import desk as store
from bedside.hospital.questions.places import calendar
from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.visit.desks import Desk as DeskFace
from bedside.visit.desks import Desks

EVERY_SECONDS = 3.0


def topic(hospital_id: int) -> str:
    """Told to every visitor's socket of the hospital when the desk opens or closes."""
    return f"opening.{hospital_id}"


async def face(services: Services, hospital_id: int) -> DeskFace:
    """The desk as a visitor sees it, read anew."""
    now = services.clock.now()
    hours = await calendar(services, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        cards = await desk_of(services).cards.of(hospital_id, tx)
        present = {
            p.status for p in await store.presences(tx)
            if p.status != "offline" and (card := cards.get(p.staff_id)) and card.converses
            and card.shown_role in ("consultant", "desk_lead")
        }  # fmt: skip
        waiting = await store.how_many_wait(tx, hospital_id)
    within = not hours.spans or hours.is_open(
        now
    )  # a hospital that has set no hours answers whenever somebody is there
    opens_at = None if within else hours.next_opening(now)
    # Whoever is on a break comes back: one may write to them, but is not told that they answer now.
    return DeskFace(
        open=within and bool(present), online=within and "online" in present, opens_at=opens_at, waiting=waiting
    )


async def look(services: Services, hospital_id: int) -> DeskFace:
    """Read it, keep it for this process, and tell the sockets if it has changed."""
    desks = services.get(Desks)
    before, now = desks.of(hospital_id), await face(services, hospital_id)
    desks.tell(hospital_id, now)
    if (before.open, before.online, before.opens_at) != (now.open, now.online, now.opens_at):
        services.bus.publish(topic(hospital_id), live.event("desk", desk=now))
    return now


def watch(services: Services) -> Duty:
    """Runs in every web process: keeps what it knows of its hospitals' desks."""

    async def run() -> int:
        async with services.database.system() as tx:
            hospitals = await store.all_hospitals(tx)
        for hospital_id in hospitals:
            await look(services, hospital_id)
        return 0

    return Duty("conversation.opening", EVERY_SECONDS, run)

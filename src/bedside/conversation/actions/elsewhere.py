"""A danger told where there is no talk (an answer to a text message, a form before the visit) begins one: first in the queue."""

from uuid import UUID

from bedside.coach.readers.signs import script
from bedside.conversation.actions.flagging import raise_flag
from bedside.conversation.actions.move import SYSTEM
from bedside.conversation.actions.start import Origin, start
from bedside.conversation.facts import MessageSaid
from bedside.conversation.flags import watch_of
from bedside.conversation.model import Lang
from bedside.conversation.store import rows
from bedside.conversation.store.says import NewMessage, store_messages
from bedside.conversation.text import MOST
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.people import actions as people
from bedside.people import questions as known_people
from bedside.people.persons.making import join_visitor


async def heard_elsewhere(
    services: Services, hospital_id: int, id: UUID, text: str, *, contact: str | None, person: UUID | None
) -> None:
    """`id` becomes the talk's: told twice, it is one. `contact`: where to reach them.

    Raises what keeps it from being read: for reactions, whose fact is then tried again.
    """
    found = await watch_of(services).find_in(hospital_id, text) if text.strip() else None
    if found is None:
        return
    lang: Lang = script(text)
    async with services.database.transaction([hospital_id]) as tx:
        if await rows.one(tx, hospital_id, id) is not None:
            return
        names = await known_people.names(tx, services, hospital_id, [person] if person else [])
        name = names.get(person, "") if person else ""
        visitor = (await people.make_visitor(tx, hospital_id, name=name, lang=lang)).id
        await tx.lock(visitor, *([person] if person else []))
        if person and name:  # so that nothing is sold to them meanwhile, nor booked for later
            await join_visitor(tx, hospital_id, visitor, person, SYSTEM.name)
        sealed = Sealer(services.key("contact")).seal(contact) if contact else None
        fact = await start(
            services, tx, hospital_id=hospital_id, conversation=id, visitor=visitor, name=name,
            lang=lang, channel="offline", department=None, origin=Origin(), health_consent=None, actor=SYSTEM, contact=sealed,
        )  # fmt: skip
        at = tx.clock.now()
        said = NewMessage(id, id, "text", "all", "visitor", visitor, None, text[:MOST], None)
        stored = await store_messages(tx, hospital_id, [said], at)
        told = MessageSaid(
            conversation=id, seq=stored[0].seq, message=id, by="visitor", length=len(text), whisper=False
        )
        tx.announce(hospital_id, visitor, told, actor=f"visitor:{visitor}", at=at)
        await raise_flag(services, tx, fact.hospital_id, id, found)

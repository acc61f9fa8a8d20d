"""Due work of the channel room, and what it does when consent is withdrawn, somebody says stop, or a lead looked at words."""

from bedside.channel import codes, saying
from bedside.channel.actions import look_again
from bedside.channel.postman import Postman
from bedside.gate import questions as gate
from bedside.gate.claims.facts import ClaimReleaseDecided
from bedside.gate.facts import ContactStopped
from bedside.hospital.facts import PlaceChanged
from bedside.kit.duties import Duty
from bedside.kit.facts import Announced
from bedside.kit.services import Services
from bedside.kit.tail import Reader
from bedside.people import questions as people
from bedside.people.facts import ConsentWithdrawn


def duties(services: Services) -> list[Duty]:
    async def look() -> int:
        await services.get(Postman).look()
        return 0  # the lanes work by themselves

    async def forget() -> int:
        return await codes.forget_old(services)

    return [Duty("channel.send", 0.5, look), Duty("channel.forget_codes", 3600.0, forget)]


def reader(services: Services) -> Reader:
    """What waits is looked at again; it would be stopped at sending in any case."""

    async def withdrawn(fact: Announced) -> None:
        async with services.database.transaction([fact.hospital_id]) as tx:
            persons = {*await people.same_person(tx, fact.hospital_id, fact.subject)}
            owner = await people.person_of_visitor(tx, fact.hospital_id, fact.subject)
            if owner:
                persons |= {*await people.same_person(tx, fact.hospital_id, owner)}
        await look_again(services, fact.hospital_id, sorted(persons))

    async def stopped(fact: Announced) -> None:
        said = fact.read(ContactStopped)
        async with services.database.transaction([fact.hospital_id]) as tx:
            stop = await gate.stop(tx, fact.hospital_id, said.stop)
            if stop is None:
                return
            persons = await people.same_person(tx, fact.hospital_id, stop.person_id) if stop.person_id else ()
        await look_again(services, fact.hospital_id, persons, stop.address_hash)

    async def decided(fact: Announced) -> None:
        await saying.look_again(services, fact.hospital_id)

    async def amended(fact: Announced) -> None:
        if fact.read(PlaceChanged).what == "claim_rules":
            await saying.look_again(services, fact.hospital_id)

    return Reader(
        "channel",
        {
            ConsentWithdrawn.kind: withdrawn,
            ContactStopped.kind: stopped,
            ClaimReleaseDecided.kind: decided,
            PlaceChanged.kind: amended,
        },
    )

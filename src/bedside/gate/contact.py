"""The contact gate: may this person be contacted so, now? Every outbound message asks here, when it is queued and again
when it leaves; each answer is recorded with the rules that led to it."""

from datetime import timedelta
from uuid import UUID

from bedside.gate import hours, store
from bedside.gate.holds import holds
from bedside.gate.judging import Known, judge
from bedside.gate.model import Ask, Verdict
from bedside.gate.rules import in_force
from bedside.hospital.questions.front import front
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.people import questions as people

LOOKS_BACK = timedelta(days=8)


async def may_contact(tx: Transaction, services: Services, ask: Ask) -> Verdict:
    """Allow, defer until, or refuse, by the rules that hold at this hospital on that day.

    Who asks for sending holds the person's lock, so that two messages do not share the last place under a cap.
    """
    place = await front(tx, ask.hospital_id)
    local = place.time_zone if place else hours.FALLBACK
    person = await people.person(tx, services, ask.hospital_id, ask.person_id) if ask.person_id else None
    where = hours.zone(person.time_zone if person else "", local)
    rules = in_force(await store.amendments(tx, ask.hospital_id), ask.now.astimezone(hours.zone(local)).date())
    ids: tuple[UUID, ...] = person.ids if person else (ask.person_id,) if ask.person_id else ()
    consents = await people.person_consents(tx, ask.hospital_id, person.id) if person else None
    known = Known(
        zone=where,
        care=consents.care if consents else None,
        marketing=consents.marketing if consents else None,
        born=person.born if person else None,
        held=ask.purpose == "marketing"
        and await holds(services).any(tx, ask.hospital_id, (*ids, *(person.visitors if person else ()))),
        gone=ask.person_id is not None and person is None,
        stops=await store.stops_of(tx, ask.hospital_id, ids, ask.address_hash),
        contacts=await store.contacts(
            tx, ask.hospital_id, ids, ask.address_hash, ask.channel, ask.purpose, ask.now - LOOKS_BACK, ask.about
        ),
    )
    verdict = judge(ask, rules, known)
    await store.insert_decision(tx, ask, verdict, new_id())
    return verdict

"""A person's messages in their copy: FHIR R4 Communication resources (hl7.org/fhir/R4), with the words (rule L33)."""

from typing import Any

from bedside.channel import writing
from bedside.channel.model import Channel, Delivery
from bedside.channel.store import deliveries as store
from bedside.channel.store import incoming
from bedside.channel.store.incoming import Incoming
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.exporting import Share
from bedside.people.fhir import reference
from bedside.people.identifiers import sealer
from bedside.people.known import Known

MOST = 10_000
_STATUS = {
    "queued": "preparation", "deferred": "preparation", "sending": "in-progress", "sent": "completed",
    "delivered": "completed", "failed": "stopped", "refused": "not-done", "cancelled": "not-done", "expired": "not-done",
}  # fmt: skip
_MEDIUM = {"sms": "SMSWRIT", "email": "EMAILWRIT", "web": "WRITTEN"}


async def export(tx: Transaction, services: Services, hospital_id: int, who: Known) -> Share:
    found = await store.listed(tx, hospital_id, who.persons, None, None, MOST)
    resources: list[dict[str, Any]] = []
    for each in found:
        sealed = await store.content(tx, hospital_id, each.id)
        words = writing.opened(services, sealed).text if sealed else ""
        resources.append(_communication(who, each, words))
    for reply in await incoming.of_persons(tx, hospital_id, list(who.persons)):
        resources.append(_reply(who, reply, sealer(services).open(reply.text_sealed) if reply.text_sealed else ""))
    return Share(resources)


def _reply(who: Known, each: Incoming, words: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Communication",
        "id": str(each.id),
        "status": "completed",
        "medium": [_medium(each.channel)],
        "subject": reference(who.id),
        "sender": reference(who.id),
        "received": each.received_at.isoformat(),
    }
    return made | {"payload": [{"contentString": words}]} if words else made


def _medium(channel: Channel) -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
    return {"coding": [{"system": system, "code": _MEDIUM[channel]}]}


def _communication(who: Known, each: Delivery, words: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Communication",
        "id": str(each.id),
        "status": _STATUS[each.state],
        "category": [{"text": each.purpose}],
        "medium": [_medium(each.channel)],
        "subject": reference(who.id),
        "recipient": [reference(who.id)],
        "topic": {"text": each.template},
        "language": "en" if each.lang == "en" else "zh-CN",
    }
    if each.sent_at:
        made["sent"] = each.sent_at.isoformat()
    if each.rules:
        made["statusReason"] = {"text": ", ".join(each.rules)}
    if words:
        made["payload"] = [{"contentString": words}]
    return made

"""What the desk has to say of a person: whose work they are, their copy of what was said, and what is blotted out."""

import asyncio
from typing import Any
from uuid import UUID

from bedside.conversation.files import place
from bedside.conversation.store import persons as store
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people.exporting import Share
from bedside.people.fhir import reference
from bedside.people.known import Known

BLOT = "▇▇"
AI_ASSISTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "AIAST",
    "display": "Artificial Intelligence asserted",
}
"""Rule L05: the label in the metadata of a text that began as a language model's draft."""


async def is_mine(tx: Transaction, viewer: Viewer, hospital_id: int, who: Known) -> bool:
    """Whether the viewer spoke with them, or somebody at the viewer's desk does so now."""
    visitors = [*who.visitors, *who.shared]
    converses = viewer.may(Right.CONVERSE, hospital_id)
    return bool(visitors) and await store.is_work_of(tx, hospital_id, visitors, viewer.staff_id, converses)


async def export(tx: Transaction, services: Services, hospital_id: int, who: Known) -> Share:
    """Each message as a FHIR Communication; pictures and papers as files beside it."""
    resources: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for each in await store.said(tx, hospital_id, list(who.visitors)):
        payload: dict[str, Any] = {"contentString": each["text"] or ""}
        if each["file"]:
            file = each["file"]
            name = f"files/{file['id']}-{str(file['name']).replace('/', '_')}"
            path = place(services, hospital_id, UUID(str(file["id"])))
            if path.is_file():
                files[name] = await asyncio.to_thread(path.read_bytes)
            payload = {"contentAttachment": {"contentType": file["type"], "title": file["name"], "url": name}}
        made: dict[str, Any] = {
            "resourceType": "Communication",
            "id": str(each["id"]),
            "status": "completed",
            "subject": reference(who.id),
            "sent": each["at"].isoformat(),
            "medium": [{"text": each["channel"]}],
            "partOf": [{"display": f"conversation {each['conversation_id']}"}],
            "payload": [payload],
        }
        if each["ai"]:
            made["meta"] = {"security": [AI_ASSISTED]}
        made["sender"] = reference(who.id) if each["by_kind"] == "visitor" else {"display": "hospital"}
        resources.append(made)
    return Share(resources, files)


async def redact(tx: Transaction, hospital_id: int, visitor: UUID, pattern: str) -> None:
    """Registered with the people room: names and numbers go from the chats that the law holds."""
    await store.redact(tx, hospital_id, visitor, pattern, BLOT)
    await store.unindex(tx, hospital_id, visitor)

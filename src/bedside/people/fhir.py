"""Persons and their consent as FHIR R4 resources (hl7.org/fhir/R4). Pure."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bedside.people.model import ConsentRecord
from bedside.people.person import Person
from bedside.people.store.persons import IdentifierRow

Resource = dict[str, Any]
_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
_TELECOM = {"phone": "phone", "email": "email"}


def bundle(resources: list[Resource], at: datetime) -> Resource:
    """A collection; entries are named by the resources' ids."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    }


def reference(person_id: UUID) -> Resource:
    """How other resources name their patient."""
    return {"reference": f"urn:uuid:{person_id}", "type": "Patient"}


def patient(person: Person, identifiers: list[tuple[IdentifierRow, str]]) -> Resource:
    """`identifiers`: rows with their opened values."""
    made: Resource = {
        "resourceType": "Patient",
        "id": str(person.id),
        "identifier": [
            {"system": f"urn:bedside:{row.kind}", "value": value}
            for row, value in identifiers
            if row.kind not in _TELECOM
        ],
        "name": [{"use": "official", "text": person.name}],
        "telecom": [
            {"system": _TELECOM[row.kind], "value": value} for row, value in identifiers if row.kind in _TELECOM
        ],
        "gender": person.sex or "unknown",
        "communication": [{"language": {"text": person.lang}, "preferred": True}],
    }
    if person.born:
        made["birthDate"] = person.born.isoformat()
    return {name: value for name, value in made.items() if value}


def consent_resource(person_id: UUID, record: ConsentRecord) -> Resource:
    return {
        "resourceType": "Consent",
        "id": str(record.id),
        "status": "active" if record.given else "rejected",
        "scope": {"coding": [{"system": _SCOPE, "code": "patient-privacy"}]},
        "category": [{"text": record.purpose}],
        "patient": reference(person_id),
        "dateTime": record.recorded_at.isoformat(),
        "policyRule": {
            "text": f"{record.purpose} {record.version} ({record.proof.lang}) sha256:{record.proof.text_hash}"
        },
        "provision": {"type": "permit" if record.given else "deny"},
    }

"""A copy of all that is kept about one person, in a form that another system reads: FHIR R4 in a zip file (rule L33)."""

from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.people import questions, seal
from bedside.people.fhir import bundle, consent_resource, patient
from bedside.people.known import Known
from bedside.people.store import persons, requests
from bedside.people.titles import titled

MOST_FACTS = 100_000


class Share(msgspec.Struct, frozen=True):
    """One room's part: FHIR R4 resources, and files by their name in the zip."""

    resources: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}


Exporter = Callable[[Transaction, Services, int, Known], Awaitable[Share]]
"""What a room keeps about (hospital, person). Of `known.shared` browsers nothing is given out: it may be another's."""


class Exporters:
    """A part of the process: `exporters(services).add("appointment", export)` at start-up."""

    def __init__(self) -> None:
        self._exporters: dict[str, Exporter] = {}

    def add(self, room: str, exporter: Exporter) -> None:
        self._exporters[room] = exporter

    def __iter__(self) -> Iterator[Exporter]:
        return iter(self._exporters.values())


def exporters(services: Services) -> Exporters:
    """This process's exporters; made by whoever asks first."""
    return services.once(Exporters, Exporters)


async def export_person(tx: Transaction, services: Services, hospital_id: int, who: Known) -> bytes:
    """The zip file: `person.fhir.json` (a Bundle), `timeline.json`, the rooms' files, and a note on how to read it."""
    shares = [await _own(tx, services, hospital_id, who)]
    shares += [await export(tx, services, hospital_id, who) for export in exporters(services)]
    resources = [resource for share in shares for resource in share.resources]
    files = {name: content for share in shares for name, content in share.files.items()}
    files["person.fhir.json"] = _json(bundle(resources, tx.clock.now()))
    files["timeline.json"] = _json(await _timeline(tx, hospital_id, who))
    files["README.txt"] = NOTE.encode()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return out.getvalue()


async def _own(tx: Transaction, services: Services, hospital_id: int, who: Known) -> Share:
    person = await questions.person(tx, services, hospital_id, who.id)
    if person is None:
        return Share()
    held = await persons.identifier_rows(tx, hospital_id, list(who.persons))
    values = [(row, seal.value_of(services, row)) for row in held]
    records = await questions.person_consent_records(tx, hospital_id, who.id)
    return Share([patient(person, values), *(consent_resource(who.id, record) for record in records)])


async def _timeline(tx: Transaction, hospital_id: int, who: Known) -> list[dict[str, Any]]:
    facts = await requests.timeline(tx, hospital_id, list(who.own), None, MOST_FACTS)
    return [
        {
            "at": fact.occurred_at,
            "kind": fact.kind,
            "zh": titled(fact.kind, fact.payload, "zh"),
            "en": titled(fact.kind, fact.payload, "en"),
            "details": fact.payload,
        }
        for fact in facts
    ]


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2)


NOTE = """这份压缩包是医院保存的关于您的资料。
person.fhir.json  您的登记资料、同意记录、预约与沟通记录，采用国际通用格式 HL7 FHIR R4，可交给另一家医院导入。
timeline.json     按时间排列的经过，最新的在前。

This archive is what the hospital keeps about you.
person.fhir.json  Your record, consents, appointments and messages, in the international format HL7 FHIR R4: another
                  hospital can read it in.
timeline.json     What happened, newest first.
"""

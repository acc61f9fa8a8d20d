"""A person's consent, one record per purpose with the text's version and proof (rules L10, L11)."""

from collections.abc import Mapping
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.people import questions
from bedside.people.facts import ConsentGiven, ConsentWithdrawn
from bedside.people.model import ConsentRecord, PersonConsents, PersonPurpose, Proof
from bedside.people.problems import NO_PERSON
from bedside.people.store import persons
from bedside.people.store import visitors as store


async def record_person_consent(
    tx: Transaction,
    hospital_id: int,
    person_id: UUID,
    answers: Mapping[PersonPurpose, bool],
    version: str,
    channel: str,
    proof: Proof | Mapping[PersonPurpose, Proof],
    actor: str,
) -> PersonConsents:
    """Record answers; one that holds already with this text is no second record. Returns what holds now. `proof`: of each
    purpose, where each was asked for with a text of its own.

    Raises Problem no_person. Effective at once: whoever asks reads what this wrote.
    """
    group = await persons.same_person(tx, hospital_id, person_id)
    await tx.lock(group[0])
    row = (await persons.persons(tx, hospital_id, [group[0]])).get(group[0])
    if row is None or row.deleted_at:
        raise Problem(NO_PERSON)
    records = await questions.consent_records_of(tx, hospital_id, group)
    held = {record.purpose: (record.given, record.version) for record in records}
    for purpose, given in answers.items():
        if held.get(purpose) == (given, version):
            continue
        record = ConsentRecord(
            id=new_id(), purpose=purpose, given=given, version=version, channel=channel,
            recorded_at=tx.clock.now(), proof=proof if isinstance(proof, Proof) else proof[purpose],
        )  # fmt: skip
        await store.insert_consent(tx, hospital_id, group[0], record)
        records.append(record)
        told = ConsentGiven if given else ConsentWithdrawn
        fact = told(purpose=purpose, version=version, channel=channel)
        tx.announce(hospital_id, group[0], fact, actor=actor)
    return questions.what_holds(records)

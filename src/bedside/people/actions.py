"""What happens to visitors: they are made, consent, withdraw, are linked, are forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from bedside.people.facts import ConsentGiven, ConsentWithdrawn, VisitorForgotten, VisitorMade, VisitorsLinked
from bedside.people.forgetting import erasers
from bedside.people.model import (
    NAME_LIMIT,
    NO_CONSENT,
    UNKNOWN_VISITOR,
    ConsentRecord,
    Consents,
    Elsewhere,
    Kept,
    Kind,
    Proof,
    Purpose,
    Visitor,
    one_line,
)
from bedside.people.store import erasures, persons
from bedside.people.store import visitors as store


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose first act is to agree to tracking, text `version`, on the first page of their first visit."""

    id: UUID
    lang: str
    version: str
    proof: Proof
    visits: int = 1
    consent: UUID = msgspec.field(default_factory=new_id)
    made_fact: UUID = msgspec.field(default_factory=new_id)
    consent_fact: UUID = msgspec.field(default_factory=new_id)


async def make_visitor(
    tx: Transaction, hospital_id: int, *, kind: Kind = "chat_only", name: str = "", lang: str = "zh"
) -> Visitor:
    """A new visitor. The caller records the consent that made it lawful in the same transaction."""
    now = tx.clock.now()
    made = Visitor(
        hospital_id=hospital_id, id=new_id(), kind=kind, name=one_line(name, NAME_LIMIT), lang=lang,
        made_at=now, last_seen=now, visits=0,
    )  # fmt: skip
    await store.insert_visitor(tx, made)
    tx.announce(hospital_id, made.id, VisitorMade(tracked=kind == "tracked"), actor=f"visitor:{made.id}")
    return made


async def admit_newcomers(tx: Transaction, hospital_id: int, newcomers: Sequence[Newcomer], at: datetime) -> set[UUID]:
    """Make many visitors with their tracking consent at once; returns who was new (a retry is not)."""
    rows = await store.insert_newcomers(tx, hospital_id, at, msgspec.json.encode(newcomers))
    return {row[0] for row in rows}


async def consent(
    tx: Transaction,
    hospital_id: int,
    visitor_id: UUID,
    answers: Mapping[Purpose, bool],
    *,
    version: str,
    channel: str,
    proof: Proof,
    actor: str | None = None,
) -> Consents:
    """Record answers, one record per purpose. An answer that already holds with this text is no second record.

    Raises Problem unknown_visitor. Effective at once: everything that asks reads what this wrote.
    """
    await tx.lock(visitor_id)
    known = await store.visitor(tx, hospital_id, visitor_id)
    if known is None or known.forgotten_at:
        raise Problem(UNKNOWN_VISITOR)
    held = {c.purpose: (c.given, c.version) for c in await store.consents(tx, hospital_id, visitor_id)}
    changed: dict[Purpose, bool] = {p: given for p, given in answers.items() if held.get(p) != (given, version)}
    for purpose, given in changed.items():
        record = ConsentRecord(
            id=new_id(), purpose=purpose, given=given, version=version, channel=channel,
            recorded_at=tx.clock.now(), proof=proof,
        )  # fmt: skip
        await store.insert_consent(tx, hospital_id, visitor_id, record)
        told = ConsentGiven if given else ConsentWithdrawn
        fact = told(purpose=purpose, version=version, channel=channel)
        tx.announce(hospital_id, visitor_id, fact, actor=actor or f"visitor:{visitor_id}")
    now = msgspec.structs.replace(known.consents, **changed)
    if changed:
        kind = "tracked" if now.tracking else "chat_only"
        await store.set_consents(tx, hospital_id, visitor_id, now, kind)
    return now


async def withdraw(
    tx: Transaction,
    hospital_id: int,
    visitor_id: UUID,
    purpose: Purpose,
    *,
    version: str,
    channel: str,
    proof: Proof,
    actor: str | None = None,
) -> Consents:
    """Take one consent back: the same single step as giving it."""
    return await consent(
        tx, hospital_id, visitor_id, {purpose: False}, version=version, channel=channel, proof=proof, actor=actor
    )


async def rename(tx: Transaction, hospital_id: int, visitor_id: UUID, name: str) -> str:
    """What the visitor wants to be called; returns it as stored."""
    stored = one_line(name, NAME_LIMIT)
    await store.rename(tx, hospital_id, visitor_id, stored)
    return stored


async def begin_visits(tx: Transaction, hospital_id: int, ids: list[UUID]) -> None:
    """These visitors have just begun a new visit of the website."""
    if ids:
        await store.begin_visits(tx, hospital_id, ids, tx.clock.now())


async def link(services: Services, one: Elsewhere, other: Elsewhere) -> None:
    """One browser showed both tokens. The caller has seen that both hospitals are of one group.

    Raises Problem consent_needed unless both sides agreed to sharing within the group.
    """
    async with services.database.transaction([one.hospital_id, other.hospital_id]) as tx:
        await tx.lock(one.visitor_id, other.visitor_id)
        if len(await store.sharing(tx, [one, other])) < 2:
            raise Problem(NO_CONSENT)
        for here, there in ((one, other), (other, one)):
            if await store.insert_link(tx, here.hospital_id, here.visitor_id, there, tx.clock.now()):
                fact = VisitorsLinked(other_hospital=there.hospital_id, other_visitor=str(there.visitor_id))
                tx.announce(here.hospital_id, here.visitor_id, fact, actor=f"visitor:{here.visitor_id}")


async def forget(services: Services, hospital_id: int, visitor_id: UUID) -> list[Kept]:
    """`forget_visitor` in a transaction of its own. Raises Problem unknown_visitor."""
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(visitor_id)
        return await forget_visitor(tx, services, hospital_id, visitor_id)


async def forget_visitor(tx: Transaction, services: Services, hospital_id: int, visitor_id: UUID) -> list[Kept]:
    """Erase a visitor everywhere; returns what must stay, with the rule (L32, L10). The caller holds their lock.

    The row stays as a nameless stone, so that the old token finds nobody and conversations under a legal hold still
    point somewhere. Raises Problem unknown_visitor. A second call erases nothing more and says the same.
    """
    known = await store.visitor(tx, hospital_id, visitor_id)
    if known is None:
        raise Problem(UNKNOWN_VISITOR)
    kept = [reason for erase in erasers(services) for reason in await erase(tx, hospital_id, visitor_id)]
    if await store.consents(tx, hospital_id, visitor_id):
        kept.append(CONSENT_PROOF)
    if await persons.part_visitor(tx, hospital_id, visitor_id):
        kept.append(PERSON_STAYS)
    await store.unlink(tx, hospital_id, visitor_id)
    await store.sever_facts(tx, hospital_id, visitor_id, "visit.")
    if not known.forgotten_at:
        await erasures.note(tx, hospital_id, [visitor_id], "visitor")
        await store.forget(tx, hospital_id, visitor_id, tx.clock.now())
        fact = VisitorForgotten(kept=[reason.code for reason in kept])
        tx.announce(hospital_id, visitor_id, fact, actor=f"visitor:{visitor_id}")
    return kept


CONSENT_PROOF = Kept(
    "consent_proof",
    "L10",
    "您给出和撤回同意的记录（不含姓名），用来证明我们按您的意愿行事。",
    "The record of what you agreed to and withdrew (without your name), as proof that we followed your wishes.",
)
PERSON_STAYS = Kept(
    "person_record",
    "L33",
    "您作为就诊人登记的资料和预约仍在；如需删除，请用验证过的手机号或邮箱提出申请。",
    "Your record as a patient and your appointments stay; ask for their deletion with your verified phone or email.",
)

"""Rules are amended; stops are made and taken back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from bedside.gate import store
from bedside.gate.facts import ContactResumed, ContactStopped
from bedside.gate.model import SETTINGS, Channel, Rule, Stop, StopPurpose
from bedside.gate.problems import FIXED
from bedside.gate.rules import Amendment, as_amended
from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.identifiers import hash_of, masked, normalised
from bedside.people.model import Kept

IDENTIFIER: Mapping[Channel, Literal["phone", "email"]] = {"sms": "phone", "email": "email"}


async def amend_rule(
    services: Services, viewer: Viewer, hospital_id: int, rule_id: str, *, rev: int, active: bool,
    settings: dict[str, Any], effective: date, note: str,
) -> Rule:  # fmt: skip
    """Write the next revision of a rule. `rev` is the one that was read. Raises Problem refused, not_found, rule_fixed,
    invalid, reason_needed, or conflict when somebody else amended it first."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    reason = reason_given(note)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(place(hospital_id))
        known = {rule.id: rule for rule in as_amended(await store.amendments(tx, hospital_id))}.get(rule_id)
        if known is None:
            raise Problem(NOT_FOUND)
        if known.fixed and not active:
            raise Problem(FIXED, what=rule_id)
        try:
            checked = msgspec.convert(settings, SETTINGS[known.kind])
        except msgspec.ValidationError as error:
            raise Problem(INVALID, what=str(error)) from error
        made = Amendment(
            rule_id=rule_id, rev=rev + 1, active=active, settings=msgspec.to_builtins(checked), effective=effective,
            note=reason,
        )  # fmt: skip
        if known.rev != rev or not await store.insert_amendment(tx, hospital_id, made, viewer.actor):
            raise Problem(CONFLICT, what=rule_id)
        tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="contact_rules"), actor=viewer.actor)
        await record(tx, viewer, hospital_id, "contact_rule_amended", f"rule:{rule_id}", reason, {"rev": rev + 1})
        return {rule.id: rule for rule in as_amended([made])}[rule_id]


async def stop_contact(
    tx: Transaction, hospital_id: int, *, person_id: UUID | None = None, address_hash: bytes | None = None,
    masked: str = "", channel: Channel | None = None, purpose: StopPurpose = "all",
    source: Literal["reply", "link", "staff"], word: str = "", actor: str,
) -> Stop:  # fmt: skip
    """Write to this person, or this address, no more. Said twice it is one stop. Holds at once: every sending asks."""
    for known in await store.stops_of(tx, hospital_id, [person_id] if person_id else [], address_hash):
        if (known.channel, known.purpose, known.person_id) == (channel, purpose, person_id):
            return known
    made = Stop(
        hospital_id=hospital_id, id=new_id(), person_id=person_id, address_hash=address_hash, masked=masked,
        channel=channel, purpose=purpose, source=source, word=word, since=tx.clock.now(), made_by=actor,
    )  # fmt: skip
    await store.insert_stop(tx, made)
    fact = ContactStopped(stop=made.id, channel=channel, purpose=purpose, source=source)
    tx.announce(hospital_id, person_id or made.id, fact, actor=actor)
    return made


async def resume_contact(tx: Transaction, hospital_id: int, address_hash: bytes, channel: Channel, actor: str) -> int:
    """The holder of an address takes back what they stopped themselves on this channel; returns how many stops ended.

    What staff stopped for them stays: that was asked for in another way.
    """
    ended = 0
    for known in await store.stops_of(tx, hospital_id, [], address_hash):
        if known.source == "staff" or known.channel not in (None, channel):
            continue
        ended += await store.end_stop(tx, hospital_id, known.id, tx.clock.now(), actor)
        tx.announce(
            hospital_id, known.person_id or known.id, ContactResumed(stop=known.id, source="reply"), actor=actor
        )
    return ended


async def stop_by_staff(
    services: Services, viewer: Viewer, hospital_id: int, *, person_id: UUID | None, address: str,
    channel: Channel | None, purpose: StopPurpose, reason: str,
) -> Stop:  # fmt: skip
    """Somebody told a member of staff. An address alone needs its channel. Raises Problem refused, invalid, no_person,
    bad_identifier or reason_needed."""
    _may(viewer, hospital_id)
    said = reason_given(reason)
    kind = IDENTIFIER.get(channel) if channel else None
    if person_id is None and (not address or kind is None):
        raise Problem(INVALID, what="person, address, channel")
    async with services.database.transaction([hospital_id]) as tx:
        if person_id:
            await tx.lock(person_id)
            if await people.person(tx, services, hospital_id, person_id) is None:
                raise Problem(NOT_FOUND)
        hashed = hash_of(services, kind, address) if kind and address else None
        shown = masked(kind, normalised(kind, address)) if kind and address else ""
        made = await stop_contact(
            tx, hospital_id, person_id=person_id, address_hash=hashed, masked=shown, channel=channel, purpose=purpose,
            source="staff", actor=viewer.actor,
        )  # fmt: skip
        await record(tx, viewer, hospital_id, "contact_stopped", f"stop:{made.id}", said)
    return made


async def resume_by_staff(services: Services, viewer: Viewer, hospital_id: int, stop_id: UUID, reason: str) -> None:
    """The person asked to be written to again. Raises Problem refused, not_found or reason_needed."""
    _may(viewer, hospital_id)
    said = reason_given(reason)
    async with services.database.transaction([hospital_id]) as tx:
        known = await store.stop(tx, hospital_id, stop_id)
        if known is None:
            raise Problem(NOT_FOUND)
        await tx.lock(known.person_id or known.id)
        await store.end_stop(tx, hospital_id, stop_id, tx.clock.now(), viewer.actor)
        fact = ContactResumed(stop=stop_id, source="staff")
        tx.announce(hospital_id, known.person_id or known.id, fact, actor=viewer.actor)
        await record(tx, viewer, hospital_id, "contact_resumed", f"stop:{stop_id}", said)


async def erase(tx: Transaction, hospital_id: int, subject: UUID) -> list[Kept]:
    """What the gate knows of a person who is forgotten: only that they wanted no messages stays."""
    return [STOP_KEPT] if await store.forget_addresses(tx, hospital_id, subject) else []


STOP_KEPT = Kept(
    "contact_stop",
    "L13",
    "您不愿再收到消息这一意愿（只存无法还原的号码指纹），以便今后继续遵守。",
    "That you want no more messages (only a fingerprint of the address that cannot be read back), so that it stays so.",
)


def _may(viewer: Viewer, hospital_id: int) -> None:
    """Whoever sees persons hears their no; it must not wait for an administrator."""
    if not (viewer.may(Right.SEE_PERSONS, hospital_id) or viewer.may(Right.MANAGE_CHANNELS, hospital_id)):
        raise Problem(REFUSED)

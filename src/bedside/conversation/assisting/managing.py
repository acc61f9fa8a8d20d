"""Setting the assistant up: off until an administrator says who agreed to it, and why."""

import asyncio
from uuid import UUID

import msgspec

from bedside.coach.assistant import prompts
from bedside.coach.assistant.endpoint import host_of, is_trustworthy
from bedside.coach.assistant.scrubbing import Scrubber
from bedside.conversation.assisting.asking import Request, assisting_of, day_began, sealer
from bedside.conversation.assisting.model import AssistantSettings, SettingsShown, Stored, Trial, UseShown
from bedside.conversation.assisting.problems import NEEDS_AGREEMENT
from bedside.conversation.assisting.store import settings as store
from bedside.conversation.assisting.store import uses
from bedside.conversation.desk import desk_of
from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.facts import PlaceChanged, place
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import CONFLICT, INVALID, Problem
from bedside.kit.services import Services

SHOWN = 50


async def read(services: Services, viewer: Viewer, hospital_id: int) -> SettingsShown:
    """Without its key. Raises Problem refused."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        stored = await store.read(tx, hospital_id)
        spent = await uses.spent(tx, hospital_id, await day_began(tx, hospital_id))
    return SettingsShown(
        settings=stored.settings, has_key=stored.key_sealed is not None, version=stored.version,
        requests_today=spent.requests, tokens_today=spent.tokens, away_seconds=assisting_of(services).away(hospital_id),
    )  # fmt: skip


async def change(
    services: Services,
    viewer: Viewer,
    hospital_id: int,
    given: AssistantSettings,
    *,
    version: int,
    key: str | None,
    reason: str,
) -> None:
    """A key that is None stays, unless the address changes: then it must be given again, so that nobody can have it sent
    elsewhere. Turning it on, and every change of where it goes while it is on, needs a reason and an agreement.

    Raises Problem refused, invalid, reason_needed, assistant_needs_agreement or conflict.
    """
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    given = msgspec.structs.replace(given, base=given.base.strip().rstrip("/"), model=given.model.strip())
    _check(given)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(place(hospital_id))
        stored = await store.read(tx, hospital_id)
        if stored.version != version:
            raise Problem(CONFLICT, what="assistant-settings")
        before, moved = stored.settings, host_of(stored.settings.base) != host_of(given.base)
        if key is None and stored.key_sealed is not None and moved:
            raise Problem(INVALID, what="key")
        leaves = given.on and (not before.on or moved or before.abroad != given.abroad)
        why = reason_given(reason) if leaves else reason.strip()
        sealed = stored.key_sealed if key is None else (sealer(services).seal(key) if key else None)
        if not await store.write(tx, hospital_id, given, sealed, version, viewer.actor):
            raise Problem(CONFLICT, what="assistant-settings")
        tx.announce(hospital_id, place(hospital_id), PlaceChanged(what="assistant"), actor=viewer.actor)
        action = "assistant_changed" if given.on == before.on else "assistant_on" if given.on else "assistant_off"
        detail = {"host": host_of(given.base), "model": given.model, "agreed_by": given.agreed_by, "agreement": given.agreement,
                  "abroad": given.abroad, "basis": given.basis, "consent_version": given.consent_version,
                  "purposes": [str(each) for each in given.purposes]}  # fmt: skip
        await record(tx, viewer, hospital_id, action, f"hospital:{hospital_id}", why, detail)
        tx.after_commit(lambda: assisting_of(services).forget(hospital_id))


def _check(given: AssistantSettings) -> None:
    if given.base and not is_trustworthy(given.base):
        raise Problem(INVALID, what="base: https")
    if not given.on:
        return
    missing = {
        "base": not given.base, "model": not given.model, "purposes": not given.purposes,
        "agreed_by": not given.agreed_by.strip(), "agreement": not given.agreement.strip(),
        "basis": given.abroad and not given.basis, "consent_version": given.abroad and not given.consent_version.strip(),
    }  # fmt: skip
    if lacking := [name for name, lacks in missing.items() if lacks]:
        raise Problem(NEEDS_AGREEMENT, what=", ".join(lacking))


async def try_it(services: Services, viewer: Viewer, hospital_id: int) -> Trial:
    """Ask what is saved, on or off, with invented words. Raises Problem refused, invalid, and why it failed."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        stored = await store.read(tx, hospital_id)
        if not stored.settings.base or not stored.settings.model:
            raise Problem(INVALID, what="base, model")
        await record(tx, viewer, hospital_id, "assistant_tried", f"hospital:{hospital_id}")
    return await _trial(services, viewer, hospital_id, stored)


async def _trial(services: Services, viewer: Viewer, hospital_id: int, stored: Stored) -> Trial:
    scrubber = Scrubber()
    said = await asyncio.to_thread(prompts.asked, "test", viewer.lang, [], [], scrubber)
    request = Request(hospital_id=hospital_id, conversation=None, purpose="test", said=said, hidden=scrubber.hidden)
    answered = await assisting_of(services).ask(viewer, stored, request)
    return Trial(
        sent="\n\n".join(each.content for each in said), answer=prompts.read(answered.answer.text, 1, scrubber).text,
        model=stored.settings.model, ms=answered.ms, tokens_in=answered.answer.tokens_in or 0,
        tokens_out=answered.answer.tokens_out or 0,
    )  # fmt: skip


async def newest(services: Services, viewer: Viewer, hospital_id: int) -> list[UseShown]:
    """The last uses, for whoever answers for them. Raises Problem refused."""
    viewer.require(Right.MANAGE_HOSPITAL, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await uses.newest(tx, hospital_id, SHOWN)
        cards = await desk_of(services).cards.of(hospital_id, tx)

    def name(staff: UUID) -> str:
        return card.name(viewer.lang) if (card := cards.get(staff)) else ""

    return [msgspec.convert({**each, "name": name(each["staff"])}, UseShown) for each in found]

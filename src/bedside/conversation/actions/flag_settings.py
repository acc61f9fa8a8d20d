"""How a hospital wants red flags handled: whom to call, how long nobody may look, its own words, and who signed the texts."""

from datetime import date

import msgspec

from bedside.conversation import first_aid
from bedside.conversation.actions.paging import sealer
from bedside.conversation.flags import watch_of
from bedside.conversation.model import OwnWord
from bedside.conversation.store import flags as store
from bedside.conversation.store.flags import FalseAlarm, StoredSettings
from bedside.gate.flags.rules import Type
from bedside.hospital.actions.audit import record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import CONFLICT, INVALID, REFUSED, Problem
from bedside.kit.services import Services
from bedside.people.identifiers import normalised

FALSE_ALARMS = 50


class FlagText(msgspec.Struct, frozen=True, kw_only=True):
    """What visitors are told of one type; `signed_by` null: no clinician has signed this version here."""

    type: Type
    name_zh: str
    name_en: str
    zh: list[str]
    en: list[str]
    numbers: list[str]
    version: str
    signed_by: str | None
    signed_on: date | None


class FlagSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`false_alarms`: the newest cases that were none, for a desk lead."""

    timer_seconds: int
    on_call_phone: str
    on_call_email: str
    words: list[OwnWord]
    texts: list[FlagText]
    false_alarms: list[FalseAlarm]
    rev: int


async def read(services: Services, viewer: Viewer, hospital_id: int) -> FlagSettings:
    """Raises Problem refused."""
    _may(viewer, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await _shown(services, tx, viewer, hospital_id)


async def save(
    services: Services, viewer: Viewer, hospital_id: int, *, timer_seconds: int, phone: str, email: str,
    words: list[OwnWord], rev: int,
) -> FlagSettings:  # fmt: skip
    """Raises Problem refused, bad_identifier, or conflict when somebody else saved since `rev` was read."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    box = sealer(services)
    given = StoredSettings(
        timer_seconds=timer_seconds, words=words, rev=rev,
        on_call_phone=box.seal(normalised("phone", phone)) if phone else None,
        on_call_email=box.seal(normalised("email", email)) if email else None,
    )  # fmt: skip
    async with services.database.transaction([hospital_id]) as tx:
        if not await store.save_settings(tx, hospital_id, given):
            raise Problem(CONFLICT, what="red-flag-settings")
        await record(tx, viewer, hospital_id, "red_flag.settings", f"hospital:{hospital_id}")
        tx.after_commit(lambda: watch_of(services).forget_settings(hospital_id))
        return await _shown(services, tx, viewer, hospital_id)


async def sign(
    services: Services, viewer: Viewer, hospital_id: int, *, type: Type, version: str, name: str, on: date
) -> list[FlagText]:
    """Note a clinician's signature under the text that they saw. Raises Problem refused, or invalid for another version."""
    _may(viewer, hospital_id)
    if version != first_aid.version():
        raise Problem(INVALID, what="version")
    async with services.database.transaction([hospital_id]) as tx:
        at = tx.clock.now()
        await store.sign(tx, hospital_id, type=type, version=version, name=name, on=on, by=viewer.staff_id, at=at)
        await record(tx, viewer, hospital_id, "red_flag.signed", f"text:{type}", "", {"version": version})
        return await _texts(tx, hospital_id)


def _may(viewer: Viewer, hospital_id: int) -> None:
    if not (viewer.may(Right.LEAD_DESK, hospital_id) or viewer.may(Right.CONFIRM_GREEN, hospital_id)):
        raise Problem(REFUSED)


async def _shown(services: Services, tx: Transaction, viewer: Viewer, hospital_id: int) -> FlagSettings:
    found, box = await store.settings(tx, hospital_id), sealer(services)
    leads = viewer.may(Right.LEAD_DESK, hospital_id)  # what a visitor said is read at the desk
    return FlagSettings(
        timer_seconds=found.timer_seconds,
        on_call_phone=box.open(found.on_call_phone) if found.on_call_phone else "",
        on_call_email=box.open(found.on_call_email) if found.on_call_email else "",
        words=found.words,
        texts=await _texts(tx, hospital_id),
        false_alarms=await store.false_alarms(tx, hospital_id, FALSE_ALARMS) if leads else [],
        rev=found.rev,
    )


async def _texts(tx: Transaction, hospital_id: int) -> list[FlagText]:
    version = first_aid.version()
    signed = await store.signatures(tx, hospital_id, version)
    return [
        FlagText(
            type=text.type, name_zh=text.name_zh, name_en=text.name_en, zh=text.zh, en=text.en, numbers=text.numbers,
            version=version, signed_by=signed[text.type][0] if text.type in signed else None,
            signed_on=signed[text.type][1] if text.type in signed else None,
        )
        for text in first_aid.texts()
    ]  # fmt: skip

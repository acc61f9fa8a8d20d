"""Reads of the channel room."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.channel import templates, writing
from bedside.channel.managing import secrets_of
from bedside.channel.model import Channel, ChannelSettings, Delivery, State, Template
from bedside.channel.store import deliveries as store
from bedside.channel.store import incoming
from bedside.channel.store import settings as settings_store
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services
from bedside.people import questions as people
from bedside.people.identifiers import sealer

NOTES = 50


class SettingsShown(msgspec.Struct, frozen=True, kw_only=True):
    """What is set up; of secrets only whether there is one. `hook`: where the gateway tells us its news."""

    version: int
    settings: ChannelSettings
    has_smtp_password: bool
    has_sms_key: bool
    hook: str


class ReplyWords(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote back, for the rooms that must read it: from where, and who it is while that is sure."""

    text: str
    address: str
    person: UUID | None


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A message in the visitor's own browser."""

    id: UUID
    text: str
    at: datetime
    seen: bool


async def settings(services: Services, viewer: Viewer, hospital_id: int) -> SettingsShown:
    """Raises Problem refused."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        stored = await settings_store.read(tx, hospital_id)
    held = secrets_of(services, stored)
    return SettingsShown(
        version=stored.version, settings=stored.settings, has_smtp_password=bool(held.smtp_password),
        has_sms_key=bool(held.sms_key), hook=f"{services.settings.origin}/hooks/sms/{hospital_id}",
    )  # fmt: skip


async def sends(tx: Transaction, hospital_id: int, channel: Channel) -> bool:
    """Whether the hospital has set this channel up; the web needs nothing."""
    return channel == "web" or getattr((await settings_store.read(tx, hospital_id)).settings, channel) is not None


async def words(services: Services, viewer: Viewer, hospital_id: int) -> list[Template]:
    """Every message with the words in use. Raises Problem refused."""
    viewer.require(Right.MANAGE_CHANNELS, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return templates.in_use(await settings_store.words(tx, hospital_id))


async def deliveries(
    services: Services, viewer: Viewer, hospital_id: int, *, person_id: UUID | None = None, state: State | None = None,
    before: tuple[datetime, UUID] | None = None, limit: int = 50,
) -> list[Delivery]:  # fmt: skip
    """What was or will be sent, newest first; of one person under all their ids. Raises Problem refused."""
    if not (viewer.may(Right.SEE_PERSONS, hospital_id) or viewer.may(Right.MANAGE_CHANNELS, hospital_id)):
        raise Problem(REFUSED)
    async with services.database.transaction([hospital_id]) as tx:
        ids = await people.same_person(tx, hospital_id, person_id) if person_id else None
        return await store.listed(tx, hospital_id, ids, state, before, limit)


async def of_person(tx: Transaction, hospital_id: int, ids: list[UUID], limit: int = 1000) -> list[Delivery]:
    """What was sent to a person, for their export."""
    return await store.listed(tx, hospital_id, ids, None, None, limit)


async def text_of(tx: Transaction, services: Services, hospital_id: int, delivery_id: UUID) -> str | None:
    """The words of a message, for the person themselves; None once they are erased."""
    sealed = await store.content(tx, hospital_id, delivery_id)
    return writing.opened(services, sealed).text if sealed else None


async def reply_of(tx: Transaction, services: Services, hospital_id: int, id: UUID) -> ReplyWords | None:
    """None for stop words, and once it is erased."""
    found = await incoming.one(tx, hospital_id, id)
    if found is None or found.means != "text" or found.text_sealed is None or found.address_sealed is None:
        return None
    box = sealer(services)
    return ReplyWords(text=box.open(found.text_sealed), address=box.open(found.address_sealed), person=found.person_id)


async def notes(services: Services, hospital_id: int, visitor_id: UUID) -> list[Note]:
    """What the web channel brought to this browser, and to whoever said that it is theirs; newest first."""
    async with services.database.transaction([hospital_id]) as tx:
        rows = await store.notes(tx, hospital_id, visitor_id, await _owners(tx, hospital_id, visitor_id), NOTES)
    return [
        Note(
            id=row.id, text=writing.opened(services, row.content_sealed).text, at=row.sent_at,
            seen=row.state == "delivered",
        )
        for row in rows
        if row.content_sealed
    ]  # fmt: skip


async def _owners(tx: Transaction, hospital_id: int, visitor_id: UUID) -> tuple[UUID, ...]:
    person = await people.person_of_visitor(tx, hospital_id, visitor_id)
    return await people.same_person(tx, hospital_id, person) if person else ()


async def notes_of(tx: Transaction, hospital_id: int, visitor_id: UUID, wanted: list[UUID]) -> list[UUID]:
    """Those of these notes that are this browser's."""
    owners = await _owners(tx, hospital_id, visitor_id)
    found = await store.notes(tx, hospital_id, visitor_id, owners, NOTES)
    return [row.id for row in found if row.id in set(wanted)]

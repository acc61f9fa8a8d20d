"""Staff: a hospital's accounts and words, and what was sent."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, QueryParameter

from bedside.channel import managing, questions, saying
from bedside.channel.model import Channel, ChannelSettings, Delivery, State, Template
from bedside.channel.questions import SettingsShown
from bedside.gate.claims.kept import BlockedShown
from bedside.hospital.api.shapes import (
    CursorText,
    HospitalId,
    Limit,
    Listed,
    Long,
    OneHospital,
    Short,
    Version,
    cursor,
    read_cursor,
)
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE

PersonParam = Annotated[UUID | None, QueryParameter(name="person", required=False)]
StateParam = Annotated[State | None, QueryParameter(name="state", required=False)]
Secret = Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)]
CodeName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,40}$")]


class SettingsGiven(msgspec.Struct, kw_only=True):
    """A secret left out (null) stays as it is; "" takes it away."""

    hospital: HospitalId
    version: Version
    settings: ChannelSettings
    smtp_password: Secret | None = None
    sms_key: Secret | None = None


class TestAsked(msgspec.Struct, kw_only=True):
    hospital: HospitalId
    channel: Channel
    address: Short


class WordsGiven(msgspec.Struct, kw_only=True):
    """All texts empty: back to the shipped words. `rev` is the one that was read."""

    hospital: HospitalId
    code: CodeName
    channel: Channel
    zh: Long
    en: Long
    subject_zh: Short = ""
    subject_en: Short = ""
    rev: Version


class DeliveryShown(msgspec.Struct, kw_only=True):
    id: UUID
    person: UUID | None
    channel: Channel
    purpose: str
    template: str
    lang: str
    masked: str
    state: State
    tries: int
    made_at: datetime
    due_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    error: str
    attachments: list[str]
    rules: list[str]
    instead_of: UUID | None
    """The delivery that failed, for which this one stands in."""


@get("/channel-settings", summary="The hospital's email and SMS accounts, without their secrets")
async def show_settings(viewer: Viewer, services: Services, hospital: OneHospital) -> SettingsShown:
    return await questions.settings(services, viewer, hospital)


@put("/channel-settings", summary="Set up email and SMS", status_code=204)
async def change_settings(data: SettingsGiven, viewer: Viewer, services: Services) -> None:
    await managing.change_settings(
        services, viewer, data.hospital, data.settings, version=data.version, smtp_password=data.smtp_password,
        sms_key=data.sms_key,
    )  # fmt: skip


@post(
    "/channel-settings/test", summary="Send a test message to an address of one's own; see its state in the deliveries"
)
async def send_test(data: TestAsked, viewer: Viewer, services: Services) -> DeliveryShown:
    return shown(await managing.send_test(services, viewer, data.hospital, data.channel, data.address))


@get("/message-templates", summary="The words of every automated message in use")
async def list_words(viewer: Viewer, services: Services, hospital: OneHospital) -> Listed[Template]:
    return Listed(await questions.words(services, viewer, hospital))


@put("/message-templates", summary="Write a message in the hospital's own words", status_code=204)
async def change_words(data: WordsGiven, viewer: Viewer, services: Services) -> None:
    given = Template(
        code=data.code, channel=data.channel, variables=[], zh=data.zh, en=data.en, subject_zh=data.subject_zh,
        subject_en=data.subject_en, rev=data.rev,
    )  # fmt: skip
    await managing.change_words(services, viewer, data.hospital, given)


@get("/deliveries", summary="What was sent, waits, or was refused and by which rule; newest first")
async def list_deliveries(
    viewer: Viewer, services: Services, hospital: OneHospital, person: PersonParam = None, in_state: StateParam = None,
    after: CursorText = None, limit: Limit = 50,
) -> Listed[DeliveryShown]:  # fmt: skip
    place = read_cursor(after, tuple[datetime, UUID])
    found = await questions.deliveries(
        services, viewer, hospital, person_id=person, state=in_state, before=place, limit=limit + 1
    )
    more = cursor((found[limit - 1].made_at, found[limit - 1].id)) if len(found) > limit else None
    return Listed([shown(each) for each in found[:limit]], more)


@get(
    "/deliveries/{delivery_id:uuid}/claims", summary="What stops a message that waits for the desk lead, or was refused"
)
async def stopping_claims(
    delivery_id: FromPath[UUID], viewer: Viewer, services: Services, hospital: OneHospital
) -> Listed[BlockedShown]:
    found = await saying.stopped(services, viewer, hospital, delivery_id)
    return Listed([each.shown("en" if viewer.lang == "en" else "zh") for each in found])


def shown(each: Delivery) -> DeliveryShown:
    return DeliveryShown(
        id=each.id, person=each.person_id, channel=each.channel, purpose=each.purpose, template=each.template,
        lang=each.lang, masked=each.masked, state=each.state, tries=each.tries, made_at=each.made_at,
        due_at=each.due_at, sent_at=each.sent_at, ended_at=each.ended_at, error=each.error,
        attachments=each.attachments, rules=each.rules, instead_of=each.instead_of,
    )  # fmt: skip


router = staff_router(
    [show_settings, change_settings, send_test, list_words, change_words, list_deliveries, stopping_claims],
    tag="channels",
)

"""Red flags: the open cases, what is done about them, and how a hospital wants them handled."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, Parameter
from litestar.types import ControllerRouterHandler

from bedside.conversation.actions import flag_settings, flagging
from bedside.conversation.actions.flag_settings import FlagSettings, FlagText
from bedside.conversation.model import Flag, FlagOutcome, OwnWord
from bedside.conversation.questions import flags_of
from bedside.gate.flags.rules import Type
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import LINE

Reason = Annotated[str, msgspec.Meta(max_length=500, pattern=LINE)]
Hospital = Annotated[int, Parameter(ge=0, le=2_147_483_647)]


class LiftReason(msgspec.Struct, forbid_unknown_fields=True):
    reason: Reason


class FlagEnd(msgspec.Struct, forbid_unknown_fields=True):
    """`note` is needed where the outcome is "other"."""

    outcome: FlagOutcome
    note: Reason = ""


class OwnWordGiven(msgspec.Struct, forbid_unknown_fields=True):
    word: Annotated[str, msgspec.Meta(min_length=2, max_length=60, pattern=LINE)]
    type: Type


class SavedFlagSettings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`rev` is what was read. Contacts are those of whoever is on call, not of patients; empty: none."""

    timer_seconds: Annotated[int, msgspec.Meta(ge=30, le=1800)]
    on_call_phone: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""
    on_call_email: Annotated[str, msgspec.Meta(max_length=200, pattern=LINE)] = ""
    words: Annotated[list[OwnWordGiven], msgspec.Meta(max_length=200)] = []
    rev: int


class Signed(msgspec.Struct, forbid_unknown_fields=True):
    """A clinician stands for a text of the version that was shown."""

    type: Type
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=LINE)]
    name: Annotated[str, msgspec.Meta(min_length=2, max_length=60, pattern=LINE)]
    signed_on: date


@get("/red-flags")
async def red_flags(
    services: Services, viewer: Viewer, hospital: Annotated[int | None, Parameter(ge=0, le=2_147_483_647)] = None
) -> list[Flag]:
    """The newest cases, open and closed."""
    return await flags_of(services, viewer, hospital)


@post("/red-flags/{flag:uuid}/acknowledge", status_code=200)
async def acknowledge(services: Services, viewer: Viewer, flag: FromPath[UUID]) -> Flag:
    """Take it in hand: the timer stops."""
    return await flagging.acknowledge(services, viewer, flag)


@post("/red-flags/{flag:uuid}/lift", status_code=200)
async def lift(services: Services, viewer: Viewer, flag: FromPath[UUID], data: LiftReason) -> Flag:
    """Allow booking for later than today: a clinician or the desk lead."""
    return await flagging.lift(services, viewer, flag, data.reason)


@post("/red-flags/{flag:uuid}/close", status_code=200)
async def close(services: Services, viewer: Viewer, flag: FromPath[UUID], data: FlagEnd) -> Flag:
    """Say what came of it."""
    return await flagging.close_flag(services, viewer, flag, data.outcome, data.note)


@get("/red-flag-settings/{hospital:int}")
async def settings(services: Services, viewer: Viewer, hospital: Hospital) -> FlagSettings:
    """Contacts, timer, own words, and what visitors are told with who signed it."""
    return await flag_settings.read(services, viewer, hospital)


@put("/red-flag-settings/{hospital:int}")
async def save(services: Services, viewer: Viewer, hospital: Hospital, data: SavedFlagSettings) -> FlagSettings:
    """Save; `rev` is what was read, so that two people do not undo each other."""
    return await flag_settings.save(
        services, viewer, hospital, timer_seconds=data.timer_seconds, phone=data.on_call_phone.strip(),
        email=data.on_call_email.strip(), words=[OwnWord(each.word.strip(), each.type) for each in data.words], rev=data.rev,
    )  # fmt: skip


@post("/red-flag-settings/{hospital:int}/signatures", status_code=201)
async def sign(services: Services, viewer: Viewer, hospital: Hospital, data: Signed) -> list[FlagText]:
    """Note which clinician signed a text, and when."""
    return await flag_settings.sign(
        services, viewer, hospital, type=data.type, version=data.version, name=data.name.strip(), on=data.signed_on
    )


routes: list[ControllerRouterHandler] = [
    staff_router([red_flags, acknowledge, lift, close, settings, save, sign], tag="red flags")
]

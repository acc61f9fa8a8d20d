"""HTTP face of the claims gate: rules, a check of a text, and false alarms."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, QueryParameter

from bedside.gate.api.shapes import RuleId
from bedside.gate.claims import actions, questions
from bedside.gate.claims.model import Amendment, ClaimRule, ClaimShown, Release, State
from bedside.hospital.api.shapes import (
    CursorText,
    HospitalId,
    Limit,
    Listed,
    OneHospital,
    Reason,
    Version,
    cursor,
    read_cursor,
)
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services
from bedside.kit.written import PLAIN

Said = Annotated[str, msgspec.Meta(min_length=1, max_length=8000, pattern=PLAIN)]
Example = Annotated[str, msgspec.Meta(max_length=300, pattern=PLAIN)]
Phrases = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=80, pattern=PLAIN)]], msgspec.Meta(max_length=actions.LONGEST_LIST)
]
Examples = Annotated[list[Example], msgspec.Meta(max_length=actions.LONGEST_LIST)]
StateWanted = Annotated[State, QueryParameter(name="status", required=False)]


class ClaimRuleGiven(msgspec.Struct, kw_only=True):
    """`rev` is the revision that was read. `words`, `spares`: phrases, `…` for up to twelve characters."""

    hospital: HospitalId
    id: RuleId
    rev: Version
    active: bool
    doctors: bool = False
    words: Phrases = []
    spares: Phrases = []
    instead_zh: Example = ""
    instead_en: Example = ""
    own_must: Examples = []
    own_must_not: Examples = []
    effective: date
    note: Reason


class TextGiven(msgspec.Struct, kw_only=True):
    """`content_class`: what it is in law (L03), where it is kept under a class."""

    hospital: HospitalId
    text: Said
    content_class: Annotated[str, msgspec.Meta(max_length=20, pattern=r"^[a-z]*$")] = ""


class ReleaseAsked(TextGiven, kw_only=True):
    """`within`: the kept text whose sentence it is; empty where it stands alone."""

    within: Annotated[str, msgspec.Meta(max_length=8000, pattern=PLAIN)] = ""


class Decision(msgspec.Struct, kw_only=True):
    hospital: HospitalId
    outcome: Literal["released", "refused"]
    reason: Reason


@get("/claim-rules", summary="What may not be said, as it stands here")
async def list_claim_rules(viewer: Viewer, services: Services, hospital: OneHospital) -> Listed[ClaimRule]:
    return Listed(await questions.rules(services, viewer, hospital))


@put("/claim-rules", summary="Amend a claims rule; every example is tried before it is kept")
async def amend_claim_rule(data: ClaimRuleGiven, viewer: Viewer, services: Services) -> ClaimRule:
    made = Amendment(
        rule_id=data.id, rev=data.rev, active=data.active, doctors=data.doctors, words=data.words, spares=data.spares,
        instead_zh=data.instead_zh, instead_en=data.instead_en, must=data.own_must, must_not=data.own_must_not,
        effective=data.effective, note=data.note,
    )  # fmt: skip
    return await actions.amend(services, viewer, data.hospital, made)


@post("/claim-checks", summary="Try whether a text may be said", status_code=200)
async def check_claims(data: TextGiven, viewer: Viewer, services: Services) -> Listed[ClaimShown]:
    found = await questions.check(services, viewer, data.hospital, data.text, content_class=data.content_class)
    return Listed([each.shown("en" if viewer.lang == "en" else "zh") for each in found])


@post("/claim-releases", summary="Ask the desk lead to release a text that is to be kept")
async def ask_claim_release(data: ReleaseAsked, viewer: Viewer, services: Services) -> Release:
    found = await questions.check(services, viewer, data.hospital, data.text, data.within, data.content_class)
    return await actions.ask_release(services, viewer, data.hospital, data.text, found)


@get("/claim-releases", summary="False alarms: asked, released or refused")
async def list_claim_releases(
    viewer: Viewer, services: Services, hospital: OneHospital, status: StateWanted = "asked", after: CursorText = None,
    limit: Limit = 50,
) -> Listed[Release]:  # fmt: skip
    before = read_cursor(after, tuple[datetime, UUID])
    found = await questions.releases(services, viewer, hospital, status, before, limit + 1)
    more = cursor((found[limit - 1].asked_at, found[limit - 1].id)) if len(found) > limit else None
    return Listed(found[:limit], more)


@put("/claim-releases/{release_id:uuid}", summary="Release a false alarm, or not, with a reason")
async def decide_claim_release(
    release_id: FromPath[UUID], data: Decision, viewer: Viewer, services: Services
) -> Release:
    return await actions.decide(services, viewer, data.hospital, release_id, data.outcome, data.reason)


routes: list[Router] = [
    staff_router(
        [
            list_claim_rules,
            amend_claim_rule,
            check_claims,
            ask_claim_release,
            list_claim_releases,
            decide_claim_release,
        ],
        tag="claims gate",
    )
]

"""HTTP face of the day's questions."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from bedside.hospital.api.shapes import HospitalId, Made, OneHospital, Reason, Version
from bedside.hospital.model import Viewer
from bedside.kit.problems import NOT_FOUND, REFUSED, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE
from bedside.knowledge.asked import actions, questions
from bedside.knowledge.asked.gathering import gather
from bedside.knowledge.asked.questions import GroupShown, QuestionsShown

Days = Annotated[int, QueryParameter(name="days", ge=1, le=90, required=False, description="Today and the days before")]
Which = Annotated[Literal["open", "settled"], QueryParameter(name="state", required=False)]
Name = Annotated[str, msgspec.Meta(max_length=60, pattern=LINE)]
Wording = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=LINE)]
Ids = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=100)]


class GroupMeant(msgspec.Struct, kw_only=True):
    """`version`: of the group, as it was seen."""

    hospital_id: HospitalId
    version: Version


class Named(GroupMeant, kw_only=True):
    name: Name


class Merged(GroupMeant, kw_only=True):
    """`others`: groups that go into this one."""

    others: Ids


class Split(GroupMeant, kw_only=True):
    questions: Ids
    name: Name = ""


class Dismissed(GroupMeant, kw_only=True):
    reason: Reason


class Answered(GroupMeant, kw_only=True):
    """`wordings`: how visitors ask; search finds the entry by them from now on."""

    entry: UUID
    wordings: Annotated[list[Wording], msgspec.Meta(max_length=20)] = []


class Gathered(msgspec.Struct, kw_only=True):
    """`questions`: asked today, so far."""

    questions: int


class HospitalMeant(msgspec.Struct, kw_only=True):
    hospital_id: HospitalId


class DigestWanted(HospitalMeant, kw_only=True):
    wanted: bool


@get("/questions", summary="What visitors asked and got no good answer to, in groups")
async def list_questions(
    viewer: Viewer, services: Services, hospital: OneHospital, days: Days = 1, which: Which = "open"
) -> QuestionsShown:
    return await questions.questions(services, viewer, hospital, days, which, viewer.lang)


@get("/questions/{questions_id:uuid}", summary="One group: its questions, nobody named, and what may answer it")
async def get_questions(
    questions_id: FromPath[UUID], viewer: Viewer, services: Services, hospital: OneHospital
) -> GroupShown:
    return await questions.group(services, viewer, hospital, questions_id, viewer.lang)


@post("/questions-gathering", summary="Gather what was asked up to this moment", status_code=200)
async def gather_questions(data: HospitalMeant, viewer: Viewer, services: Services) -> Gathered:
    if data.hospital_id not in viewer.hospitals:
        raise Problem(NOT_FOUND)
    if not actions.may_look(viewer, data.hospital_id):
        raise Problem(REFUSED)
    return Gathered(questions=(await gather(services, data.hospital_id)).questions)


@put("/questions/{questions_id:uuid}/name", summary="Name a group", status_code=204)
async def name_questions(questions_id: FromPath[UUID], data: Named, viewer: Viewer, services: Services) -> None:
    await actions.name(services, viewer, data.hospital_id, questions_id, data.version, data.name)


@post("/questions/{questions_id:uuid}/merging", summary="Other groups go into this one", status_code=204)
async def merge_questions(questions_id: FromPath[UUID], data: Merged, viewer: Viewer, services: Services) -> None:
    await actions.merge(services, viewer, data.hospital_id, questions_id, data.version, data.others)


@post("/questions/{questions_id:uuid}/splitting", summary="Some questions become a group of their own")
async def split_questions(questions_id: FromPath[UUID], data: Split, viewer: Viewer, services: Services) -> Made[UUID]:
    made = await actions.split(
        services, viewer, data.hospital_id, questions_id, data.version, data.questions, data.name
    )
    return Made(made)


@post("/questions/{questions_id:uuid}/dismissal", summary="Nothing needs to be written down", status_code=204)
async def dismiss_questions(questions_id: FromPath[UUID], data: Dismissed, viewer: Viewer, services: Services) -> None:
    await actions.dismiss(services, viewer, data.hospital_id, questions_id, data.version, data.reason)


@post("/questions/{questions_id:uuid}/answer", summary="An entry answers it", status_code=204)
async def answer_questions(questions_id: FromPath[UUID], data: Answered, viewer: Viewer, services: Services) -> None:
    await actions.answer(services, viewer, data.hospital_id, questions_id, data.version, data.entry, data.wordings)


@post("/questions/{questions_id:uuid}/reopening", summary="To be decided again", status_code=204)
async def reopen_questions(questions_id: FromPath[UUID], data: GroupMeant, viewer: Viewer, services: Services) -> None:
    await actions.reopen(services, viewer, data.hospital_id, questions_id, data.version)


@put("/questions-digest", summary="Whether one gets the daily digest by email", status_code=204)
async def want_digest(data: DigestWanted, viewer: Viewer, services: Services) -> None:
    await actions.want_digest(services, viewer, data.hospital_id, wanted=data.wanted)


handlers: list[ControllerRouterHandler] = [
    list_questions,
    get_questions,
    gather_questions,
    name_questions,
    merge_questions,
    split_questions,
    dismiss_questions,
    answer_questions,
    reopen_questions,
    want_digest,
]

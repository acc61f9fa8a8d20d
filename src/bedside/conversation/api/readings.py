"""What the coach read, and what consultants say of it."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.types import ControllerRouterHandler

from bedside.coach.model import Judged
from bedside.conversation import questions
from bedside.conversation.actions import judging
from bedside.conversation.reading import ReadingShown
from bedside.conversation.store.readings import PromiseState
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.kit.services import Services


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`label`: the guessed one confirms, another corrects (a department by its id), `-` says that nothing shows."""

    task: Judged
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_\-]+$")]


class PromiseDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
    begins: Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]
    state: PromiseState


@get("/conversations/{conversation:uuid}/reading")
async def reading(services: Services, viewer: Viewer, conversation: UUID) -> ReadingShown:
    """The coach's newest reading; guesses, never more, each with its confidence and words."""
    fact = await questions.find(services, viewer, conversation)
    return await judging.shown(services, fact.hospital_id, conversation)


@post("/conversations/{conversation:uuid}/guesses", status_code=200)
async def judge(services: Services, viewer: Viewer, conversation: UUID, data: Judgement) -> ReadingShown:
    """Confirm or correct a guess; it is noted on the panel and the coach learns from it."""
    return await judging.judge(services, viewer, conversation, data.task, data.label)


@post("/conversations/{conversation:uuid}/promises", status_code=200)
async def decide_promise(services: Services, viewer: Viewer, conversation: UUID, data: PromiseDecision) -> ReadingShown:
    """Accept or dismiss a promise that was found in a message, or say that it was kept."""
    return await judging.decide_promise(services, viewer, conversation, data.seq, data.begins, data.state)


routes: list[ControllerRouterHandler] = [staff_router([reading, judge, decide_promise], tag="coach")]

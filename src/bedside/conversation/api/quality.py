"""Quality over HTTP: scorecards, reviews, appeals, equality, the own board, support, the practice room."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.params import Parameter
from litestar.types import ControllerRouterHandler

from bedside.coach.practice.personas import personas
from bedside.coach.scorecard import ItemRule, rules
from bedside.conversation.quality import practising, questions, reviewing, support
from bedside.conversation.quality.model import (
    HUMAN,
    Agreement,
    Appeal,
    Care,
    Equality,
    Goal,
    HumanItem,
    OwnBoard,
    PracticeRow,
    PracticeTalk,
    Review,
    Scorecard,
    Spoken,
)  # fmt: skip
from bedside.conversation.quality.questions import ShownCard
from bedside.conversation.quality.reviewing import Drawn
from bedside.hospital.api.shapes import HospitalId, OneHospital
from bedside.hospital.api.viewing import staff_router
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services
from bedside.kit.written import LINE, PLAIN

Days = Annotated[int, Parameter(ge=1, le=366)]
Words = Annotated[str, msgspec.Meta(min_length=2, max_length=1_000, pattern=PLAIN)]


class _Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class NewSample(_Body):
    """An empty `seed` draws one; the same seed over the same conversations draws the same."""

    hospital: HospitalId
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30
    per_consultant: Annotated[int, msgspec.Meta(ge=1, le=20)] = 4
    seed: Annotated[str, msgspec.Meta(max_length=40, pattern=LINE)] = ""


class GivenMarks(_Body):
    marks: dict[str, int | None]
    note: Annotated[str, msgspec.Meta(max_length=2_000, pattern=PLAIN)] = ""


class AppealReason(_Body):
    reason: Words


class AppealDecision(_Body):
    hospital: HospitalId
    upheld: bool
    reason: Words


class GivenGoal(_Body):
    hospital: HospitalId
    item: Annotated[str, msgspec.Meta(max_length=40)]
    target: Annotated[int, msgspec.Meta(ge=1, le=100)]


class CareAnswer(_Body):
    answer: Literal["taken", "declined"]


class NewPractice(_Body):
    hospital: HospitalId
    persona: Annotated[str, msgspec.Meta(max_length=40)]
    lang: Literal["zh", "en"]
    seed: Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)] | None = None


class PracticeLine(_Body):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000, pattern=PLAIN)]


class PersonaShown(msgspec.Struct, frozen=True):
    """What a trainee may know of a patient beforehand."""

    key: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str


class CardRules(msgspec.Struct, frozen=True):
    """Both parts of the scorecard, as data."""

    version: str
    automatic: list[ItemRule]
    human: list[HumanItem]


def _staff(viewer: Viewer) -> None:
    if not viewer.anywhere(Right.CONVERSE):
        raise Problem(REFUSED)


@get("/quality/rules", summary="What a conversation is marked by")
async def card_rules(viewer: Viewer) -> CardRules:
    _staff(viewer)
    return CardRules(rules().version, list(rules().item), list(HUMAN))


@get("/quality/conversations/{conversation:uuid}", summary="The scorecard of a conversation, with its evidence")
async def conversation_card(
    services: Services,
    viewer: Viewer,
    conversation: UUID,
    reason: Annotated[str, Parameter(max_length=500, pattern=LINE)] = "",
) -> ShownCard:
    return await questions.scorecard(services, viewer, conversation, reason)


@post("/quality/conversations/{conversation:uuid}/score", status_code=200, summary="Score it by the rules in force")
async def score_again(services: Services, viewer: Viewer, conversation: UUID) -> Scorecard:
    return await questions.score_again(services, viewer, conversation)


@post("/quality/samples", summary="Draw conversations to be reviewed")
async def draw_sample(services: Services, viewer: Viewer, data: NewSample) -> Drawn:
    return await reviewing.draw(
        services, viewer, data.hospital, days=data.days, per_consultant=data.per_consultant, seed=data.seed
    )


@get("/quality/reviews", summary="The review queue, or what was reviewed")
async def reviews(services: Services, viewer: Viewer, hospital: OneHospital, done: bool = False) -> list[Review]:
    return await reviewing.queue(services, viewer, hospital, done=done)


@get("/quality/reviews/{review:uuid}/lines", summary="What a reviewer reads")
async def review_lines(services: Services, viewer: Viewer, review: UUID) -> list[Spoken]:
    return await reviewing.to_read(services, viewer, review)


@put("/quality/reviews/{review:uuid}", status_code=204, summary="Give the marks of a review")
async def give_marks(services: Services, viewer: Viewer, review: UUID, data: GivenMarks) -> None:
    await reviewing.review(services, viewer, review, data.marks, data.note)


@post("/quality/reviews/{review:uuid}/appeal", status_code=204, summary="Disagree with a review of one's work")
async def make_appeal(services: Services, viewer: Viewer, review: UUID, data: AppealReason) -> None:
    await reviewing.appeal(services, viewer, review, data.reason)


@get("/quality/appeals", summary="Appeals, those to be decided first")
async def appeals(services: Services, viewer: Viewer, hospital: OneHospital) -> list[Appeal]:
    return await reviewing.appeals(services, viewer, hospital)


@put("/quality/appeals/{review:uuid}", status_code=204, summary="Decide an appeal")
async def decide_appeal(services: Services, viewer: Viewer, review: UUID, data: AppealDecision) -> None:
    await reviewing.decide(services, viewer, data.hospital, review, data.upheld, data.reason)


@get("/quality/calibration", summary="How far reviewers agree (Krippendorff's alpha)")
async def calibration(services: Services, viewer: Viewer, hospital: OneHospital) -> list[Agreement]:
    return await questions.calibration(services, viewer, hospital)


@get("/quality/equality", summary="Quality for those who booked and those who never did")
async def equality(services: Services, viewer: Viewer, hospital: OneHospital, days: Days = 90) -> Equality:
    return await questions.equality(services, viewer, hospital, days)


@get("/quality/own", summary="A consultant's own board")
async def own_board(services: Services, viewer: Viewer, hospital: OneHospital) -> OwnBoard:
    return await questions.own_board(services, viewer, hospital)


@put("/quality/own/goal", status_code=204, summary="Set one's own goal")
async def own_goal(services: Services, viewer: Viewer, data: GivenGoal) -> None:
    await questions.set_goal(services, viewer, data.hospital, Goal(data.item, data.target))


@get("/quality/care", summary="A pause that is offered to you")
async def care_offered(services: Services, viewer: Viewer) -> list[Care]:
    return await support.offered(services, viewer)


@put("/quality/care/{care:uuid}", status_code=204, summary="Take the pause, or not")
async def answer_care(services: Services, viewer: Viewer, care: UUID, data: CareAnswer) -> None:
    await support.answer(services, viewer, care, data.answer)


@get("/quality/care/desk", summary="Who of the desk had a hard conversation")
async def care_of_desk(services: Services, viewer: Viewer, hospital: OneHospital) -> list[Care]:
    return await support.of_desk(services, viewer, hospital)


@post("/quality/care/{care:uuid}/seen", status_code=204, summary="The lead has spoken with them")
async def see_care(services: Services, viewer: Viewer, care: UUID) -> None:
    await support.see(services, viewer, care)


@get("/practice/personas", summary="The patients of the practice room")
async def list_personas(viewer: Viewer) -> list[PersonaShown]:
    _staff(viewer)
    return [
        PersonaShown(each.key, each.zh.name, each.en.name, each.zh.about, each.en.about) for each in personas().values()
    ]


@get("/practice", summary="One's own practice talks")
async def practised(services: Services, viewer: Viewer) -> list[PracticeRow]:
    return await practising.listed(services, viewer)


@post("/practice", summary="Begin a practice talk")
async def begin_practice(services: Services, viewer: Viewer, data: NewPractice) -> PracticeTalk:
    return await practising.begin(services, viewer, data.hospital, data.persona, data.lang, data.seed)


@get("/practice/{practice:uuid}", summary="A practice talk of one's own")
async def one_practice(services: Services, viewer: Viewer, practice: UUID) -> PracticeTalk:
    return await practising.one(services, viewer, practice)


@post("/practice/{practice:uuid}/lines", status_code=200, summary="Say something to the patient")
async def say_in_practice(services: Services, viewer: Viewer, practice: UUID, data: PracticeLine) -> PracticeTalk:
    return await practising.say(services, viewer, practice, data.text)


@post("/practice/{practice:uuid}/end", status_code=200, summary="End it, and see the marks and what was hidden")
async def end_practice(services: Services, viewer: Viewer, practice: UUID) -> PracticeTalk:
    return await practising.end(services, viewer, practice)


routes: list[ControllerRouterHandler] = [
    staff_router(
        [
            card_rules, conversation_card, score_again, draw_sample, reviews, review_lines, give_marks, make_appeal, appeals,
            decide_appeal, calibration, equality, own_board, own_goal, care_offered, answer_care, care_of_desk, see_care,
            list_personas, practised, begin_practice, one_practice, say_in_practice, end_practice,
        ],
        tag="quality",
    )
]  # fmt: skip

"""Consultations of the last weeks: the practice room's patients with consultants of three kinds; then scored, reviewed, and one
review appealed against."""

from datetime import UTC, datetime
from random import Random
from uuid import UUID

from bedside.coach.practice.personas import personas
from bedside.coach.practice.scripted import CONSULTANTS, talk
from bedside.conversation.model import Outcome
from bedside.conversation.quality import questions, reviewing
from bedside.conversation.quality.model import HUMAN, Marks, Review
from bedside.demo.past.model import LEAD, STAFF, PastTalk
from bedside.hospital.model import Viewer
from bedside.kit.services import Services

A_WEEK = 6
RECENT_DAYS = 8
"""The last days are told by what was asked in them (talks.toml)."""
WHO = {"meng": ("good", "小孟"), "qiao": ("good", "小乔"), "jiang": ("pure_service", "小江")}
"""How each leads a talk, and is called in it."""
SECOND_LEAD = "shu"
PER_CONSULTANT, WAITING = 20, 5
"""How many of each are drawn, and how many reviews still wait to be done."""
THANKS = (
    "讲得很清楚，也没有催我，谢谢。",
    "问得很耐心，心里踏实多了。",
    "回复很快，态度也好。",
    "把费用先说清楚了，放心。",
)
DEPARTMENTS = {
    "knee-teacher": "orthopaedics", "implant-price": "dental", "cough-child": "children", "scope-fear": "digestive",
    "shame-piles": "digestive",
}  # fmt: skip
"""The practice room's patients are no hospital's own; these ask for what this one has."""
BOOKED, OTHERS = 0.45, ("answered", "thinking", "will_come")
NOTES = ("先接住了情绪再回答，很好。", "结束前可以再约一下下一步。")
APPEAL = "当时对方说正在开会，所以我答得短；后面两句已经补上了，请再看一遍上下文。"


def past_consultations(weeks: int) -> tuple[PastTalk, ...]:
    """The same ones whenever asked; none where there are no weeks before the last days."""
    days = 7 * weeks - RECENT_DAYS
    return tuple(
        _consultation(n, RECENT_DAYS + n * days // (A_WEEK * weeks)) for n in range(A_WEEK * weeks) if days > 0
    )


def _consultation(n: int, ago: int) -> PastTalk:
    dice = Random(f"consultation:{n}")
    who = list(WHO)[n % len(WHO)]
    usual, name = WHO[who]
    persona = list(personas().values())[n % len(personas())]
    kind = usual if dice.random() < 0.8 else dice.choice(("good", "pure_service"))
    spoken = talk(persona, "zh", n, CONSULTANTS[kind], datetime(2026, 1, 5, 9, tzinfo=UTC))
    outcome: Outcome = "booked" if dice.random() < BOOKED else dice.choice(OTHERS)  # pyright: ignore[reportAssignmentType]
    pleased = kind == "good" and dice.random() < 0.4
    return PastTalk(
        ago=ago, at=f"{dice.randint(9, 16):02}:{dice.randrange(60):02}", consultant=who, outcome=outcome,
        lines=[
            f"{STAFF} {line.text.replace('小林', name)}" if line.by == "staff" else line.text
            for line in spoken
            if line.text
        ],
        department=DEPARTMENTS.get(persona.key), score=5 if pleased else None, comment=dice.choice(THANKS) if pleased else None,
    )  # fmt: skip


async def review_past(services: Services, viewers: dict[str, Viewer], hospital_id: int, talks: list[UUID]) -> None:
    """Score them all, draw a sample, and let both leads read it, each what is theirs to read; some waits."""
    lead, second = viewers[LEAD], viewers[SECOND_LEAD]
    for each in talks:
        await questions.score_again(services, lead, each)
    await reviewing.draw(services, lead, hospital_id, days=366, per_consultant=PER_CONSULTANT, seed="demo")
    drawn = await reviewing.queue(services, lead, hospital_id, done=False)
    waiting = {each.conversation for each in drawn[-WAITING:]}
    for each in drawn:
        if each.conversation not in waiting:
            await reviewing.review(services, second if each.second else lead, each.id, *_judged(each))
    done = await reviewing.queue(services, lead, hospital_id, done=True)
    if mine := [each for each in done if each.staff == viewers["meng"].staff_id and not each.second]:
        await reviewing.appeal(services, viewers["meng"], mine[-1].id, APPEAL)


def _judged(review: Review) -> tuple[Marks, str]:
    """Both readers see much the same; now and then one is a step kinder."""
    same, own = Random(f"{review.conversation}"), Random(f"{review.conversation}:{review.second}")
    marks = {item.code: max(0, item.most - (same.random() < 0.4) - (own.random() < 0.1)) for item in HUMAN}
    return marks, own.choice(NOTES) if own.random() < 0.4 else ""

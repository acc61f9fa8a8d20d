"""Reads of quality: scorecards, calibration, equality, the own board."""

from collections.abc import Sequence
from datetime import timedelta
from math import sqrt
from statistics import mean, variance
from typing import Any
from uuid import UUID

import msgspec

from bedside.coach.alpha import alpha
from bedside.coach.scorecard import ItemRule, rules
from bedside.conversation import questions
from bedside.conversation.quality.model import (
    ENOUGH,
    HUMAN,
    Agreement,
    Equality,
    Goal,
    ItemMean,
    Marked,
    Mean,
    OwnBoard,
    Scorecard,
    Week,
)  # fmt: skip
from bedside.conversation.quality.problems import NOT_CLOSED
from bedside.conversation.quality.scoring import gate, score_conversation
from bedside.conversation.quality.store import cards, reviews
from bedside.conversation.quality.store.cards import OwnCard
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

WEEKS = 12
LEAST_A_WEEK = 3
KIND_WORDS = 10


class ShownCard(msgspec.Struct, frozen=True):
    """The newest scorecard, the rules in force, and the versions that were made before."""

    card: Scorecard | None
    rules: Sequence[ItemRule]
    earlier: Sequence[Scorecard]


async def scorecard(services: Services, viewer: Viewer, conversation: UUID, reason: str) -> ShownCard:
    """Of one's own conversation, or of any for a lead. Raises Problem NOT_FOUND, REASON_NEEDED."""
    fact = await questions.find(services, viewer, conversation, reason)
    async with services.database.transaction([fact.hospital_id]) as tx:
        found = await cards.cards(tx, fact.hospital_id, conversation)
    own = bool(found) and found[0].staff == viewer.staff_id
    if not own and not viewer.may(Right.LEAD_DESK, fact.hospital_id):
        raise Problem(NOT_FOUND)
    return ShownCard(found[0] if found else None, rules().item, found[1:])


async def score_again(services: Services, viewer: Viewer, conversation: UUID) -> Scorecard:
    """A lead has it made by the rules in force; earlier versions stay. Raises Problem NOT_FOUND, NOT_CLOSED."""
    fact = await questions.find(services, viewer, conversation)
    if not viewer.may(Right.LEAD_DESK, fact.hospital_id):
        raise Problem(NOT_FOUND)
    if fact.status != "closed":
        raise Problem(NOT_CLOSED)
    readers = await gate(services, fact.hospital_id)
    async with services.database.transaction([fact.hospital_id]) as tx:
        await tx.lock(fact.visitor_id)
        card, _ = await score_conversation(tx, readers, fact.hospital_id, conversation, fact.visitor_id, viewer.actor)
    return card


async def calibration(services: Services, viewer: Viewer, hospital_id: int) -> list[Agreement]:
    """Per item, over all conversations that were read twice. Raises Problem REFUSED."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        pairs = await reviews.pairs(tx, hospital_id)
    found: list[Agreement] = []
    for item in HUMAN:
        units = [[marks.get(item.code) for marks in pair] for pair in pairs]
        whole = sum(None not in unit for unit in units)
        found.append(Agreement(item.code, item.metric, whole, alpha(units, item.metric) if whole >= ENOUGH else None))
    return found


async def equality(services: Services, viewer: Viewer, hospital_id: int, days: int) -> Equality:
    """Were those served as well who never booked? (B09) By visitor: many ask today and book in another conversation. Raises Problem
    REFUSED."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        now = tx.clock.now()
        found = await cards.totals_of_visitors(tx, hospital_id, now - timedelta(days=days), now)
    return compare([total for booked, total in found if booked], [total for booked, total in found if not booked])


def compare(booked: Sequence[float], never: Sequence[float]) -> Equality:
    """Means, their difference and its 95 % interval by Welch's normal approximation; nothing under ENOUGH on either side."""
    both = min(len(booked), len(never)) >= ENOUGH
    difference = mean(booked) - mean(never) if both else None
    half = 1.959964 * sqrt(variance(booked) / len(booked) + variance(never) / len(never)) if both else 0.0
    return Equality(
        booked=Mean(len(booked), mean(booked) if len(booked) >= ENOUGH else None),
        never=Mean(len(never), mean(never) if len(never) >= ENOUGH else None),
        difference=difference,
        low=None if difference is None else difference - half,
        high=None if difference is None else difference + half,
    )


async def own_board(services: Services, viewer: Viewer, hospital_id: int) -> OwnBoard:
    """The viewer's own, at one hospital. Raises Problem REFUSED."""
    viewer.require(Right.CONVERSE, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        now = tx.clock.now()
        begins = now - timedelta(days=7 * WEEKS)
        mine = await cards.own_cards(tx, hospital_id, viewer.staff_id, begins)
        totals = [each.total for each in mine if each.total is not None]
        return OwnBoard(
            conversations=len(mine),
            total=mean(totals) if len(totals) >= LEAST_A_WEEK else None,
            weeks=[_week(mine, begins + timedelta(days=7 * n)) for n in range(WEEKS)] if mine else [],
            items=_items(mine),
            goal=await cards.goal(tx, hospital_id, viewer.staff_id),
            kind_words=await cards.kind_words(tx, hospital_id, viewer.staff_id, KIND_WORDS),
            reviews=await reviews.of_staff(tx, hospital_id, viewer.staff_id, 20),
            appeals=await reviews.appeals(tx, hospital_id, viewer.staff_id, 20),
        )


def _week(mine: Sequence[OwnCard], begins: Any) -> Week:
    ends = begins + timedelta(days=7)
    totals = [each.total for each in mine if begins <= each.closed_at < ends and each.total is not None]
    return Week(begins, len(totals), mean(totals) if len(totals) >= LEAST_A_WEEK else None)


def _items(mine: Sequence[OwnCard]) -> list[ItemMean]:
    marks: dict[str, list[float]] = {rule.code: [] for rule in rules().item}
    for card in mine:
        for item in msgspec.convert(card.items, list[Marked]):
            if item.mark is not None and item.code in marks:
                marks[item.code].append(item.mark)
    return [
        ItemMean(code, len(found), 100 * mean(found) if len(found) >= LEAST_A_WEEK else None)
        for code, found in marks.items()
    ]


async def set_goal(services: Services, viewer: Viewer, hospital_id: int, goal: Goal) -> None:
    """One's own. Raises Problem REFUSED, INVALID."""
    viewer.require(Right.CONVERSE, hospital_id)
    if goal.item not in {rule.code for rule in rules().item}:
        raise Problem(INVALID, what="item")
    async with services.database.transaction([hospital_id]) as tx:
        await cards.set_goal(tx, hospital_id, viewer.staff_id, goal, tx.clock.now())

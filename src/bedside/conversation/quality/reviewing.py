"""Review by people: samples drawn with a seed, two readings blind to each other, appeals decided by somebody else."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

import msgspec

from bedside.conversation.quality.facts import AppealDecided, ConversationReviewed, ReviewAppealed, SampleDrawn
from bedside.conversation.quality.model import HUMAN, Appeal, Marks, Review, Spoken
from bedside.conversation.quality.problems import APPEALED, BAD_MARKS, OWN_WORK, REVIEWED, SAME_REVIEWER
from bedside.conversation.quality.store import reviews as store
from bedside.conversation.quality.store.reviews import Candidate
from bedside.conversation.store.lines import lines
from bedside.hospital.actions.audit import audit
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import NOT_FOUND, Problem
from bedside.kit.services import Services

SECOND_SHARE = 0.3
"""Share of a sample that a second reviewer reads too, at least one."""
MOST = 200


class Drawn(msgspec.Struct, frozen=True):
    """`never`: how many of them never booked."""

    sample: UUID
    seed: str
    conversations: int
    never: int
    second: int


def pick(candidates: Sequence[Candidate], per_consultant: int, seed: str) -> list[Candidate]:
    """As many of each consultant, half of them from who never booked, whatever the candidates' order; what one half lacks the
    other fills. Pure: the same seed draws the same."""
    chosen: list[Candidate] = []
    ordered = sorted(candidates, key=lambda each: each.id)
    for staff in sorted({each.staff_id for each in ordered}):
        dice = Random(f"{seed}:{staff}")
        mine = [each for each in ordered if each.staff_id == staff]
        dice.shuffle(mine)
        booked = [each for each in mine if each.booked]
        never = [each for each in mine if not each.booked]
        half = (per_consultant + 1) // 2
        first = never[:half]
        second = booked[: per_consultant - len(first)]
        rest = never[half : half + per_consultant - len(first) - len(second)]
        chosen += [*first, *second, *rest]
    return chosen


async def draw(
    services: Services, viewer: Viewer, hospital_id: int, *, days: int, per_consultant: int, seed: str
) -> Drawn:
    """Put a sample into the review queue. Raises Problem REFUSED."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        sample, now = new_id(), tx.clock.now()
        seed = seed or sample.hex[-8:]
        await tx.lock(UUID(int=hospital_id))
        chosen = pick(await store.candidates(tx, hospital_id, now - timedelta(days=days)), per_consultant, seed)
        twice = Random(seed).sample(chosen, max(1, round(len(chosen) * SECOND_SHARE))) if chosen else []
        for each in chosen:
            for second in (False, True) if each in twice else (False,):
                review = Review(
                    id=new_id(), hospital=hospital_id, conversation=each.id, second=second, staff=each.staff_id, drawn_at=now,
                    seed=seed, reviewer=None, marks={}, note="", done_at=None,
                )  # fmt: skip
                await store.add(tx, hospital_id, review, sample, viewer.staff_id)
        told = SampleDrawn(sample=sample, seed=seed, conversations=len(chosen))
        tx.announce(hospital_id, viewer.staff_id, told, actor=viewer.actor)
        detail = {"seed": seed, "conversations": len(chosen)}
        await audit(tx, hospital_id, viewer.actor, "quality.sample_drawn", f"sample:{sample}", detail=detail)
        never = sum(not each.booked for each in chosen)
        return Drawn(sample, seed, len(chosen), never, len(twice))


async def _reviewed_by(tx: Transaction, viewer: Viewer, review: UUID) -> Review:
    """A review that the viewer may do. Raises Problem NOT_FOUND, OWN_WORK, REVIEWED, SAME_REVIEWER."""
    found = await store.one(tx, review)
    if found is None:
        raise Problem(NOT_FOUND)
    if found.staff == viewer.staff_id:
        raise Problem(OWN_WORK)
    if found.done_at is not None:
        raise Problem(REVIEWED)
    if await store.reviewer_of_other(tx, found.hospital, found) == viewer.staff_id:
        raise Problem(SAME_REVIEWER)
    return found


async def to_read(services: Services, viewer: Viewer, review: UUID) -> list[Spoken]:
    """The conversation as its reviewer reads it: no marks of anybody, no outcome, no names."""
    async with services.database.transaction(viewer.where(Right.LEAD_DESK)) as tx:
        found = await _reviewed_by(tx, viewer, review)
        said = await lines(tx, found.hospital, found.conversation)
        await audit(tx, found.hospital, viewer.actor, "quality.read", f"conversation:{found.conversation}")
    return [Spoken(line.seq, line.by_kind, line.text, line.at) for line in said]


def _wrong(marks: Marks) -> list[str]:
    ranges = {item.code: item.most for item in HUMAN}
    outside = [code for code, mark in marks.items() if mark is not None and not 0 <= mark <= ranges.get(code, -1)]
    return sorted({*(ranges.keys() ^ marks.keys()), *outside})


async def review(services: Services, viewer: Viewer, review: UUID, marks: Marks, note: str) -> None:
    """Every item has a mark in its range, or None for "cannot be judged"."""
    async with services.database.transaction(viewer.where(Right.LEAD_DESK)) as tx:
        await tx.lock(review)
        found = await _reviewed_by(tx, viewer, review)
        await tx.lock(found.conversation)
        await _reviewed_by(tx, viewer, review)
        if wrong := _wrong(marks):
            raise Problem(BAD_MARKS, what=", ".join(wrong))
        if not await store.finish(tx, found.hospital, review, viewer.staff_id, marks, note, tx.clock.now()):
            raise Problem(REVIEWED)
        told = ConversationReviewed(
            review=review, conversation=found.conversation, second=found.second, marks=dict(marks)
        )
        tx.announce(found.hospital, found.staff, told, actor=viewer.actor)
        await audit(tx, found.hospital, viewer.actor, "quality.reviewed", f"review:{review}")


async def appeal(services: Services, viewer: Viewer, review: UUID, reason: str) -> None:
    """By whose work it is. Raises Problem NOT_FOUND, APPEALED."""
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        found = await store.one(tx, review)
        if found is None or found.staff != viewer.staff_id or found.done_at is None:
            raise Problem(NOT_FOUND)
        if not await store.add_appeal(tx, found, reason, tx.clock.now()):
            raise Problem(APPEALED)
        tx.announce(found.hospital, viewer.staff_id, ReviewAppealed(review=review), actor=viewer.actor)
        await audit(tx, found.hospital, viewer.actor, "quality.appealed", f"review:{review}", reason=reason)


async def decide(services: Services, viewer: Viewer, hospital_id: int, review: UUID, upheld: bool, reason: str) -> None:
    """By a lead who is neither its reviewer nor whom it is about; upheld takes the marks back and draws it again."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        await tx.lock(review)
        found = await store.appeal(tx, hospital_id, review)
        if found is None:
            raise Problem(NOT_FOUND)
        if found.staff == viewer.staff_id:
            raise Problem(OWN_WORK)
        if found.reviewer == viewer.staff_id:
            raise Problem(SAME_REVIEWER)
        now = tx.clock.now()
        if not await store.decide(tx, hospital_id, review, upheld, reason, viewer.staff_id, now):
            raise Problem(APPEALED)
        if upheld:
            await store.draw_again(tx, hospital_id, review, now)
        tx.announce(hospital_id, found.staff, AppealDecided(review=review, upheld=upheld), actor=viewer.actor)
        await audit(
            tx,
            hospital_id,
            viewer.actor,
            "quality.appeal_decided",
            f"review:{review}",
            reason=reason,
            detail={"upheld": upheld},
        )


async def appeals(services: Services, viewer: Viewer, hospital_id: int) -> list[Appeal]:
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        return await store.appeals(tx, hospital_id, None, MOST)


async def queue(services: Services, viewer: Viewer, hospital_id: int, *, done: bool) -> list[Review]:
    """What waits for this viewer: not their own work, nor what they read the first time. Done: with the marks."""
    viewer.require(Right.LEAD_DESK, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.listed(tx, hospital_id, done=done, most=MOST)
        if done:
            waiting = {each.conversation for each in await store.listed(tx, hospital_id, done=False, most=MOST)}
            # A first reading stays closed to all but its reader until the second is done.
            return [each for each in found if each.conversation not in waiting or each.reviewer == viewer.staff_id]
        others = [await store.reviewer_of_other(tx, hospital_id, each) for each in found]
    me = viewer.staff_id
    return [each for each, other in zip(found, others, strict=True) if each.staff != me and other != me]

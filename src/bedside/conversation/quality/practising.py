"""The practice room (B16): a talk with a simulated patient, scored by the same coach as real ones; seen by its trainee only."""

from random import SystemRandom
from uuid import UUID

import msgspec

from bedside.coach.practice.patient import walk
from bedside.coach.practice.personas import Lang, personas, version
from bedside.coach.scorecard import score
from bedside.conversation.quality.facts import PracticeEnded
from bedside.conversation.quality.model import PracticeRow, PracticeTalk, Said, Scorecard, Spoken
from bedside.conversation.quality.problems import PRACTICE_OVER
from bedside.conversation.quality.scoring import Gate, as_card, gate
from bedside.conversation.quality.store import care as store
from bedside.conversation.store.lines import SaidLine, as_read
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.services import Services

MOST_LINES = 60
LISTED = 50


async def begin(
    services: Services, viewer: Viewer, hospital_id: int, persona: str, lang: Lang, seed: int | None
) -> PracticeTalk:
    """`seed` None draws one. Raises Problem REFUSED, INVALID."""
    viewer.require(Right.CONVERSE, hospital_id)
    if persona not in personas():
        raise Problem(INVALID, what="persona")
    async with services.database.transaction([hospital_id]) as tx:
        row = PracticeRow(
            id=new_id(), hospital=hospital_id, staff=viewer.staff_id, persona=persona, lang=lang,
            seed=SystemRandom().randrange(1_000_000) if seed is None else seed, version=version(), begun_at=tx.clock.now(),
            ended_at=None, total=None, leaning=None,
        )  # fmt: skip
        await store.begin(tx, row)
    return _shown(row, [])


async def say(services: Services, viewer: Viewer, practice: UUID, text: str) -> PracticeTalk:
    """The trainee's next line and the patient's answer. Raises Problem NOT_FOUND, PRACTICE_OVER."""
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        await tx.lock(practice)
        held = await _held(tx, viewer, practice)
        _, turn = walk(held.row.persona, held.row.lang, held.row.seed, [each.text for each in held.said])
        if held.row.ended_at is not None or turn.over or len(held.said) >= MOST_LINES:
            raise Problem(PRACTICE_OVER)
        said = [*held.said, Said(text, tx.clock.now())]
        await store.save_practice(tx, held.row, said)
    return _shown(held.row, said)


async def end(services: Services, viewer: Viewer, practice: UUID) -> PracticeTalk:
    """Score it and show what was hidden; said again it shows the same."""
    readers = await gate(services, (await _of(services, viewer, practice)).row.hospital)
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        await tx.lock(practice)
        held = await _held(tx, viewer, practice)
        if held.row.ended_at is not None:
            return _shown(held.row, held.said, readers)
        row = msgspec.structs.replace(held.row, ended_at=tx.clock.now())
        card = _card(row, _lines(row, held.said), readers)
        row = msgspec.structs.replace(row, total=card.total, leaning=card.leaning)
        await store.save_practice(tx, row, held.said)
        told = PracticeEnded(practice=row.id, persona=row.persona, total=row.total)
        tx.announce(row.hospital, viewer.staff_id, told, actor=viewer.actor)
    return _shown(row, held.said, readers)


async def one(services: Services, viewer: Viewer, practice: UUID) -> PracticeTalk:
    held = await _of(services, viewer, practice)
    done = held.row.ended_at is not None
    return _shown(held.row, held.said, await gate(services, held.row.hospital) if done else None)


async def listed(services: Services, viewer: Viewer) -> list[PracticeRow]:
    """One's own, newest first."""
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        return await store.practised(tx, viewer.staff_id, LISTED)


async def _of(services: Services, viewer: Viewer, practice: UUID) -> store.StoredPractice:
    async with services.database.transaction(viewer.where(Right.CONVERSE)) as tx:
        return await _held(tx, viewer, practice)


async def _held(tx: Transaction, viewer: Viewer, practice: UUID) -> store.StoredPractice:
    held = await store.practice(tx, practice, viewer.staff_id)
    if held is None or held.row.persona not in personas():
        raise Problem(NOT_FOUND)
    return held


def _lines(row: PracticeRow, said: list[Said]) -> list[SaidLine]:
    """The patient answers at once; time runs on the trainee's side."""
    spoken, _ = walk(row.persona, row.lang, row.seed, [each.text for each in said])
    found = [SaidLine(1, "visitor", None, spoken[0], row.begun_at)]
    for place, mine in enumerate(said):
        found.append(SaidLine(len(found) + 1, "staff", row.staff, mine.text, mine.at))
        if place + 1 < len(spoken):
            found.append(SaidLine(len(found) + 1, "visitor", None, spoken[place + 1], mine.at))
    return found


def _card(row: PracticeRow, lines: list[SaidLine], readers: Gate) -> Scorecard:
    found = score(as_read(lines), claims=readers.claims, flags=readers.flags)
    return msgspec.structs.replace(as_card(row.id, lines, found, row.ended_at or row.begun_at), staff=row.staff)


def _shown(row: PracticeRow, said: list[Said], readers: Gate | None = None) -> PracticeTalk:
    """`readers`: of an ended talk."""
    _, turn = walk(row.persona, row.lang, row.seed, [each.text for each in said])
    lines = _lines(row, said)
    return PracticeTalk(
        row=row,
        lines=[Spoken(line.seq, line.by_kind, line.text, line.at) for line in lines],
        over=turn.over or readers is not None or len(said) >= MOST_LINES,
        hidden=turn.hidden if readers else None,
        card=_card(row, lines, readers) if readers else None,
    )

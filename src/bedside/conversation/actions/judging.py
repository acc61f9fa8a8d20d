"""What a consultant says of the coach's guesses and of the promises that it found."""

from uuid import UUID

import msgspec

from bedside.coach.model import LABELS, Judged
from bedside.conversation import reading
from bedside.conversation.actions.labelling import label, tell
from bedside.conversation.actions.move import Move, moving_as
from bedside.conversation.actions.noting import PanelChange, set_panel
from bedside.conversation.model import Panel
from bedside.conversation.reading import GuessShown, ReadingShown, readings_of
from bedside.conversation.store import desk as desk_store
from bedside.conversation.store import entries
from bedside.conversation.store import readings as store
from bedside.conversation.store.readings import PromiseState
from bedside.hospital.model import Viewer
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.problems import INVALID, NOT_FOUND, Problem
from bedside.kit.reading.sets import NONE
from bedside.kit.services import Services

STRENGTH = 2
"""How strongly a need is noted that a consultant confirms; they change it on the panel."""


async def shown(services: Services, hospital_id: int, conversation: UUID) -> ReadingShown:
    """For somebody who may see the conversation. What was not read yet is read now."""
    readings = readings_of(services)
    async with services.database.transaction([hospital_id]) as tx:
        found = await reading.of(tx, hospital_id, conversation)
        on = services.settings.coach and (await desk_store.settings(tx, hospital_id)).coach
    if on and not found.seq:
        readings.heard(hospital_id, conversation)
    return msgspec.structs.replace(found, away=readings.coaching.away, off=not on)


async def judge(services: Services, viewer: Viewer, conversation: UUID, task: Judged, name: str) -> ReadingShown:
    """Confirm (the label that was guessed) or correct (another, or `-`) the newest guess; it becomes a label and a note.

    Raises Problem NOT_FOUND where nothing was read, INVALID for a label that the task does not have.
    """
    change = _change(task, name)
    async with moving_as(services, viewer, conversation) as move:
        if not await _is_one(services, move.now.hospital_id, task, name):
            raise Problem(INVALID, what=task)
        guess = (await reading.of(move.tx, *move.key)).guesses.get(task)
        after = await label(move, viewer.staff_id, {task: name})
        if after is None:
            raise Problem(NOT_FOUND)
        panel = await desk_store.panel(move.tx, *move.key)
        change = _merged(change, panel, guess, name)
        if task == "doubt" and guess and name != NONE and not panel.doubt:
            change["doubt"], change["doubt_state"] = await _words(move, guess), "open"
    if change:
        await set_panel(services, viewer, conversation, msgspec.convert(change, PanelChange), labels=False)
    return after


async def _is_one(services: Services, hospital_id: int, task: Judged, name: str) -> bool:
    if name == NONE:
        return True
    if task == "department":
        departments = (await catalogue(services, hospital_id)).departments
        return any(str(each.id) == name and not each.retired for each in departments.values())
    return name in LABELS[task]


def _change(task: Judged, label: str) -> dict[str, object]:
    """What a label changes on the panel."""
    if label == NONE or (task == "level" and label == "none"):
        return {}
    match task:
        case "mood" | "stage" | "level":
            return {task: label}
        case "need":
            return {"needs": {label: STRENGTH}}
        case "worry":
            return {"worries": [label]}
        case _:
            return {}


def _merged(change: dict[str, object], panel: Panel, guess: GuessShown | None, label: str) -> dict[str, object]:
    """With what else is noted: a corrected worry takes the guessed one's place, a need is never made weaker."""
    if "needs" in change:
        needs: dict[str, int] = {**panel.needs}
        needs[label] = max(STRENGTH, needs.get(label, 0))
        return {"needs": needs}
    if "worries" in change:
        kept = [each for each in panel.worries if each != label and not (guess and each == guess.name)]
        return {"worries": [*kept, label]}
    return change


async def _words(move: Move, guess: GuessShown) -> str | None:
    found = await entries.since(move.tx, *move.key, guess.line - 1, False, 1)
    text = (found[0].text or "") if found else ""
    return "".join(text[start:end] for start, end in guess.words)[:300] or None


async def decide_promise(
    services: Services, viewer: Viewer, conversation: UUID, seq: int, begins: int, state: PromiseState
) -> ReadingShown:
    """Accept a promise that the coach found, dismiss it, or say that it was kept. Raises Problem NOT_FOUND."""
    async with moving_as(services, viewer, conversation) as move:
        if not await store.decide(move.tx, *move.key, (seq, begins), state, viewer.staff_id, move.at):
            raise Problem(NOT_FOUND)
        after = await reading.of(move.tx, *move.key)
        tell(move, after)
        return after

"""What consultants say of the coach's guesses, and what they note by hand, are labels: the coach learns from both."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from bedside.coach import actions as coach
from bedside.coach.model import Judged
from bedside.conversation import live, reading
from bedside.conversation.actions.move import Move
from bedside.conversation.model import Panel
from bedside.conversation.reading import ReadingShown
from bedside.conversation.store import readings as store
from bedside.kit.reading.sets import NONE


async def label(move: Move, staff: UUID, labels: Mapping[Judged, str]) -> ReadingShown | None:
    """Label the newest guesses, and tell the thread's staff. None where nothing was read yet."""
    stored = await store.newest(move.tx, *move.key)
    if stored is None:
        return None
    found = await reading.of(move.tx, *move.key)
    for task, name in labels.items():
        guess = found.guesses.get(task)
        line = guess.line if guess else stored.reading["line"]
        await coach.label(
            move.tx, move.key, line, task, name, guess.name if guess else NONE, stored.version, staff
        )  # fmt: skip
    after = await reading.of(move.tx, *move.key)
    tell(move, after)
    return after


def tell(move: Move, after: ReadingShown) -> None:
    event = live.event("reading", reading=after)
    move.tx.after_commit(lambda: move.services.bus.publish(live.thread_staff(move.now.id), event))


def noted(before: Panel, changes: Mapping[str, Any]) -> dict[Judged, str]:
    """What a change of the panel, told by its fields, says of the newest message. What is taken back says nothing."""
    labels: dict[Judged, str] = {task: changes[task] for task in ("mood", "stage", "level") if changes.get(task)}
    if fresh := [each for each in changes.get("worries", ()) if each not in before.worries]:
        labels["worry"] = fresh[-1]
    needs: Mapping[Any, int] = changes.get("needs", {})
    if stronger := [each for each, strength in needs.items() if strength > before.needs.get(each, 0)]:
        labels["need"] = max(stronger, key=lambda each: needs[each])
    return labels

"""最佳营销时机 (B18): the hospital is introduced when the question is answered and nobody is in distress, not before."""

from collections.abc import Mapping

from bedside.coach.model import Guess, Moment, Reason, Task

_UPSET = frozenset(("angry", "sad", "anxious"))


def moment(guesses: Mapping[Task, Guess | None], answered: bool) -> Moment | None:
    """As sure as the guess that it hangs on, and from its words. None when the stage does not show. `answered`: the consultant has
    said something."""
    stage, mood, intent = guesses["stage"], guesses["mood"], guesses["intent"]
    if stage is None:
        return None
    if intent is not None and intent.name == "thanks" and stage.name == "answer":
        return _from(intent, "goodbye")
    if intent is not None and intent.name == "complaint":
        return _from(intent, "upset")
    if mood is not None and mood.name == "angry":
        return _from(mood, "upset")
    if not answered:
        return _from(stage, "too_early")
    if stage.name == "answer":
        return _from(stage, "question_open")
    if stage.name == "dispel_doubt":
        return _from(stage, "doubt_first")
    level = guesses["level"]
    if mood is not None and mood.name in _UPSET and (level is None or level.name == "none"):
        return _from(mood, "upset")
    return _from(stage, "asks_about_us" if stage.name == "know_hospital" else "answered_and_open", now=True)


def _from(guess: Guess, reason: Reason, *, now: bool = False) -> Moment:
    return Moment(now, reason, guess.confidence, guess.line, guess.words)

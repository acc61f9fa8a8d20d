"""最佳营销时机 (B18): the hospital is introduced when the question is answered and nobody is in distress, not before."""

from bedside.coach.model import Moment

_UPSET = frozenset(("angry", "sad", "anxious"))


def moment(stage: str | None, level: str | None, mood: str | None, intent: str | None, answered: bool) -> Moment | None:
    """From the names that were read. None when the stage does not show. `answered`: the consultant has said something."""
    if stage is None:
        return None
    if intent == "thanks" and stage == "answer":
        return Moment(False, "goodbye")
    if intent == "complaint" or (mood == "angry"):
        return Moment(False, "upset")
    if not answered:
        return Moment(False, "too_early")
    if stage == "answer":
        return Moment(False, "question_open")
    if stage == "dispel_doubt":
        return Moment(False, "doubt_first")
    if mood in _UPSET and level in (None, "none"):
        return Moment(False, "upset")
    if stage == "know_hospital":
        return Moment(True, "asks_about_us")
    return Moment(True, "answered_and_open")

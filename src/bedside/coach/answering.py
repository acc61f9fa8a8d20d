"""Whether an answer passes by the question (答非所问, B25): by what was asked, not by who is right."""

from bedside.coach.manners import Cues, matter
from bedside.kit.reading.normal import Plain


def topics_of(known: Cues, asked: Plain) -> list[str]:
    """What a visitor's message asks about; none where it asks nothing that the coach knows."""
    if not known.has("asks", asked):
        return []
    return [each.code for each in known.topics if each.shows.search(asked.text)]


def passes_by(known: Cues, asked: Plain, answer: Plain) -> bool:
    """Errs to "no": who asks back, says that they are checking, or takes up the matter is answering."""
    wanted = [each for each in known.topics if each.shows.search(asked.text)] if known.has("asks", asked) else []
    if not wanted or known.has("stalls", answer) or "?" in answer.text or known.has("acknowledges", answer):
        return False
    if any(each.answers.search(answer.text) for each in wanted):
        return False
    return not matter(asked) & matter(answer)


def answers(known: Cues, asked: Plain, answer: Plain) -> bool:
    """Errs to "no": words that answer this kind of question, or the matter taken up in a whole sentence."""
    wanted = [each for each in known.topics if each.shows.search(asked.text)]
    if any(each.answers.search(answer.text) for each in wanted):
        return True
    return bool(matter(asked) & matter(answer)) or (not wanted and len(answer.text) > 12)

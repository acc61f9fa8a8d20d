"""What a message asks about, and whether a reply takes it up: by words alone, as the scorecard and simulated patients need it."""

from bedside.coach.manners import Cues, matter
from bedside.kit.reading.normal import Plain


def topics_of(known: Cues, asked: Plain) -> list[str]:
    """What a visitor's message asks about; none where it asks nothing that the coach knows."""
    if not known.has("asks", asked):
        return []
    return [each.code for each in known.topics if each.shows.search(asked.text)]


def answers(known: Cues, asked: Plain, answer: Plain) -> bool:
    """Errs to "no": words that answer this kind of question, or the matter taken up in a whole sentence."""
    wanted = [each for each in known.topics if each.shows.search(asked.text)]
    if any(each.answers.search(answer.text) for each in wanted):
        return True
    return bool(matter(asked) & matter(answer)) or (not wanted and len(answer.text) > 12)

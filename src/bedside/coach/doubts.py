"""Where somebody hesitates or why they went elsewhere: the one point and the words that name it (B20, A04)."""

import re

from bedside.coach.model import Guess, Stretch
from bedside.coach.readers.signs import Script, spans
from bedside.coach.words import words
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import Plain

_ELSEWHERE = words("elsewhere")["said"]
REASONS = ("price", "effect", "attitude", "wait", "distance", "trust")
_CLAUSE = re.compile(r"[^,.;!?\n]+")


def doubt_words(read: Plain, kind: str, lang: Script, model: Linear) -> list[Stretch]:
    """The clause in which the doubt stands: what the consultant is to answer, in the visitor's own words."""
    hits = spans(read.text, f"doubt:{kind}", lang) or model.evidence(read.text, kind)
    if not hits:
        return []
    at = hits[-1][0]
    clause = next(
        (found.span() for found in _CLAUSE.finditer(read.text) if found.start() <= at < found.end()), hits[-1]
    )
    return [read.typed(*clause)]


def elsewhere(read: Plain, lang: Script, line: int) -> Guess | None:
    """Why somebody says that they go or went to another hospital. None where no other hospital is spoken of."""
    said = _ELSEWHERE.search(read.text)
    if said is None:
        return None
    found = {reason: hits for reason in REASONS if (hits := spans(read.text, f"elsewhere:{reason}", lang))}
    if not found:
        return None
    near = min(found, key=lambda reason: min(abs(hit[0] - said.end()) for hit in found[reason]))
    confidence = round(max(0.4, 0.8 - 0.15 * (len(found) - 1)), 3)
    return Guess(near, confidence, line, [read.typed(*span) for span in (said.span(), found[near][0])])

"""Whether an answer passes by the question (答非所问, B25): it has neither what such a question asks for nor what it speaks of."""

import re

from bedside.coach.readers.signs import script
from bedside.coach.words import words
from bedside.kit.reading.grams import located
from bedside.kit.reading.normal import plain

BESIDE = 0.6
"""From here on it does; chosen, with the way itself, on pairs of their own (tests/coach/beside_pairs.*.tsv)."""
_WORDING = words("beside")
_COMMON = frozenset(
    "的了吗呢啊是有我你您们在就不都也和很要会能可以请问这那个一什么怎样么多少几为与或还把给到说看去来上下好"
)


def passes_by(question: str, answer: str, intent: str) -> float:
    """How likely the answer passes by the question, 0 to 1. `intent`: what the question asks, as it was read."""
    asked, said = plain(question).text, plain(answer).text
    if _WORDING["refers"].search(said):
        return 0.1
    expected = _WORDING.get(intent)
    # What the question has said itself is no answer to it.
    has = expected is not None and any(found[0] not in asked for found in expected.finditer(said))
    shared = _content(asked) & _content(said)
    if expected is None:
        return 0.3 if shared or intent in ("thanks", "greeting", "symptom", "other") else 0.55
    if has:
        return 0.15 if shared else 0.35
    return 0.6 if shared else 0.9


def _content(text: str) -> set[str]:
    if script(text) == "zh":
        pairs = (text[start:end] for _, start, end in located(text) if end - start == 2)
        return {pair for pair in pairs if pair[0] not in _COMMON and pair[1] not in _COMMON}
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text) if word not in _STOP}


_IGNORED = """
what when where which with have this that your from will does would could should about there they been please
much many long thank thanks hello want need very just also into than then them some here come good
"""
_STOP = frozenset(_IGNORED.split())

"""Reads a message for red flags: a model that has learned how frightened people write, and the rules' words.

The model sees what a text speaks of (lexicon.toml) beside its grams; the rules say which words to show, and hold it back where
every such word is denied. Runs inside the web process for every message, before anything else.
"""

import re
from collections.abc import Sequence
from importlib import resources

import msgspec

from bedside.gate.flags.rules import FILE, Rules, Type, shipped
from bedside.gate.flags.signs import LEXICON, seen, signs_of
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import Plain, plain
from bedside.kit.reading.sets import NONE, all_rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bedside.kit.services import Services

SETS = ("red_flags.zh", "red_flags.en", "asks.zh", "asks.en")
EVERYDAY = ("readings.zh", "readings.en")
"""What visitors write otherwise, in which nothing is a flag."""
SHORT, LONG = 0.15, 0.4
"""Probability of any flag from which a message is one, by cross-validation on the shipped sets: on the side of escalation for
what is written in a hurry; a long account of an illness names dangers that are past or only feared."""
LONG_FROM = 60
"""Characters from which an account is long; a Chinese one counts as two."""
FRAGMENT, SURE = 14, 0.9
"""A text no wider than that in which the rules find no word (我妈) is a flag only from this probability."""
COST = 1.0
LONGEST = 160
"""Plain characters read at once: a longer text is read in stretches, so that much talk cannot hide one sentence."""
_ENDS = re.compile(r"[。!?;\n…]+|\.\s")


class Flag(msgspec.Struct, frozen=True):
    """`words`: stretches of the typed text, end exclusive, that speak for it. `version`: of the rules and the model."""

    type: Type
    confidence: float
    words: Sequence[tuple[int, int]]
    version: str


class Finder:
    """Kept by each process in its services."""

    def __init__(self, rules: Rules, model: Linear) -> None:
        self._rules = rules
        self._model = model
        self._nothing = [place for place, name in enumerate(model.classes) if name.startswith(NONE)]

    def find(self, text: str) -> Flag | None:
        """The likeliest red flag of a message, or None. The whole is read, and each stretch of a long one."""
        read = plain(text)
        best = self._read(read, 0, len(read.text)) if len(read.text) <= LONGEST else None
        if best is None and len(read.text) > LONGEST:
            found = [each for start, end in _stretches(read.text) if (each := self._read(read, start, end))]
            best = max(found, key=lambda each: each.confidence, default=None)
        return best

    def _read(self, read: Plain, start: int, end: int) -> Flag | None:
        text = read.text[start:end]
        chances = self._model.probabilities(text, signs_of(text))
        confidence = 1.0 - float(chances[self._nothing].sum())
        width = _width(text)
        if confidence < (LONG if width >= 2 * LONG_FROM else SHORT):
            return None
        chances[self._nothing] = 0
        type = msgspec.convert(self._model.classes[int(chances.argmax())], Type)
        look = seen(text, self._rules, type)
        if not look.hits:  # else the dearer look at the other types is not needed
            look = seen(text, self._rules)
        fragment = width <= FRAGMENT and confidence < SURE and type != "suicide"  # whose words are few and veiled
        if not look.hits and (type in look.denied or fragment):
            return None
        words = [look.hits[type]] if type in look.hits else self._model.evidence(text, type)
        typed = [read.typed(start + first, start + last) for first, last in words]
        return Flag(type, confidence, typed, self._rules.version)


def _label(row: dict[str, str]) -> str:
    """A flag's type, or why there is none: a denial is put in other words than a film."""
    type = row.get("type", NONE)
    return type if type != NONE else f"{NONE} {row.get('kind', 'visitor')}"


def _width(text: str) -> int:
    return sum(2 if character >= "\u3400" else 1 for character in text)


def _stretches(text: str) -> list[tuple[int, int]]:
    """Sentences, joined while they fit into LONGEST, cut where one alone does not."""
    found: list[tuple[int, int]] = []
    start, last = 0, 0
    ends = [each.end() for each in _ENDS.finditer(text)] + [len(text)]
    for end in ends:
        if end - start > LONGEST and last > start:
            found.append((start, last))
            start = last
        while end - start > LONGEST:
            found.append((start, start + LONGEST))
            start += LONGEST - LONGEST // 4
        last = end
    if start < len(text):
        found.append((start, len(text)))
    return found


def open_finder(shelf: Shelf) -> Finder:
    """The shipped rules and the model of the shipped sets, made if it is not on the shelf."""
    rules = shipped()
    here = resources.files("bedside.gate")
    sets = [shipped_set(name) for name in (*SETS, *EVERYDAY)]

    def make() -> Linear:
        # scikit-learn takes longer to load than all else together, and only a model that is not on the shelf needs it.
        from bedside.kit.reading.training import train

        rows = all_rows(sets)
        texts = [plain(row["text"]).text for row in rows]
        signs = [signs_of(text) for text in texts]
        return train(texts, [_label(row) for row in rows], cost=COST, balanced=False, signs=signs)

    code = [here / "flags" / name for name in (FILE, LEXICON, "rules.py", "signs.py", "finder.py")]
    return Finder(rules, shelf.model("red-flags", [*sets, *code], make))


def finder(services: Services) -> Finder:
    """This process's finder, opened on first use."""
    try:
        return services.get(Finder)
    except KeyError:
        return services.add(open_finder(Shelf(services.settings.shelf)))

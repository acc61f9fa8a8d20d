"""Reads a message for red flags: a model that has learned how frightened people write, and the rules' words.

The model sees what a text speaks of (lexicon.toml) beside its grams; the rules say which words to show, and hold it back where
every such word is denied. Runs inside the web process for every message, before anything else.
"""

from collections.abc import Sequence
from importlib import resources

import msgspec

from bedside.gate.flags.rules import FILE, Rules, Type, shipped
from bedside.gate.flags.signs import LEXICON, seen, signs_of
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import Plain, plain
from bedside.kit.reading.sets import NONE, all_rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bedside.kit.reading.stretches import stretches
from bedside.kit.services import Services

SETS = ("red_flags.zh", "red_flags.en", "asks.zh", "asks.en")
EVERYDAY = ("readings.zh", "readings.en")
"""What visitors write otherwise; few of it is a flag."""
DOUBTFUL = "?"
"""The type of rows from which nothing is learned."""
LEVELS = ((90, 0.17), (135, 0.25), (240, 0.3), (500, 0.75))
"""Up to that width of a whole message (a Chinese character counts as three), the probability of any flag from which it is one: on
the side of escalation for what is written in a hurry; a long account of an illness names dangers that are past or only feared,
and has many stretches to be wrong in. Chosen by cross-validation on the shipped sets, and on real asks outside of the report."""
ACCOUNT = 0.88
"""The same for what is wider."""
FRAGMENT, SURE = 16, 0.95
"""A text no wider than that in which the rules find no word (我妈) is a flag only from this probability."""
COST = 1.0
LONGEST = 160
"""Plain characters read at once: a longer text is read in stretches, so that much talk cannot hide one sentence."""
LONG, CLOSE = 600, 48
"""Plain characters: a text longer than people write of an illness is read a few sentences at a time, too. Up to there accounts
were weighed in wide stretches, and shorter pieces of them would alarm too often."""


class Flag(msgspec.Struct, frozen=True):
    """`words`: stretches of the typed text, end exclusive, that speak for it. `version`: of the rules and the model."""

    type: Type
    confidence: float
    words: Sequence[tuple[int, int]]
    version: str


class Look(msgspec.Struct, frozen=True):
    """`chance`: the highest probability of any flag in a part of the text."""

    flag: Flag | None
    chance: float


class Finder:
    """Kept by each process in its services."""

    def __init__(self, rules: Rules, model: Linear) -> None:
        self._rules = rules
        self._model = model
        self._nothing = [place for place, name in enumerate(model.classes) if name.startswith(NONE)]

    def find(self, text: str) -> Flag | None:
        """The likeliest red flag of a message, or None."""
        return self.look(text).flag

    def look(self, text: str) -> Look:
        """The whole is read; each stretch of a long one; and of a very long one what is surely one in a few sentences."""
        read = plain(text)
        width = _width(read.text)
        level = next((level for most, level in LEVELS if width < most), ACCOUNT)
        look = self._likeliest(read, LONGEST, level)
        if look.flag is None and len(read.text) > LONG:
            close = self._likeliest(read, CLOSE, SURE)
            look = Look(close.flag, max(look.chance, close.chance))
        return look

    def _likeliest(self, read: Plain, longest: int, level: float) -> Look:
        parts = [(0, len(read.text))] if len(read.text) <= longest else stretches(read.text, longest)
        looks = [self._read(read, start, end, level) for start, end in parts]
        flags = [each.flag for each in looks if each.flag]
        return Look(
            max(flags, key=lambda each: each.confidence, default=None),
            max((each.chance for each in looks), default=0.0),
        )

    def _read(self, read: Plain, start: int, end: int, level: float) -> Look:
        text = read.text[start:end]
        chances = self._model.probabilities(text, signs_of(text))
        confidence = 1.0 - float(chances[self._nothing].sum())
        if confidence < level:
            return Look(None, confidence)
        chances[self._nothing] = 0
        type = msgspec.convert(self._model.classes[int(chances.argmax())], Type)
        look = seen(text, self._rules, type)
        if not look.hits:
            fragment = (
                _width(text) <= FRAGMENT and confidence < SURE and type != "suicide"
            )  # whose words are few and veiled
            # Only then is the dearer look at the other types needed.
            if (type in look.denied or fragment) and not seen(text, self._rules).hits:
                return Look(None, confidence)
        words = [look.hits[type]] if type in look.hits else self._model.evidence(text, type)
        typed = [read.typed(start + first, start + last) for first, last in words]
        return Look(Flag(type, confidence, typed, self._rules.version), confidence)


def _label(row: dict[str, str]) -> str:
    """A flag's type, or why there is none: a denial is put in other words than a film."""
    type = row["type"]
    return type if type != NONE else f"{NONE} {row.get('kind', 'visitor')}"


def _width(text: str) -> int:
    return len(text) + 2 * sum(map("\u3400".__le__, text))


def open_finder(shelf: Shelf) -> Finder:
    """The shipped rules and the model of the shipped sets, made if it is not on the shelf."""
    rules = shipped()
    here = resources.files("bedside.gate")
    sets = [shipped_set(name) for name in (*SETS, *EVERYDAY)]

    def make() -> Linear:
        # scikit-learn takes longer to load than all else together, and only a model that is not on the shelf needs it.
        from bedside.kit.reading.training import Features, train

        rows = [row for row in all_rows(sets) if row["type"] != DOUBTFUL]
        texts = [plain(row["text"]).text for row in rows]
        signs = [signs_of(text) for text in texts]
        labels = [_label(row) for row in rows]
        return train(Features(texts, signs, seen_in=2), labels, cost=COST, balanced=False, apart=NONE)

    code = [here / "flags" / name for name in (FILE, LEXICON, "rules.py", "signs.py", "finder.py")]
    return Finder(rules, shelf.model("red-flags", [*sets, *code], make))


def finder(services: Services) -> Finder:
    """This process's finder, opened on first use."""
    return services.once(Finder, lambda: open_finder(Shelf(services.settings.shelf)))

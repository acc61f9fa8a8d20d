"""Reads what the hospital's side is about to say for claims: words by rule, and a model that has learned how claims are put.

The rules' findings are signs for the model, so that what stands around a word counts. A few words are sure and need no
model, unless the sentence reports, denies, names its source or leaves it to a doctor.
"""

import re
from collections.abc import Sequence
from importlib import resources

import msgspec

from bedside.gate.claims.rules import FILE, Class, Rules, shipped
from bedside.gate.claims.signs import VOID, Seen, claims_across, seen
from bedside.kit.reading.linear import Linear
from bedside.kit.reading.normal import Plain, plain
from bedside.kit.reading.sets import NONE, all_rows, shipped_set
from bedside.kit.reading.shelf import Shelf
from bedside.kit.reading.stretches import sentences

SETS = ("claims.zh", "claims.en", "claims.desk")
TALKS = ("stages.zh", "stages.en")
"""Conversations, in which what consultants say claims nothing."""
THRESHOLD = 0.5
"""Probability of any claim from which it is one: chosen by cross-validation on the shipped sets."""
DOUBT = 0.35
"""From here on the writer is asked to read it again; nothing is stopped."""
JOINED = 0.7
"""The same for what only shows when a text is read together with what the sender said just before."""
COST = 1.0
LONGEST = 90
"""Plain characters read at once: of a longer text each sentence is read."""
BEFORE = 120
"""Plain characters of what was said just before that are read along."""
NEAR = 24
"""Chinese characters on both sides of where two texts meet, among which the words of a claim that is split over them stand."""
_QUESTION = re.compile(r"[?]|(吗|呢|么)$")
_NOT = re.compile(r"(不|没|没有|无|非|别|勿|未|\bno|\bnot|n't|never) ?$")


class Found(msgspec.Struct, frozen=True):
    """One claim. `words`: stretches of the typed text, end exclusive."""

    type: Class
    confidence: float
    words: Sequence[tuple[int, int]]


class Reader:
    """Rules and model as shipped; what a hospital adds stands in its book (books.py)."""

    def __init__(self, rules: Rules, model: Linear) -> None:
        self.rules = rules
        self._model = model
        self._claims = [place for place, name in enumerate(model.classes) if not name.startswith(NONE)]

    def find(self, typed: str, before: str = "", level: float = THRESHOLD) -> list[Found]:
        """The claims of a text. `before`: what the same sender said just before, so that a claim that is split over messages
        is seen; what stands there alone is not told again. `level`: the probability from which it is one."""
        return self.find_in(plain(typed), before, level)

    def find_in(self, read: Plain, before: str = "", level: float = THRESHOLD) -> list[Found]:
        found: dict[Class, Found] = {}
        whole = len(read.text) <= LONGEST
        for start, end in [(0, len(read.text))] if whole else sentences(read.text, LONGEST):
            for each in self._read(read, start, end, level):
                known = found.get(each.type)
                words = [*(known.words if known else ()), *each.words]
                found[each.type] = Found(each.type, max(each.confidence, known.confidence if known else 0), words)
        if not found and before and len(read.text) <= LONGEST:
            found = {each.type: each for each in self._joined(read, before)}
        return sorted(found.values(), key=lambda each: -each.confidence)

    def _read(self, read: Plain, start: int, end: int, level: float) -> list[Found]:
        text = read.text[start:end]
        maybe = self.rules.sieve.maybe(text)
        if self.rules.claiming.isdisjoint(
            maybe
        ):  # in most sentences no words of a claim can stand, and this is soon known
            return []
        look = seen(text, self.rules, maybe)
        if not look.hits and not look.sure:  # of letters that say nothing the model knows nothing
            return []
        chances = self._model.probabilities(text, look.signs)
        confidence = float(chances[self._claims].sum())
        types: list[Class] = _certain(text, look)
        if confidence >= level and look.hits:
            best = max(self._claims, key=lambda place: float(chances[place]))
            types.append(msgspec.convert(self._model.classes[best], Class))
        return [
            Found(each, max(confidence, level), self._typed(read, start, text, look, each))
            for each in dict.fromkeys(types)
        ]

    def _typed(self, read: Plain, start: int, text: str, look: Seen, type: Class) -> list[tuple[int, int]]:
        words = look.sure.get(type) or look.hits.get(type) or self._model.evidence(text, type) or [(0, len(text))]
        return [read.typed(start + first, start + last) for first, last in _merged(words) if first < last]

    def _joined(self, read: Plain, before: str) -> list[Found]:
        """Claims whose words begin in what was said before and end in this text."""
        head = plain(before).text[-BEFORE:].rstrip(" ,。.!~")
        edge = len(head)
        chinese = head[-1:] >= "\u3400" and read.text[:1] >= "\u3400"  # between which a blank says nothing
        near = NEAR if chinese else 3 * NEAR
        for glue in ("",) if chinese else ("", " "):
            if not claims_across(head[-near:], glue, read.text[:near], self.rules):
                continue
            text = head + glue + read.text
            look = seen(text, self.rules)
            across: list[Class] = [
                type
                for kind in (look.sure, look.hits)
                for type, spans in kind.items()
                if any(first < edge < last - len(glue) for first, last in spans)
            ]
            if not across:
                continue
            sure: list[Class] = [type for type in _certain(text, look) if type in across]
            chances = self._model.probabilities(text, look.signs)
            best = max(self._claims, key=lambda place: float(chances[place]))
            likely = msgspec.convert(self._model.classes[best], Class)
            if float(chances[self._claims].sum()) >= JOINED and likely in across:
                sure.append(likely)
            if sure:
                return [Found(each, JOINED, [(0, read.length)]) for each in dict.fromkeys(sure)]
        return []


def _certain(text: str, look: Seen) -> list[Class]:
    """Sure words that nothing voids."""
    if look.frames & VOID or _QUESTION.search(text):
        return []
    return [type for type, spans in look.sure.items() if any(not _NOT.search(text, max(0, a - 6), a) for a, _ in spans)]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def open_reader(shelf: Shelf) -> Reader:
    """The shipped rules and the model of the shipped sets, made if it is not on the shelf.

    What is no claim has a class for each reason why not: a denial is put in other words than a fact.
    """
    rules = shipped()
    here = resources.files("bedside.gate")
    sets, talks = [shipped_set(name) for name in SETS], [shipped_set(name) for name in TALKS]

    def make() -> Linear:
        # scikit-learn takes longer to load than all else together, and only a model that is not on the shelf needs it.
        from bedside.kit.reading.training import Features, train

        rows = all_rows(sets)
        told = {line for row in all_rows(talks) for line in _told(row["dialogue"])}
        rows += [{"text": line, "rule": NONE, "kind": "everyday"} for line in sorted(told)]
        texts = [plain(row["text"]).text for row in rows]
        labels = [row["rule"] if row["rule"] != NONE else f"{NONE} {row['kind']}" for row in rows]
        signs = [seen(text, rules).signs for text in texts]
        return train(Features(texts, signs), labels, cost=COST, balanced=False)

    code = [here / "claims" / name for name in (FILE, "rules.py", "signs.py", "reader.py")]
    return Reader(rules, shelf.model("claims", [*sets, *talks, *code], make))


def _told(dialogue: str) -> list[str]:
    """What the consultant says in a conversation of a set."""
    return [line.removeprefix("C:").strip() for line in dialogue.split(" | ") if line.startswith("C:")]

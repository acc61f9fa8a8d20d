"""A hospital's book: the rules as it has them, its own words, and the texts that its desk lead released. Pure."""

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import date

import msgspec

from bedside.gate.claims.classed import classed
from bedside.gate.claims.model import Amendment, Claim, ClaimRule
from bedside.gate.claims.reader import THRESHOLD, Reader
from bedside.gate.claims.rules import shipped
from bedside.kit.reading.normal import Plain, plain

GAP = "…"


def digest(text: str) -> bytes:
    """Of a text's plain form without punctuation at its end: the same words typed in another form are the same text."""
    return hashlib.blake2b(plain(text).text.strip(" .。,!?").encode(), digest_size=16).digest()


def as_amended(amendments: Sequence[Amendment], on: date | None = None) -> list[ClaimRule]:
    """Each rule with its newest amendment; with `on`, with the newest that is in effect on that day."""
    every = [(each, shipped().version) for each in shipped().rules]
    rules: list[ClaimRule] = []
    for each, version in (*every, *((each, classed().version) for each in classed().rules)):
        mine = [one for one in amendments if one.rule_id == each.id and (on is None or one.effective <= on)]
        newest = max(mine, key=lambda one: one.rev, default=None)
        rule = ClaimRule(
            id=each.id, kind=each.type, jurisdiction=each.jurisdiction, source=each.source, version=version,
            effective=each.effective, says_zh=each.says_zh, says_en=each.says_en, instead_zh=each.instead_zh,
            instead_en=each.instead_en, fixed=each.fixed, must=each.must, must_not=each.must_not,
        )  # fmt: skip
        if newest is not None:
            rule = msgspec.structs.replace(
                rule, active=newest.active or each.fixed, doctors=newest.doctors, words=newest.words,
                spares=newest.spares, instead_zh=newest.instead_zh or each.instead_zh,
                instead_en=newest.instead_en or each.instead_en, own_must=newest.must, own_must_not=newest.must_not,
                effective=newest.effective, rev=newest.rev, note=newest.note,
            )  # fmt: skip
        rules.append(rule)
    return rules


class Book:
    """What one hospital refuses on one day."""

    def __init__(self, rules: Sequence[ClaimRule], released: Collection[bytes] = ()) -> None:
        self.rules = {rule.kind: rule for rule in rules if rule.active}
        self._released = frozenset(released)
        self._words = {kind: _phrases(rule.words) for kind, rule in self.rules.items()}
        self._spares = {kind: _phrases(rule.spares) for kind, rule in self.rules.items()}

    def check(
        self, reader: Reader, text: str, *, before: str = "", doctor: bool = False, level: float = THRESHOLD,
        content_class: str = "", names: Sequence[str] = (),
    ) -> list[Claim]:  # fmt: skip
        """The claims of a text as typed. `before`: what its sender said just before. `doctor`: a verified one speaks.
        `level`: the probability from which the model's word counts. `content_class`: what the text is in law, where it is
        kept under one; `names`: of the hospital's doctors."""
        if self.lets(text):
            return []
        read = plain(text)
        found: dict[str, Sequence[tuple[int, int]]] = {
            each.type: each.words for each in reader.find_in(read, before, level)
        }
        if spans := classed().find_in(read.text, content_class, names):
            found[content_class] = [read.typed(*span) for span in spans]
        for kind, pattern in self._words.items():
            if kind in classed().patterns and kind != content_class:
                continue
            if pattern and kind not in found and (hit := pattern.search(read.text)):
                found[kind] = [read.typed(*hit.span())]
        return [
            self._claim(rule, words)
            for kind, words in found.items()
            if (rule := self.rules.get(kind)) and not self._spared(rule, read) and not (doctor and _may(rule))
        ]

    def lets(self, text: str) -> bool:
        """Whether exactly this was released as a false alarm."""
        return bool(self._released) and digest(text) in self._released

    def _spared(self, rule: ClaimRule, read: Plain) -> bool:
        pattern = self._spares[rule.kind]
        return pattern is not None and pattern.search(read.text) is not None

    def _claim(self, rule: ClaimRule, words: Sequence[tuple[int, int]]) -> Claim:
        return Claim(
            rule=rule.id, words=words, reason_zh=rule.says_zh, reason_en=rule.says_en, instead_zh=rule.instead_zh,
            instead_en=rule.instead_en,
        )  # fmt: skip


def failing(rules: Sequence[ClaimRule], reader: Reader, changed: ClaimRule, released: Sequence[str] = ()) -> list[str]:
    """The examples that a changed rule does not get right: `must` that it does not find, `must_not` that it finds.

    `released`: false alarms of this hospital; they must not match, so that none of them can be an example of what must.
    """
    anew = [changed if rule.id == changed.id else rule for rule in rules]
    of = changed.kind if changed.kind in classed().patterns else ""
    shipped_alone, book = Book(anew), Book(anew, [digest(text) for text in released])

    def finds(which: Book, text: str) -> bool:
        return any(each.rule == changed.id for each in which.check(reader, text, content_class=of))

    missed = [text for text in changed.must if changed.active and not finds(shipped_alone, text)]
    missed += [text for text in changed.own_must if changed.active and not finds(book, text)]
    found = [text for text in changed.must_not if finds(shipped_alone, text)]
    return missed + found + [text for text in (*changed.own_must_not, *released) if finds(book, text)]


def _may(rule: ClaimRule) -> bool:
    """L05 is about those who are no doctors; what doctors may name differs by pilot (L06)."""
    return rule.kind == "doctor" or (rule.kind == "prescription" and rule.doctors)


def _phrases(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """Phrases as typed in the console: never a regular expression, which could stall the desk."""
    pieces = [
        "[^。!?\n]{0,12}".join(re.escape(part) for part in plain(each).text.replace("...", GAP).split(GAP))
        for each in phrases
        if each.strip(f"{GAP} .")
    ]
    return re.compile("|".join(pieces)) if pieces else None

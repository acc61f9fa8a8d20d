"""The automatic part of a conversation's scorecard (B08, B23): how it was led, read from its lines and from nothing else.

What came of a conversation is no argument of anything here: whoever books and whoever never will were served equally well if
the same was said to them.
"""

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources

import msgspec

from bedside.coach.leaning import Leaning, first_impression, leaning
from bedside.coach.manners import Span, cues
from bedside.coach.marks import MARKS, Evidence, Mark, Talk
from bedside.coach.model import Line


class ItemRule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of scorecard.toml. `way_*`: how to do better."""

    code: str
    weight: int
    zh: str
    en: str
    way_zh: str
    way_en: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """scorecard.toml."""

    version: str
    least_visitor: int
    least_staff: int
    quick_seconds: float
    lost_seconds: float
    item: Sequence[ItemRule]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`mark`: 0 to 1, None where it did not come up. `evidence`: lines (from 0) and the words in them that decided."""

    code: str
    weight: int
    mark: float | None
    evidence: Sequence[Evidence] = ()


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`total`, `impression`: 0–100, None for "too few". `style`: from pure service, -100, to hard selling, 100."""

    total: int | None
    impression: int | None
    style: Leaning | None
    items: Sequence[Item]
    visitor_lines: int
    staff_lines: int
    versions: dict[str, str]


Flags = Callable[[str], Sequence[Span]]
Claims = Callable[[Line], Sequence[Span]]
"""What another reader finds in what was said: the stretches that speak for it, none if it finds nothing."""


def score(lines: Sequence[Line], *, claims: Claims | None = None, flags: Flags | None = None) -> Score:
    """Read a whole conversation. `claims` and `flags` are the gate's readers; without them claims are known by the coach's own
    words, and danger signs are left out."""
    card = rules()
    talk = Talk(cues(), lines, card.quick_seconds, card.lost_seconds, claims, flags)
    enough = len(talk.theirs) >= card.least_visitor and len(talk.mine) >= card.least_staff
    items = [_item(rule, MARKS[rule.code](talk)) for rule in card.item] if enough else []
    return Score(
        total=_total(items),
        impression=first_impression(talk) if enough else None,
        style=leaning(talk) if enough else None,
        items=items,
        visitor_lines=len(talk.theirs),
        staff_lines=len(talk.mine),
        versions={"scorecard": card.version, "etiquette": cues().version},
    )


def _item(rule: ItemRule, mark: Mark) -> Item:
    return Item(code=rule.code, weight=rule.weight, mark=mark.value, evidence=mark.evidence)


def _total(items: Sequence[Item]) -> int | None:
    counted = [(each.weight, each.mark) for each in items if each.mark is not None]
    weights = sum(weight for weight, _ in counted)
    return round(100 * sum(weight * mark for weight, mark in counted) / weights) if weights else None


@lru_cache(maxsize=1)
def rules() -> Card:
    """As shipped. Raises msgspec.ValidationError when the file is wrong, KeyError when it names a mark that nobody gives."""
    text = (resources.files("bedside.coach") / "scorecard.toml").read_text("utf-8")
    card = msgspec.convert(tomllib.loads(text), Card)
    if unknown := [each.code for each in card.item if each.code not in MARKS]:
        raise KeyError(*unknown)
    return card

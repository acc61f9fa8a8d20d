"""What the rules see in a text: which claims' words, in which kind of sentence, and what stands around them."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

import msgspec

from bedside.gate.claims.rules import Class, Rules

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
VOID = frozenset({"heard", "denied", "sources", "refers"})
"""Kinds of sentences in which even sure words assert nothing: reported, denied, with a source, left to a doctor."""


class Seen(msgspec.Struct, frozen=True):
    """Stretches of the plain text by class; `sure` ones need no model. `frames`: what kind of sentence it is."""

    hits: dict[Class, list[tuple[int, int]]]
    sure: dict[Class, list[tuple[int, int]]]
    frames: frozenset[str]
    signs: Sequence[str]


def claims_across(head: str, glue: str, tail: str, rules: Rules) -> bool:
    """Whether words of a claim begin in one text and end in the next."""
    found, edge = rules.sieve.search(f"{head}{glue}{tail}"), len(head)
    return any(found[each].start() < edge < found[each].end() - len(glue) for each in rules.claiming & found.keys())


def seen(text: str, rules: Rules, maybe: Iterable[int] | None = None) -> Seen:
    """Look at a plain text. `maybe`: what the sieve says of it, if it was asked."""
    chinese, latin = _CHINESE.search(text) is not None, _LATIN.search(text) is not None
    hits: dict[Class, list[tuple[int, int]]] = {}
    sure: dict[Class, list[tuple[int, int]]] = {}
    around: dict[str, dict[str, int]] = {"frame": {}, "in": {}}
    """How many patterns of each name are met."""
    signs: list[str] = []
    for number, found in rules.sieve.search(text, maybe).items():
        each = rules.patterns[number]
        if each.part == "sure":
            sure.setdefault(cast(Class, each.name), []).append(found.span())
        elif chinese if each.chinese else latin or not chinese:
            if each.part == "words":
                hits.setdefault(cast(Class, each.name), []).append(found.span())
                signs.append(f"{each.name} {each.place}")
            else:
                around[each.part][each.name] = around[each.part].get(each.name, 0) + 1
                signs.append(f"{each.part} {each.name} {each.place}")
    frames, contexts = around["frame"], around["in"]
    for type in dict.fromkeys((*sure, *hits)):
        number = (2 if type in sure else 0) + len(hits.get(type, ()))
        signs += [f"{name} {type}" for least, name in enumerate(("hit", "hits", "many"), start=1) if number >= least]
        signs += [f"{type} in {name}" for name in (*contexts, *(f"f{each}" for each in frames))]
    signs += [f"sure {type}" for type in sure]
    for part, names in around.items():
        signs += [f"{part} {name}" for name in names]
        signs += [f"deep {part} {name}" for name, met in names.items() if met > 1]
    signs += [f"{one}+{other}" for one in frames for other in frames if one < other]
    if not contexts and not frames:
        signs.append("bare")
    return Seen(hits, sure, frozenset(frames), sorted(set(signs)))

"""What the rules see in a text: which flags' words, and what stands around them."""

import re
from collections.abc import Sequence

import msgspec

from bedside.gate.flags.rules import Rules, Type

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")


class Seen(msgspec.Struct, frozen=True):
    """Stretches of the plain text, by type, whose words nothing voids; and the signs for the model."""

    hits: dict[Type, tuple[int, int]]
    signs: Sequence[str]


def seen(text: str, rules: Rules) -> Seen:
    """Look at a plain text. A negation voids the hit right after it; the other contexts are signs for the model to weigh."""
    signs: list[str] = []
    hits: dict[Type, tuple[int, int]] = {}
    negation = rules.contexts["negation"]
    chinese, latin = _CHINESE.search(text), _LATIN.search(text)
    for type, (needs, zh, en) in rules.types.items():
        if needs.search(text) is None:
            continue
        for pattern in (zh if chinese or latin else None, en if latin else None):
            for found in pattern.finditer(text) if pattern else ():
                if negation.search(text, max(0, found.start() - 30), found.start()):
                    signs.append(f"no {type}")
                elif type not in hits:
                    hits[type] = found.span()
    if not hits and not signs:
        return Seen({}, ())
    signs.extend(f"hit {type}" for type in hits)
    if hits:
        signs.append("hit")
        signs.append(f"hits {min(len(hits), 3)}")
    for name, pattern in rules.contexts.items():
        if name != "negation" and pattern.search(text):
            signs.append(f"context {name}")
            if hits:
                signs.append(f"hit in {name}")
    if rules.now.search(text):
        signs.append("now")
        if hits:
            signs.append("hit now")
    return Seen(hits, sorted(set(signs)))

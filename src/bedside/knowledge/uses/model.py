"""How often an entry was used, and what came of it."""

import msgspec


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """`adapted`: sent in other words than it is written in. `asked_again`: the visitor put the same question once more.
    `outcomes`: how the conversations ended, by outcome."""

    used: int = 0
    adapted: int = 0
    thanked: int = 0
    asked_again: int = 0
    outcomes: dict[str, int] = {}

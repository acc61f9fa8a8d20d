"""Etiquette at the desk: what a kind colleague would say of a draft, given what was said so far. Never in the way of sending."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from bedside.coach.etiquette import Code, Hint, hints
from bedside.coach.manners import Use
from bedside.coach.model import Line
from bedside.conversation.model import Lang
from bedside.conversation.store.lines import as_read, lines
from bedside.conversation.store.rows import Facts
from bedside.kit.services import Services

LINES = 20
"""Newest messages that a hint may look at."""
KEPT = 100


class HintShown(msgspec.Struct, frozen=True):
    """`say` in the conversation's language; `words`: stretches of the draft in code points."""

    code: Code
    why_zh: str
    why_en: str
    say: str
    use: Use
    words: Sequence[tuple[int, int]]


class Hinting:
    """One desk. A conversation is read again only when its writer sees more of it than before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._read: dict[UUID, tuple[int, list[Line]]] = {}

    async def hints(self, fact: Facts, text: str, seq: int, *, canned: bool, now: datetime) -> list[Hint]:
        """`seq`: the newest entry that the writer sees; `canned`: the draft is a prepared text."""
        until, said = self._read.pop(fact.id, (-1, []))
        if seq > until:
            async with self._services.database.transaction([fact.hospital_id]) as tx:
                said = as_read(await lines(tx, fact.hospital_id, fact.id, LINES))
            until = seq
        self._read[fact.id] = (until, said)
        if len(self._read) > KEPT:
            del self._read[next(iter(self._read))]
        return hints(said, text, now=now, canned=canned)


def shown(hint: Hint, lang: Lang) -> HintShown:
    """`lang`: the conversation's."""
    says = hint.says
    said = says.say_en if lang == "en" else says.say_zh
    return HintShown(hint.code, says.why_zh, says.why_en, said, says.use, hint.words)

"""Etiquette at the desk: what a kind colleague would say of a draft, given what was said so far. Never in the way of sending."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bedside.coach.etiquette import Code, Hint, hints
from bedside.coach.manners import Use
from bedside.coach.model import Line
from bedside.conversation.model import Lang
from bedside.conversation.store import readings
from bedside.conversation.store.lines import as_read, lines
from bedside.conversation.store.rows import Facts
from bedside.gate.claims.model import Claim
from bedside.kit.services import Services

LINES = 20
"""Newest messages that a hint may look at."""
KEPT = 100


class HintShown(msgspec.Struct, frozen=True):
    """`say` in the conversation's language; `words`: stretches of the draft in code points; code `claim`: what the
    gate is not sure of."""

    code: Code | Literal["claim"]
    why_zh: str
    why_en: str
    say: str
    use: Use
    words: Sequence[tuple[int, int]]


class Hinting:
    """One desk. A conversation is read again only when its writer sees more of it than before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._read: dict[UUID, _Known] = {}

    async def hints(self, fact: Facts, text: str, seq: int, *, canned: bool, now: datetime) -> list[Hint]:
        """`seq`: the newest entry that the writer sees; `canned`: the draft is a prepared text."""
        known = self._read.pop(fact.id, None)
        if known is None or seq > known.until:
            known = await self._known(fact, seq)
        self._read[fact.id] = known
        if len(self._read) > KEPT:
            del self._read[next(iter(self._read))]
        return hints(known.lines, text, now=now, canned=canned, intent=known.intent)

    async def _known(self, fact: Facts, seq: int) -> "_Known":
        async with self._services.database.transaction([fact.hospital_id]) as tx:
            said = await lines(tx, fact.hospital_id, fact.id, LINES)
            read = await readings.newest(tx, fact.hospital_id, fact.id)
        intent = None
        if read and said and said[-1].by_kind == "visitor" and read.reading["line"] == said[-1].seq:
            intent = read.reading.get("intent", {}).get("name")
        # The coach needs a moment longer than the message itself: it is looked for again.
        waits = bool(said) and said[-1].by_kind == "visitor" and (read is None or read.seq < said[-1].seq)
        return _Known(seq - waits, as_read(said), intent)


class _Known(msgspec.Struct, frozen=True):
    until: int
    lines: list[Line]
    intent: str | None


def shown(hint: Hint, lang: Lang) -> HintShown:
    """`lang`: the conversation's."""
    says = hint.says
    said = says.say_en if lang == "en" else says.say_zh
    return HintShown(hint.code, says.why_zh, says.why_en, said, says.use, hint.words)


def doubted(claim: Claim, lang: Lang) -> HintShown:
    """A draft that may be read as a claim: nothing is stopped, but its writer is asked to read it again."""
    said = claim.instead_en if lang == "en" else claim.instead_zh
    why = f"请再读一遍，可能被理解为：{claim.reason_zh}", f"Read it again, it may be taken so: {claim.reason_en}"
    return HintShown("claim", *why, said, "example", claim.words)

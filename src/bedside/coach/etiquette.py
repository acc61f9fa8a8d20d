"""Hints for the consultant while they type (B17, B19, B25): said softly, never in the way of sending. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from bedside.coach.beside import BESIDE, passes_by
from bedside.coach.manners import Cues, Says, Span, cues, is_much, matter, read
from bedside.coach.model import Line
from bedside.kit.reading.normal import Plain

Code = Literal[
    "cold", "no_greeting", "early_goodbye", "dump", "early_dump", "canned", "off_topic", "beside", "jargon", "slow",
    "gap", "marketing", "many_questions",
]  # fmt: skip
RECENT = 8
"""Lines back that a hint looks at."""


class Hint(msgspec.Struct, frozen=True):
    """`words`: stretches of the draft that it is about, end exclusive; none where it is about the whole."""

    code: Code
    words: Sequence[Span] = ()

    @property
    def says(self) -> Says:
        """Why, and what could be said instead."""
        return cues().hints[self.code]


def hints(
    lines: Sequence[Line], draft: str, *, now: datetime, canned: bool = False, intent: str | None = None
) -> list[Hint]:
    """What a kind colleague would say of this draft at this moment; nothing for an empty draft but that somebody waits.

    `lines` is the conversation in order, or its end; `canned`: the draft is a prepared text; `intent`: what the
    visitor's newest message asks, where it was read. About 0.2 ms for an ordinary draft.
    """
    known = cues()
    text = read(draft)
    found = _of_time(known, lines, text, now)
    if text.text.strip():
        found += _of_words(known, lines, text) + _of_place(known, lines, text, canned, intent)
    return found


def _of_words(known: Cues, lines: Sequence[Line], draft: Plain) -> list[Hint]:
    """What the draft itself says."""
    found: list[Hint] = []
    if words := known.spans("cold", draft):
        found.append(Hint("cold", words))
    if words := known.spans("marketing", draft):
        found.append(Hint("marketing", words))
    words = known.spans("jargon", draft)
    if words and not known.has("explains", draft):
        heard = " ".join(read(line.text).text for line in lines[-RECENT:] if line.by == "visitor")
        if words := [span for span in words if not _said(draft, span, heard)]:
            found.append(Hint("jargon", words))
    if draft.text.count("?") > known.limits.questions:
        found.append(Hint("many_questions"))
    return found


def _said(draft: Plain, span: Span, heard: str) -> bool:
    """Whether the visitor used this word themselves."""
    start = next((i for i, at in enumerate(draft.origin) if at >= span[0]), 0)
    end = next((i for i, at in enumerate(draft.origin) if at >= span[1]), len(draft.text))
    return draft.text[start:end] in heard


def _of_place(known: Cues, lines: Sequence[Line], draft: Plain, canned: bool, intent: str | None) -> list[Hint]:
    """What the draft says at this point of the conversation."""
    found: list[Hint] = []
    mine = [line for line in lines if line.by == "staff"]
    theirs = [line for line in lines if line.by == "visitor"]
    early = len(theirs) < 2
    if not mine and not known.has("greeting", draft):
        found.append(Hint("no_greeting"))
    if is_much(known.limits, draft, early=early, canned=canned):
        found.append(Hint("early_dump" if early else "dump"))
    if canned and mine and mine[-1].canned:
        found.append(Hint("canned"))
    if known.has("farewell", draft) and not _closing(known, theirs):
        found.append(Hint("early_goodbye", known.spans("farewell", draft)))
    if theirs and not known.has("urges_help", draft):
        asked = read(theirs[-1].text)
        if known.has("off_topic", draft) and not matter(asked) & matter(draft):
            found.append(Hint("off_topic", known.spans("off_topic", draft)))
        elif intent and lines[-1].by == "visitor" and passes_by(asked.text, draft.text, intent) >= BESIDE:
            found.append(Hint("beside"))
    return found


def _closing(known: Cues, theirs: Sequence[Line]) -> bool:
    """Whether the visitor has begun to take leave."""
    if not theirs:
        return False
    last = read(theirs[-1].text)
    return known.has("bye", last) or (known.has("thanks", last) and not known.has("asks", last))


def _of_time(known: Cues, lines: Sequence[Line], draft: Plain, now: datetime) -> list[Hint]:
    """Whether somebody has been waiting."""
    since: datetime | None = None
    for line in reversed(lines):
        if line.by == "staff":
            break
        since = line.at
    if since is None:
        return []
    waited = (now - since).total_seconds()
    if waited >= known.limits.gap_seconds:
        return [] if known.has("apologises", draft) else [Hint("gap")]
    return [Hint("slow")] if waited >= known.limits.slow_seconds else []

"""Which of a conversation's lines are questions, and what was wrong with how they were answered. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bedside.kit.reading.normal import plain
from bedside.knowledge.asked.model import Spotted, Why
from bedside.knowledge.search.same import SAME, same
from bedside.knowledge.talks import Said, Talk

PENDING = timedelta(minutes=30)
"""In a conversation that is still open, nobody is late before."""
POOR = 2
"""A rating of 5 from here down says that it was badly answered."""
LONGEST = 600
_ASKS = re.compile(
    r"[?？]|[吗呢嘛]|怎么|怎样|什么|多少|多久|多长|多大|几[天点号次个岁周月年楼层]|哪|谁|能不能|可不可|可以不|是否|是不是|"
    r"有没有|要不要|会不会|该不该|需不需|用不用|如何|为何|咨询|想问|问一下|想了解|"
    r"\b(?:how|what|when|where|which|who|why|wonder(?:ing)?|tell me|want to know|need to know)\b|"
    r"^(?:can|could|do|does|did|is|are|will|would|should|may)\b"
)
# What stands before, after or instead of a question.
_POLITE = re.compile(
    r"您好|你好|hello|hi|hey|在吗|在不在|在么|有人吗|有人在吗|请问|谢谢|多谢|好的?|嗯+|哦+|是的?|对的?|不是|没有|行|可以|"
    r"thanks?|thank you|ok(?:ay)?|yes|no|please|anyone there|are you there|is anybody there|医生|大夫|哈喽|吗"
)
_SPEAKING = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+")
LEAST = 3
"""Characters of Chinese, or words, without which a line asks nothing that could be looked up."""
TELLS = 6
"""So many are a question even without a question's words, when nobody answered."""


def spotted(talk: Talk, now: datetime, poor: Collection[UUID]) -> Iterator[Spotted]:
    """Its questions in order. `poor`: answers into which an entry went that did not help."""
    if talk.visitor is None:
        return
    for place, line in enumerate(talk.lines):
        if not line.by_visitor:
            continue
        answer = _answer(talk.lines, place)
        if not answer and not talk.closed and talk.channel != "offline" and now - line.at < PENDING:
            continue
        size = _size(line.text)
        if size < LEAST or not (asks(line.text) or (not answer and size >= TELLS)):
            continue
        why = list(_why(talk, place, answer, poor))
        yield Spotted(
            id=line.id, conversation=talk.conversation, visitor=talk.visitor, at=line.at, text=line.text[:LONGEST],
            why=why,
        )  # fmt: skip


def asks(text: str) -> bool:
    return _ASKS.search(plain(text[:LONGEST]).text) is not None


def _size(text: str) -> int:
    return len(_SPEAKING.findall(_POLITE.sub(" ", plain(text[:LONGEST]).text)))


def _answer(lines: Sequence[Said], place: int) -> Sequence[Said]:
    """What the hospital said next, up to the visitor's next words; empty when it said nothing more."""
    after = lines[place + 1 :]
    begin = next((i for i, line in enumerate(after) if not line.by_visitor), len(after))
    end = next((i for i, line in enumerate(after) if i > begin and line.by_visitor), len(after))
    return after[begin:end]


def _why(talk: Talk, place: int, answer: Sequence[Said], poor: Collection[UUID]) -> Iterator[Why]:
    line = talk.lines[place]
    if not answer:
        spoken_to = any(not each.by_visitor for each in talk.lines)
        yield "unanswered" if spoken_to else "offline" if talk.channel == "offline" else "left"
        return
    answered_at = answer[0].at
    later = [each for each in talk.lines[place + 1 :] if each.by_visitor and each.at >= answered_at]
    if any(asks(each.text) and same(line.text, each.text) >= SAME for each in later):
        yield "again"
    if talk.score is not None and talk.score <= POOR:
        yield "low_rating"
    if any(each.beside for each in answer):
        yield "beside"
    if any(each.id in poor for each in answer):
        yield "poor_entry"

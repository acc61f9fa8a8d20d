"""Making the automatic scorecard of a closed conversation, again whenever the rules changed; and noticing what was hard.

Only the lines are read. What came of the conversation is not fetched here, and could not change a score.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bedside.coach.manners import cues, read
from bedside.coach.marks import Evidence
from bedside.coach.model import Line
from bedside.coach.scorecard import Claims, Flags, Score, rules, score
from bedside.conversation.quality.facts import ConversationScored
from bedside.conversation.quality.model import Marked, Proof, Reason, Scorecard
from bedside.conversation.quality.store import cards as store
from bedside.conversation.store import flags
from bedside.conversation.store.lines import SaidLine, as_read, lines
from bedside.gate.claims.gate import claims_of
from bedside.gate.flags.finder import finder
from bedside.kit.database import Transaction
from bedside.kit.services import Services

Span = tuple[int, int]


def current_version() -> str:
    """Of the card and of the words by which manners are known: what a score is stored under."""
    return f"{rules().version}/{cues().version}"


class Gate:
    """The gate's two readers, as the scorecard asks them."""

    def __init__(self, claims: Claims, flags: Flags) -> None:
        self.claims = claims
        self.flags = flags


async def gate(services: Services, hospital_id: int) -> Gate:
    """With the rules that this hospital has amended; a verified doctor may say what only doctors may (L05, L06). Opens a
    transaction of its own."""
    readers = claims_of(services)
    book = await readers.book(hospital_id)
    find = finder(services).find

    def claims(line: Line) -> Sequence[Span]:
        return [words for claim in book.check(readers.reader, line.text, doctor=line.doctor) for words in claim.words]

    def dangers(text: str) -> Sequence[Span]:
        flag = find(text)
        return () if flag is None else flag.words or [(0, len(text))]

    return Gate(claims, dangers)


def as_card(conversation: UUID, said: Sequence[SaidLine], found: Score, at: datetime) -> Scorecard:
    """A score with its evidence by the numbers of the entries."""

    def proofs(evidence: Sequence[Evidence]) -> list[Proof]:
        return [Proof(said[each.line].seq, each.good, each.words) for each in evidence]

    style = found.style
    return Scorecard(
        conversation=conversation,
        version=current_version(),
        staff=_who(said),
        total=found.total,
        impression=found.impression,
        leaning=style.place if style else None,
        missing=style.missing if style else (),
        items=[Marked(each.code, each.weight, each.mark, proofs(each.evidence)) for each in found.items],
        evidence=proofs(style.evidence) if style else (),
        visitor_lines=found.visitor_lines,
        staff_lines=found.staff_lines,
        last_seq=said[-1].seq if said else 0,
        scored_at=at,
    )


def _who(said: Sequence[SaidLine]) -> UUID | None:
    """Who answered most of it."""
    spoke = Counter(line.by_id for line in said if line.by_kind == "staff" and line.by_id is not None)
    return spoke.most_common(1)[0][0] if spoke else None


async def score_conversation(
    tx: Transaction, gate: Gate, hospital_id: int, conversation: UUID, visitor: UUID, actor: str
) -> tuple[Scorecard, list[SaidLine]]:
    """Read it, score it, keep the card under this version, and say so. Nobody is marked down for a danger that was none."""
    said = await lines(tx, hospital_id, conversation)
    none = await flags.only_false(tx, hospital_id, conversation)
    found = score(as_read(said), claims=gate.claims, flags=(lambda _: ()) if none else gate.flags)
    card = as_card(conversation, said, found, tx.clock.now())
    await store.save(tx, hospital_id, card)
    scored = ConversationScored(
        conversation=conversation, staff=card.staff, total=card.total, leaning=card.leaning, version=card.version
    )
    tx.announce(hospital_id, visitor, scored, actor=actor, versions=found.versions)
    return card, said


def hardship(services: Services, said: Sequence[SaidLine]) -> Reason | None:
    """What of a conversation stays with who led it; the hardest, None for most."""
    known, flag = cues(), finder(services).find
    theirs = [line.text for line in said if line.by_kind == "visitor"]
    types = {found.type for text in theirs if (found := flag(text)) is not None}
    if "suicide" in types:
        return "suicide"
    texts = [read(text) for text in theirs]
    if any(known.has("abusive", text) for text in texts):
        return "abusive"
    if types:
        return "red_flag"
    return "angry" if sum(known.has("angry", text) for text in texts) >= 2 else None

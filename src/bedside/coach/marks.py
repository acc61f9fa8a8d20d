"""One small rule per item of the scorecard: a mark from 0 to 1, and the lines that it rests on. Pure."""

from collections.abc import Callable, Sequence
from functools import cached_property

import msgspec

from bedside.coach.answering import answers, topics_of
from bedside.coach.manners import Cues, Pair, Span, is_much, read
from bedside.coach.model import Line
from bedside.kit.reading.normal import Plain

MOST_EVIDENCE = 6
NEAR = 3
"""Staff lines after a visitor's in which an answer to it still counts as one."""


class Evidence(msgspec.Struct, frozen=True):
    """`line`: place in the conversation, from 0. `good`: speaks for the consultant."""

    line: int
    good: bool
    words: Sequence[Span] = ()


class Mark(msgspec.Struct, frozen=True):
    value: float | None
    evidence: Sequence[Evidence] = ()


NOT_ASKED = Mark(None)


class Talk:
    """A conversation, read once, as the marks look at it."""

    def __init__(
        self,
        known: Cues,
        lines: Sequence[Line],
        quick: float,
        lost: float,
        claims: Callable[[Line], Sequence[Span]] | None,
        flags: Callable[[str], Sequence[Span]] | None,
    ) -> None:
        self.known = known
        self.lines = lines
        self.quick, self.lost = quick, lost
        self.read: list[Plain] = [read(line.text) for line in lines]
        self.mine = [i for i, line in enumerate(lines) if line.by == "staff"]
        self.theirs = [i for i, line in enumerate(lines) if line.by == "visitor"]
        self._claims, self._flags = claims, flags

    def says(self, name: str, place: int) -> bool:
        return self.known.has(name, self.read[place])

    def evidence(self, place: int, good: bool, name: str = "") -> Evidence:
        return Evidence(place, good, self.known.spans(name, self.read[place]) if name else ())

    def replies(self, place: int, most: int = NEAR) -> list[int]:
        """The next things that staff said after a line."""
        return [i for i in self.mine if i > place][:most]

    def claims(self, place: int) -> Sequence[Span]:
        line = self.lines[place]
        return self._claims(line) if self._claims else self.known.spans("claims", self.read[place])

    def flags(self, place: int) -> Sequence[Span]:
        return self._flags(self.lines[place].text) if self._flags else ()

    @cached_property
    def questions(self) -> list[int]:
        """The visitor's messages that ask something of substance."""
        return [i for i in self.theirs if self.says("asks", i) and topics_of(self.known, self.read[i])]

    @cached_property
    def answered(self) -> dict[int, int | None]:
        """Each question and the line that answers it, None where none does."""
        return {i: next((r for r in self.replies(i) if self._answers(i, r)), None) for i in self.questions}

    def _answers(self, asked: int, reply: int) -> bool:
        return answers(self.known, self.read[asked], self.read[reply]) and not self.pushes(reply)

    def pushes(self, place: int) -> bool:
        return self.says("pressure", place) or self.says("marketing", place)

    @cached_property
    def hesitations(self) -> list[tuple[int, Pair | None]]:
        """Where the visitor hesitates, and at what, if it shows."""
        return [
            (i, next((each for each in self.known.doubts if each.shows.search(self.read[i].text)), None))
            for i in self.theirs
            if self.says("hesitates", i)
        ]

    def waits(self) -> list[tuple[int, float]]:
        """Each staff line that ended a wait, and its seconds."""
        found: list[tuple[int, float]] = []
        since: Line | None = None
        for i, line in enumerate(self.lines):
            if line.by == "visitor":
                since = since or line
            elif since is not None:
                found.append((i, (line.at - since.at).total_seconds()))
                since = None
        return found


def _all_good(talk: Talk, places: Sequence[int], bad: Sequence[Evidence], cost: float = 1.0) -> Mark:
    """1 where nothing is wrong; each bad line takes `cost` times its share away."""
    return Mark(max(0.0, 1 - cost * len(bad) / max(1, len(places))), bad[:MOST_EVIDENCE])


def _greeting(talk: Talk) -> Mark:
    first = talk.mine[0]
    good = talk.says("greeting", first)
    return Mark(float(good), [talk.evidence(first, good, "greeting")])


def _acknowledged(talk: Talk) -> Mark:
    felt = [i for i in talk.theirs if talk.says("feels", i) and talk.replies(i)]
    if not felt:
        return NOT_ASKED
    found = [(i, next((r for r in talk.replies(i, 2) if talk.says("acknowledges", r)), None)) for i in felt]
    proof = [
        talk.evidence(i, False, "feels") if r is None else talk.evidence(r, True, "acknowledges") for i, r in found
    ]
    return Mark(sum(r is not None for _, r in found) / len(found), proof[:MOST_EVIDENCE])


def _answered(talk: Talk) -> Mark:
    if not talk.answered:
        return NOT_ASKED
    proof = [talk.evidence(i if reply is None else reply, reply is not None) for i, reply in talk.answered.items()]
    return Mark(sum(each.good for each in proof) / len(proof), proof[:MOST_EVIDENCE])


def _one_question(talk: Talk) -> Mark:
    bad = [talk.evidence(i, False) for i in talk.mine if talk.read[i].text.count("?") > talk.known.limits.questions]
    return _all_good(talk, talk.mine, bad, 2.0)


def _plain_words(talk: Talk) -> Mark:
    heard = ""
    bad: list[Evidence] = []
    for i, line in enumerate(talk.lines):
        if line.by == "visitor":
            heard += talk.read[i].text
        elif not talk.says("explains", i):
            words = [w for w in talk.known.spans("jargon", talk.read[i]) if line.text[w[0] : w[1]].lower() not in heard]
            if words:
                bad.append(Evidence(i, False, words))
    return _all_good(talk, talk.mine, bad, 2.0)


def _no_dump(talk: Talk) -> Mark:
    bad: list[Evidence] = []
    again = False
    for i in talk.mine:
        canned = talk.lines[i].canned
        early = sum(place < i for place in talk.theirs) < 2
        if (again and canned) or is_much(talk.known.limits, talk.read[i], early=early, canned=canned):
            bad.append(Evidence(i, False))
        again = canned
    return _all_good(talk, talk.mine, bad, 3.0)


def _kind_words(talk: Talk) -> Mark:
    bad = [talk.evidence(i, False, "cold") for i in talk.mine if talk.says("cold", i)]
    return _all_good(talk, talk.mine, bad, 4.0)


def _pace(talk: Talk) -> Mark:
    waits = talk.waits()
    if not waits:
        return NOT_ASKED
    span = talk.lost - talk.quick
    marks = [min(1.0, max(0.0, (talk.lost - seconds) / span)) for _, seconds in waits]
    slow = [Evidence(i, False) for i, seconds in waits if seconds > talk.quick]
    return Mark(sum(marks) / len(marks), slow[:MOST_EVIDENCE])


def _no_pressure(talk: Talk) -> Mark:
    hard = [talk.evidence(i, False, "pressure") for i in talk.mine if talk.says("pressure", i)]
    soft = [talk.evidence(i, False, "marketing") for i in talk.mine if talk.says("marketing", i)]
    return Mark(max(0.0, 1 - 0.5 * len(hard) - 0.25 * len(soft)), [*hard, *soft][:MOST_EVIDENCE])


def _no_claims(talk: Talk) -> Mark:
    found = [Evidence(i, False, words) for i in talk.mine if (words := talk.claims(i))]
    return Mark(max(0.0, 1 - 0.5 * len(found)), found[:MOST_EVIDENCE])


def _stage_order(talk: Talk) -> Mark:
    if not talk.answered:
        return NOT_ASKED
    asked, reply = next(iter(talk.answered.items()))
    until = len(talk.lines) if reply is None else reply
    early = [i for i in talk.mine if asked < i < until and (talk.says("invites", i) or talk.says("presents", i))]
    proof = [talk.evidence(i, False, "invites" if talk.says("invites", i) else "presents") for i in early]
    return Mark(0.0 if early else 1.0, proof or ([talk.evidence(reply, True)] if reply is not None else []))


def _doubt(talk: Talk) -> Mark:
    """Found is half, answered the other half; nobody need look for a doubt in a short conversation that shows none."""
    asked = [i for i in talk.mine if talk.says("asks_doubt", i)]
    if not talk.hesitations:
        if len(talk.theirs) < 4:
            return NOT_ASKED
        return Mark(1.0, [talk.evidence(asked[0], True, "asks_doubt")]) if asked else Mark(0.4)
    marks: list[float] = []
    proof: list[Evidence] = []
    for place, pair in talk.hesitations:
        replies = [r for r in talk.replies(place) if not talk.pushes(r)]
        met = next((r for r in replies if pair and pair.answers.search(talk.read[r].text)), None)
        sought = next((r for r in replies if talk.says("asks_doubt", r) or talk.says("acknowledges", r)), None)
        marks.append(1.0 if met is not None else 0.5 if sought is not None else 0.0)
        shown = met if met is not None else sought
        proof.append(talk.evidence(place, False, "hesitates") if shown is None else talk.evidence(shown, True))
    return Mark(sum(marks) / len(marks), proof[:MOST_EVIDENCE])


def _agreed_step(talk: Talk) -> Mark:
    steps = [i for i in talk.mine if talk.says("step", i) and not talk.pushes(i)]
    if not steps:
        return Mark(0.0)
    last = steps[-1]
    agreed = any(talk.says("agrees", i) or talk.says("thanks", i) for i in talk.theirs if i > last)
    return Mark(1.0 if agreed else 0.7, [talk.evidence(last, True, "step")])


def _goodbye(talk: Talk) -> Mark:
    """Only who closes before the other took leave, or leaves a goodbye unanswered, did it wrongly."""
    leave = next(
        (i for i in talk.theirs[1:] if talk.says("bye", i) or (talk.says("thanks", i) and not talk.says("asks", i))),
        None,
    )
    early = [i for i in talk.mine if talk.says("farewell", i) and (leave is None or i < leave)]
    if early:
        return Mark(0.0, [talk.evidence(early[0], False, "farewell")])
    if leave is None:
        return NOT_ASKED
    after = talk.replies(talk.theirs[-1] if talk.theirs[-1] >= leave else leave) or talk.replies(leave)
    closed = next((i for i in after if talk.says("farewell", i)), None)
    if closed is not None:
        return Mark(1.0, [talk.evidence(closed, True, "farewell")])
    return Mark(0.6 if after else 0.3, [talk.evidence(leave, False)])


def _red_flag(talk: Talk) -> Mark:
    danger = [(i, words) for i in talk.theirs if (words := talk.flags(i))]
    if not danger:
        return NOT_ASKED
    first, words = danger[0]
    helped = next((r for r in talk.replies(first, 2) if talk.says("urges_help", r)), None)
    if helped is None:
        return Mark(0.0, [Evidence(first, False, words)])
    return Mark(1.0, [talk.evidence(helped, True, "urges_help")])


MARKS: dict[str, Callable[[Talk], Mark]] = {
    "greeting": _greeting,
    "acknowledged": _acknowledged,
    "answered": _answered,
    "one_question": _one_question,
    "plain_words": _plain_words,
    "no_dump": _no_dump,
    "kind_words": _kind_words,
    "pace": _pace,
    "no_pressure": _no_pressure,
    "no_claims": _no_claims,
    "stage_order": _stage_order,
    "doubt": _doubt,
    "agreed_step": _agreed_step,
    "goodbye": _goodbye,
    "red_flag": _red_flag,
}

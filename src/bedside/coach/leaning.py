"""Where a consultation stands between pure service and hard selling (公益型 / 推销型, B23), and its first impression."""

from collections.abc import Sequence

import msgspec

from bedside.coach.marks import MOST_EVIDENCE, Evidence, Talk

PUSH = 25
"""Points toward selling for one line that presses, claims, or advertises twice."""
LACK = 34
"""Points toward pure service for each of the three things that a helper leaves undone."""
LONG_ENOUGH = 3
"""Lines of staff from which something can have been left undone."""


class Leaning(msgspec.Struct, frozen=True):
    """`place`: -100 pure service, 0 balanced, 100 hard selling. `missing`: what was left undone, where it leans to service."""

    place: int
    missing: Sequence[str]
    evidence: Sequence[Evidence]


def leaning(talk: Talk) -> Leaning:
    """Selling shows in what is pressed upon somebody; pure service in what nobody offers them: the hospital's way of helping, the
    question what makes them hesitate, a next step."""
    pushed, points = _pushed(talk)
    if points:
        return Leaning(min(100, points), (), pushed[:MOST_EVIDENCE])
    missing: list[str] = []
    if len(talk.mine) >= LONG_ENOUGH:
        missing = [
            name for name in ("presents", "asks_doubt", "step") if not any(talk.says(name, i) for i in talk.mine)
        ]
    good = [talk.evidence(i, True, "step") for i in talk.mine if talk.says("step", i)]
    return Leaning(max(-100, -LACK * len(missing)), missing, good[:MOST_EVIDENCE])


def _pushed(talk: Talk) -> tuple[list[Evidence], int]:
    points = 0
    found: list[Evidence] = []
    answered = next((reply for reply in talk.answered.values() if reply is not None), len(talk.lines))
    invited = 0
    for i in talk.mine:
        before = points
        if talk.says("pressure", i):
            points += PUSH
            found.append(talk.evidence(i, False, "pressure"))
        if words := talk.claims(i):
            points += PUSH
            found.append(Evidence(i, False, words))
        if talk.says("marketing", i):
            points += PUSH // 2
            found.append(talk.evidence(i, False, "marketing"))
        if talk.says("invites", i):
            invited += 1
            if invited > 2 or (i < answered and talk.answered):
                points += PUSH // 2
                if points == before + PUSH // 2:
                    found.append(talk.evidence(i, False, "invites"))
    return found, points


def first_impression(talk: Talk) -> int:
    """0–100 over the first two lines of staff: greeted, said who speaks, was quick, turned to the person or the question,
    nothing cold and nothing sold. Five equal parts."""
    first = talk.mine[:2]
    waits = dict(talk.waits())
    first_wait = next((waits[i] for i in first if i in waits), 0.0)
    parts = [
        any(talk.says("greeting", i) for i in first),
        any(talk.says("introduces", i) for i in first),
        first_wait <= talk.quick / 2,
        any(talk.says("acknowledges", i) or "?" in talk.read[i].text or i in talk.answered.values() for i in first),
        not any(talk.says("cold", i) or talk.pushes(i) or talk.claims(i) for i in first),
    ]
    return round(100 * sum(parts) / len(parts))

"""A visitor's side of a conversation: what they say next, and how they feel about what they hear. Pure."""

import re
from random import Random

from bedside.demo.traffic.model import Plan, manners

DUMP_LETTERS = 280
SLOW_SECONDS = 90.0


class Asker:
    """Says the talk's lines as they are answered; tells the hidden worry to one who cares; ends by itself."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._talk = plan.talk
        self._dice = Random(f"asker:{plan.number}:{plan.talk.key}")
        self._turn = 0
        self._revealed = False
        self._used: set[str] = set()
        self._nudged = False
        self.mood = 3.5
        self.done = False

    def opening(self) -> str:
        self._turn = 1
        return self._talk.says[0]

    def hear(self, reply: str, waited: float) -> list[str]:
        """What is said back to a reply that took `waited` seconds; empty when nothing needs saying."""
        if self.done:
            return []
        self._feel(reply, waited)
        self._nudged = False
        if self._talk.emergency:
            return self._goes_for_help()
        return [line for line in (self._retort(reply), self._next(reply)) if line]

    def silence(self, waited: float) -> list[str]:
        """What is said into `waited` seconds without an answer."""
        if self.done:
            return []
        if self._talk.emergency:
            # Nobody waits for a chat window in an emergency, and no script may suggest it.
            return self._goes_for_help() if waited > 15 else []
        if waited > self._plan.patience:
            self.mood -= 1.2
            self.done = True
            return [self._pick("gives_up")]
        if waited > self._plan.patience / 2 and not self._nudged:
            self._nudged = True
            return [self._pick("nudge")]
        return []

    def rating(self) -> tuple[int, str]:
        """Score 1 to 5, and a comment that may be empty."""
        score = min(5, max(1, round(self.mood)))
        kind = "good" if score >= 4 else "fair" if score == 3 else "poor"
        return score, self._dice.choice(manners().comments[f"{self._plan.lang}_{kind}"])

    def _goes_for_help(self) -> list[str]:
        self.done = True
        return [self._talk.reveals, self._talk.goodbye]

    def _feel(self, reply: str, waited: float) -> None:
        changes = (
            (self._hears("acknowledging", reply), 0.25),
            (self._hears("caring", reply), 0.4),
            (self._hears("cold", reply), -1.0),
            (self._hears("pressing", reply), -0.9),
            (self._hears("promising", reply), -0.6),
            (len(reply) > DUMP_LETTERS * (1 if self._plan.lang == "zh" else 3), -0.5),
            (waited > SLOW_SECONDS, -0.4),
        )
        self.mood = min(5.0, max(1.0, self.mood + sum(change for happened, change in changes if happened)))

    def _retort(self, reply: str) -> str | None:
        for sign, lines in (("promising", "doubts_promise"), ("pressing", "dislikes_pressure")):
            if self._hears(sign, reply) and sign not in self._used:
                self._used.add(sign)
                return self._pick(lines)
        return None

    def _next(self, reply: str) -> str | None:
        if self._hears("caring", reply) and not self._revealed:
            return self._reveal()
        for reaction in manners().reactions:
            if reaction.hears not in self._used and re.search(reaction.hears, reply, re.IGNORECASE):
                self._used.add(reaction.hears)
                return self._dice.choice(reaction.zh if self._plan.lang == "zh" else reaction.en)
        if self._turn < len(self._talk.says):
            self._turn += 1
            return self._talk.says[self._turn - 1]
        if not self._revealed and self.mood >= 3.5 and not self._hears("ending", reply):
            return self._reveal()
        self.done = True
        return self._talk.goodbye

    def _reveal(self) -> str:
        self._revealed = True
        return self._talk.reveals

    def _hears(self, sign: str, reply: str) -> bool:
        return re.search(manners().signs[sign], reply, re.IGNORECASE) is not None

    def _pick(self, lines: str) -> str:
        return self._dice.choice(getattr(manners(), lines).of(self._plan.lang))

"""A simulated patient: what they say next follows from who they are, the seed, and how they were spoken to. Pure.

They tell their worry to who takes up what they feel, and their one doubt to who asks for it; they wait until their question is
answered, shrink from pressure, and leave after too much of it.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import msgspec

from bedside.coach.answering import answers
from bedside.coach.manners import Cues, cues, is_long, read
from bedside.coach.model import Line
from bedside.coach.practice.personas import Lang, Persona, personas, phrases
from bedside.kit.reading.normal import Plain

PATIENCE = 3
"""Offences after which a patient leaves; some bear one fewer."""

IDLES = 3
"""Messages without anything new, of which the last makes them leave, friendly."""


class Hidden(msgspec.Struct, frozen=True):
    """What the patient did not say at first, and what came of it."""

    worry: str
    worry_says: str
    worry_told: bool
    doubt: str
    doubt_says: str
    doubt_told: bool
    doubt_settled: bool
    answers: Sequence[str]
    settles: str


class Turn(msgspec.Struct, frozen=True):
    """`says`: the patient's next message. `over`: they took leave."""

    says: str
    over: bool
    hidden: Hidden


class Patient:
    """Lives for one walk through a conversation; replaying the same lines gives the same patient."""

    def __init__(self, persona: Persona, lang: Lang, seed: int) -> None:
        self._persona = persona
        self._face = persona.face(lang)
        self._phrases = phrases(lang)
        self._dice = Random(f"{persona.key}:{lang}:{seed}")
        self._known: Cues = cues()
        self._patience = PATIENCE - self._dice.randrange(2)
        self._asked = 0
        self._answered = False
        self._offences = 0
        self._idles = 0
        self._worry_told = self._worry_met = self._doubt_told = self._doubt_settled = self._agreed = False
        self.over = False

    def opens(self) -> str:
        """Their first message: the first question, with or without a greeting."""
        hello = self._pick(self._phrases.hello)
        return f"{hello}{' ' if hello.isascii() and hello else ''}{self._face.asks[0]}"

    def hears(self, text: str) -> str:
        """Their answer to one message of the consultant."""
        heard = read(text)
        return self._offended(heard) or self._opened(heard) or self._served(heard) or self._idle()

    @property
    def hidden(self) -> Hidden:
        face = self._face
        return Hidden(
            worry=self._persona.worry,
            worry_says=face.worry,
            worry_told=self._worry_told,
            doubt=self._persona.doubt,
            doubt_says=face.doubt,
            doubt_told=self._doubt_told,
            doubt_settled=self._doubt_settled,
            answers=face.answers,
            settles=face.settles,
        )

    def _pick(self, among: Sequence[str]) -> str:
        return self._dice.choice(list(among))

    def _is(self, name: str, heard: Plain) -> bool:
        return self._known.has(name, heard)

    def _offended(self, heard: Plain) -> str:
        """Pressure, selling, coldness; or so much at once that nobody can follow."""
        pressed = self._is("pressure", heard) or self._is("marketing", heard) or self._is("claims", heard)
        cold = self._is("cold", heard)
        if not (pressed or cold):
            limits = self._known.limits
            return self._pick(self._phrases.puzzled) if is_long(heard, limits.dump_zh, limits.dump_en) else ""
        self._offences += 1
        if self._offences >= self._patience:
            self.over = True
            return self._pick(self._phrases.leave)
        return self._pick(self._phrases.pressed if pressed else self._phrases.hurt)

    def _opened(self, heard: Plain) -> str:
        """What they tell only to who asks or cares."""
        self._hear_answer(heard)
        if not self._worry_told and self._is("acknowledges", heard):
            self._worry_told = True
            return self._face.worry
        if self._worry_told and not self._worry_met and self._is("acknowledges", heard):
            self._worry_met = True
        if not self._doubt_told and self._answered_all and self._is("asks_doubt", heard):
            self._doubt_told = True
            return self._face.doubt
        if self._doubt_told and not self._doubt_settled and self._settles(heard):
            self._doubt_settled = True
            return self._pick(self._phrases.eased)
        return ""

    def _served(self, heard: Plain) -> str:
        """The course of things: next question, the next step, leave."""
        if self._is("farewell", heard):
            self.over = True
            return self._pick(self._phrases.bye)
        if self._agreed:
            self.over = True
            return self._pick(self._phrases.bye)
        if self._answered:
            if self._asked + 1 < len(self._face.asks):
                self._asked += 1
                self._answered = False
                return self._face.asks[self._asked]
            if self._is("step", heard):
                if self._doubt_settled:
                    self._agreed = True
                    return self._pick(self._phrases.agree)
                return self._pick(self._phrases.waver)
            return ""
        return self._pick(self._phrases.again) + self._face.asks[self._asked]

    def _idle(self) -> str:
        """Nothing new was said to them: they wait a little, then they take leave."""
        self._idles += 1
        if self._idles < IDLES:
            return self._pick(self._phrases.brief)
        self.over = True
        return self._pick(self._phrases.bye)

    @property
    def _answered_all(self) -> bool:
        return self._answered and self._asked + 1 >= len(self._face.asks)

    def _hear_answer(self, heard: Plain) -> None:
        if not self._answered:
            self._answered = answers(self._known, read(self._face.asks[self._asked]), heard)

    def _settles(self, heard: Plain) -> bool:
        pair = next(each for each in self._known.doubts if each.code == self._persona.doubt)
        return pair.answers.search(heard.text) is not None


def walk(key: str, lang: Lang, seed: int, said: Sequence[str]) -> tuple[list[str], Turn]:
    """Replay what a consultant said so far: all that the patient said, and how things stand. Raises KeyError for no persona."""
    patient = Patient(personas()[key], lang, seed)
    spoken = [patient.opens()]
    for text in said:
        if patient.over:
            break
        spoken.append(patient.hears(text))
    return spoken, Turn(spoken[-1], patient.over, patient.hidden)


def lines(spoken: Sequence[str], said: Sequence[tuple[str, datetime]], begun: datetime) -> list[Line]:
    """The talk as the coach reads it: the patient answers at once."""
    found = [Line("visitor", spoken[0], begun)]
    for place, (text, at) in enumerate(said):
        found.append(Line("staff", text, at))
        if place + 1 < len(spoken):
            found.append(Line("visitor", spoken[place + 1], at))
    return found

"""Three consultants who never tire, to try the scorecard with: a good one, one of pure service, and a pushy one (B23)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from bedside.coach.manners import cues, read
from bedside.coach.model import Line
from bedside.coach.practice.patient import Patient
from bedside.coach.practice.personas import Face, Lang, Persona

MOST = 14
"""Messages of a consultant, then they stop."""

Consultant = Callable[["Room"], str]


class Room:
    """What a scripted consultant sees: what was said, and the facts that any consultant has at hand."""

    def __init__(self, persona: Persona, lang: Lang, seed: int, begun: datetime) -> None:
        self.face: Face = persona.face(lang)
        self.lang: Lang = lang
        self.dice = Random(f"consultant:{persona.key}:{seed}")
        self.lines: list[Line] = [Line("visitor", "", begun)]
        self.done: set[str] = set()

    def first(self, step: str) -> bool:
        """Whether this step is still to be done; it is, from now on."""
        fresh = step not in self.done
        self.done.add(step)
        return fresh

    def says(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh

    @property
    def heard(self) -> str:
        return self.lines[-1].text

    def hears(self, name: str) -> bool:
        return cues().has(name, read(self.heard))

    @property
    def answer(self) -> str:
        """The answer to the newest question, empty if it asks none of the two."""
        for ask, reply in zip(self.face.asks, self.face.answers, strict=True):
            if self.heard.endswith(ask):
                return reply
        return ""


def good(room: Room) -> str:
    """Greets, takes up what is felt, answers, asks for the one doubt, answers it, offers a step, lets them go first."""
    if room.hears("bye"):
        return room.says("不客气，祝您一切顺利，再见。", "You are welcome. Take care, goodbye.")
    if room.first("greeting"):
        answer = room.answer
        return room.says(
            f"您好，我是咨询员小林，能理解您的心情。{answer}", f"Hello, I am Lin, a consultant. I understand. {answer}"
        )
    if room.heard == room.face.worry:
        return room.says(
            "嗯，我明白，这真的不容易。您慢慢说，我在听。", "I see, that must be hard. Take your time, I am listening."
        )
    if room.heard == room.face.doubt:
        return room.says(f"您有这个担心很正常。{room.face.settles}", f"It makes sense to ask that. {room.face.settles}")
    if room.answer:
        return room.answer
    if room.first("doubt"):
        return room.says("您现在最放心不下的是哪一点？", "What worries you most about it now?")
    if room.first("presents"):
        return room.says(
            "我们医院有专门的门诊，不急着决定。需要的话，我帮您留一个时间，您把报告带上就好。",
            "Our clinic sees this every week, and there is no rush to decide. Shall I keep a time for you? Bring your reports.",
        )
    return room.says("还有什么想了解的吗？", "Is there anything else?")


def pure_service(room: Room) -> str:
    """Friendly and correct, and never more than asked: no doubt looked for, no hospital, no next step."""
    if room.hears("bye"):
        return room.says("不客气，再见。", "You are welcome, goodbye.")
    if room.first("greeting"):
        return room.says(f"您好。{room.answer}", f"Hello. {room.answer}")
    if room.answer:
        return room.answer
    if room.hears("feels") and room.dice.random() < 0.5:
        return room.says("嗯，我明白。", "I see.")
    return room.says("好的，还有问题可以继续问。", "All right, you may ask more.")


def pushy(room: Room) -> str:
    """Sells: the hospital first, then scarcity, then the telephone number."""
    sales = (
        (
            "我们医院是全市一流的，专家团队权威，现在还有优惠，您留个电话吧。",
            "We are a leading hospital with a special offer.",
        ),
        (
            "名额有限，只剩两个了，今天不定就没优惠了，赶紧约吧！",
            "Only two places left and for today only, hurry and book!",
        ),
        ("保证治好，您还犹豫什么？再拖就晚了。", "We guarantee it works completely. Why wait? It will get worse."),
    )
    if room.hears("bye"):
        return room.says("赶紧约吧，错过就没了。", "Hurry and book, don't miss it.")
    if room.first("greeting"):
        return room.says(f"您好，{sales[0][0]}", f"Hello. {sales[0][1]}")
    if room.answer and room.dice.random() < 0.5:
        return room.says(f"{room.answer}尽快来我们医院检查吧。", f"{room.answer} Come in today.")
    return room.says(*room.dice.choice(sales))


CONSULTANTS: Mapping[str, Consultant] = {"good": good, "pure_service": pure_service, "pushy": pushy}


def talk(persona: Persona, lang: Lang, seed: int, consultant: Consultant, begun: datetime) -> list[Line]:
    """A whole conversation, as the scorecard reads it."""
    patient = Patient(persona, lang, seed)
    room = Room(persona, lang, seed, begun)
    room.lines[0] = Line("visitor", patient.opens(), begun)
    at = begun
    for _ in range(MOST):
        at += timedelta(seconds=room.dice.randint(8, 40))
        over = patient.over
        room.lines.append(Line("staff", consultant(room), at))
        if over:
            break
        at += timedelta(seconds=room.dice.randint(5, 30))
        said = patient.hears(room.lines[-1].text)
        room.lines.append(Line("visitor", said, at))
    return room.lines

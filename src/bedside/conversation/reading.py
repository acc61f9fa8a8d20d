"""The coach reads what is said, behind the messages: the newest of each conversation, one at a time, in its own process."""

import asyncio
import logging
from uuid import UUID

import msgspec

from bedside.coach import cues
from bedside.coach.model import Departments, Guess, Moment, Reading, Style
from bedside.coach.questions import chosen, folder, labels_of
from bedside.coach.worker import Away, Coaching
from bedside.conversation import live
from bedside.conversation.rests import Rests
from bedside.conversation.store import desk as desk_store
from bedside.conversation.store import readings as store
from bedside.conversation.store.lines import SaidLine, as_read, lines
from bedside.conversation.store.readings import ProposedPromise, StoredReading
from bedside.hospital.questions.catalogue import catalogue
from bedside.kit.database import Transaction
from bedside.kit.services import Services
from bedside.knowledge.search.departments import DepartmentWords, department_words

log = logging.getLogger(__name__)
LINES = 40
"""Newest messages of a conversation that are read."""
MOST_BEHIND = 5_000
BREATH = 0.05
"""Seconds in which a burst of one conversation becomes one reading."""


class JudgedGuess(msgspec.Struct, frozen=True):
    """What a consultant said of a guess about the message `seq`."""

    seq: int
    task: str
    label: str


class GuessShown(msgspec.Struct, frozen=True):
    """`line`: the entry's number; `words`: stretches of its text."""

    name: str
    confidence: float
    line: int
    words: list[tuple[int, int]]


class CueText(msgspec.Struct, frozen=True):
    kind: str
    zh: str
    en: str


class ReadingShown(msgspec.Struct, frozen=True, kw_only=True):
    """As the desk shows it: `line` of a guess is the entry's number, words are stretches of its text in code points."""

    conversation: UUID
    seq: int = 0
    line: int = 0
    """The visitor's newest message, which most of it is about."""
    away: bool = False
    off: bool = False
    guesses: dict[str, GuessShown] = {}
    style: Style | None = None
    moment: Moment | None = None
    cues: list[CueText] = []
    promises: list[ProposedPromise] = []
    said: list[JudgedGuess] = []


class Readings:
    """Kept by every process that serves. `heard` is an append; everything else happens behind it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.coaching = Coaching(services.settings.shelf, folder(services.settings))
        self._newest: dict[UUID, int] = {}
        self._rests = Rests()
        self._missed_at: set[int] = set()
        """Hospitals that were told that the coach is away."""
        self._wake = asyncio.Event()
        self._job: asyncio.Task[None] | None = None

    def start(self) -> "Readings":
        if self._services.settings.coach:
            self._job = asyncio.create_task(self._loop())
        return self

    async def stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            await asyncio.gather(self._job, return_exceptions=True)
        self.coaching.stop()

    def heard(self, hospital_id: int, conversation: UUID) -> None:
        """Something was said: the conversation is now the newest one to read, once, however often it is heard."""
        if self._job is None or self._rests.asked(conversation, lambda: self.heard(hospital_id, conversation)):
            return
        self._newest.pop(conversation, None)
        self._newest[conversation] = hospital_id
        if len(self._newest) > MOST_BEHIND:
            del self._newest[next(iter(self._newest))]
        self._wake.set()

    async def _loop(self) -> None:
        while True:
            await self._wake.wait()
            if not self._newest:
                self._wake.clear()
                continue
            await asyncio.sleep(BREATH)
            conversation, hospital_id = self._newest.popitem()
            try:
                await self._read(hospital_id, conversation)
            except Away:
                self._newest.setdefault(conversation, hospital_id)
                self._tell_away()
                await asyncio.sleep(self.coaching.pause)
            except Exception as error:
                if self._rests.failed(conversation):
                    log.warning("conversation %s was not read, and rests: %r", conversation, error)
            else:
                self._rests.went_well(conversation)
                self._tell_back()

    async def _read(self, hospital_id: int, conversation: UUID) -> None:
        services = self._services
        async with services.database.transaction([hospital_id]) as tx:
            if not (await desk_store.settings(tx, hospital_id)).coach:
                return
            said = await lines(tx, hospital_id, conversation, LINES)
            models = await chosen(tx, hospital_id)
        if not said:
            return
        known = await catalogue(services, hospital_id)
        departments = _departments(await department_words(services, hospital_id, known.departments))
        found = await self.coaching.read(as_read(said), known.hospital.time_zone, departments, models)
        async with services.database.transaction([hospital_id]) as tx:
            await store.propose(tx, hospital_id, conversation, _promises(found, said))
            kept = msgspec.to_builtins(_numbered(found, said))
            kept.pop("promises", None)
            stored = StoredReading(said[-1].seq, tx.clock.now(), found.version, kept)
            await store.save(tx, hospital_id, conversation, stored)
            shown = await of(tx, hospital_id, conversation)
        services.bus.publish(live.thread_staff(conversation), live.event("reading", reading=shown))

    def _tell_away(self) -> None:
        for hospital_id in set(self._newest.values()) - self._missed_at:
            self._missed_at.add(hospital_id)
            self._services.bus.publish(live.desk(hospital_id), live.event("coach", hospital=hospital_id, away=True))

    def _tell_back(self) -> None:
        if self._missed_at and not self.coaching.away:
            log.info("the coach is back")
            for hospital_id in self._missed_at:
                self._services.bus.publish(
                    live.desk(hospital_id), live.event("coach", hospital=hospital_id, away=False)
                )
            self._missed_at.clear()


async def said(tx: Transaction, hospital_id: int, conversation: UUID, most: int) -> list[SaidLine]:
    """The newest lines of a conversation, in their order."""
    return await lines(tx, hospital_id, conversation, most)


async def of(tx: Transaction, hospital_id: int, conversation: UUID) -> ReadingShown:
    """The newest reading of a conversation with what consultants said of it; without guesses where there is none."""
    stored = await store.newest(tx, hospital_id, conversation)
    promises = await store.promises(tx, hospital_id, conversation)
    if stored is None:
        return ReadingShown(conversation=conversation, promises=promises)
    read = msgspec.convert({"promises": [], **stored.reading}, Reading)
    said = [JudgedGuess(each.seq, each.task, each.label) for each in await labels_of(tx, hospital_id, conversation)]
    guesses = {
        task: GuessShown(guess.name, guess.confidence, guess.line, guess.words)
        for task in _GUESSED
        if (guess := _guess(read, task)) is not None
    }
    return ReadingShown(
        conversation=conversation, seq=stored.seq, line=read.line, guesses=guesses, style=read.style, moment=read.moment,
        cues=[CueText(cue.kind, cue.zh, cue.en) for cue in cues.shipped() if cue.name in read.cues],
        promises=promises, said=said,
    )  # fmt: skip


_GUESSED = (
    "intent", "department", "need", "worry", "mood", "ready", "elsewhere", "stage", "level", "doubt", "beside",
)  # fmt: skip


def _guess(read: Reading, task: str) -> Guess | None:
    return getattr(read, task)


def _numbered(read: Reading, said: list[SaidLine]) -> Reading:
    """The same with the entries' numbers in place of places in the list, which moves on."""

    def seq(line: int) -> int:
        return said[line].seq if line >= 0 else 0

    changes = {
        task: msgspec.structs.replace(guess, line=seq(guess.line))
        for task in _GUESSED
        if (guess := getattr(read, task)) is not None
    }
    style, moment = read.style, read.moment
    if style is not None:
        style = msgspec.structs.replace(style, evidence=[(seq(line), words) for line, words in style.evidence])
    if moment is not None:
        moment = msgspec.structs.replace(moment, line=seq(moment.line))
    return msgspec.structs.replace(read, line=seq(read.line), style=style, moment=moment, promises=[], **changes)


def _promises(read: Reading, said: list[SaidLine]) -> list[ProposedPromise]:
    return [
        ProposedPromise(
            seq=said[each.line].seq,
            begins=each.words[0],
            ends=each.words[1],
            due=each.due,
            due_at=each.due_at,
            confidence=each.confidence,
        )
        for each in read.promises
    ]


def _departments(known: DepartmentWords) -> Departments:
    """The hospital's own, by all the names that it gives them and what it writes of them."""
    return Departments(
        names={str(id_): names for id_, names in known.names.items()},
        words={word: str(id_) for word, id_ in known.words.items()},
    )


def readings_of(services: Services) -> Readings:
    return services.get(Readings)

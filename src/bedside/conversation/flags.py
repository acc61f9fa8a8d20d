"""Every message of a visitor is read for red flags before anything else is done with it, also as the end of what the same
visitor wrote within the last two minutes, so that a sentence split over several messages is found.

A failure here never holds a message up: what could not be read is kept, and read again (`actions/rereading`).
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bedside.conversation.model import OwnWord, Word
from bedside.conversation.store import flags as store
from bedside.conversation.store.flags import FlagTally
from bedside.gate.flags.finder import LONGEST, Finder, finder
from bedside.gate.flags.rules import Type
from bedside.kit.database import Transaction
from bedside.kit.opening import Opening
from bedside.kit.reading.normal import plain
from bedside.kit.services import Services
from bedside.kit.turns import turns_of

log = logging.getLogger(__name__)
LOOKS_BACK = timedelta(minutes=2)
JOINED_MOST = LONGEST
"""Characters of earlier messages and the beginning of a new one that are read in one: as many as are read at once anyhow. What
stands further from where one message ends and the next begins was read with the message that it stands in."""
CALM, CALM_LEAST = 0.003, 16
"""Messages of at least so many characters in which any flag is less probable than this are not read again in one: of thousands of
emergencies cut in two, none that shows only in one has two such halves (tests/gate/test_red_flags.py). Most messages are calm."""
REMEMBERED = 20_000
KEPT_SECONDS = 10.0
AT_LEISURE = 0.55
"""The probability from which a word about a talk that is over tells of an emergency: it is not written in a hurry, and a thank-you
has not the words of one."""
OWN_WORDS = "own words"
"""The version of a find by the hospital's own words."""


class Said(msgspec.Struct):
    """`id` None: what the visitor told elsewhere than in a message, so that none of its words can be shown. `begins`: where
    the text begins in the message, of which only the end is kept. `calm`: it was read, and is far from any flag."""

    id: UUID | None
    at: datetime
    text: str
    begins: int = 0
    calm: bool = False


class Found(msgspec.Struct, frozen=True):
    """A red flag in what a visitor wrote."""

    type: Type
    words: list[Word]
    confidence: float
    version: str


class Unread(msgspec.Struct, frozen=True):
    """What could not be read for red flags. `message` and `at_leisure` as with `Watch.read`."""

    message: UUID | None
    text: str
    at: datetime
    at_leisure: bool


class Watch:
    """Kept by each process. Opening the finder takes some seconds at the very first start: a message waits for it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = turns_of(services)
        self._finder = Opening(lambda: finder(services))
        self._lately: OrderedDict[UUID, list[Said]] = OrderedDict()
        """What each conversation's visitor said last."""
        self._own: dict[int, tuple[float, Sequence[OwnWord]]] = {}

    async def read(
        self, hospital_id: int, conversation: UUID, message: UUID | None, text: str, *, at_leisure: bool = False
    ) -> Found | Unread | None:
        """The red flag in this message, by itself or with those before it. `message` None: told elsewhere. `at_leisure`: about
        a talk that is over. Never raises."""
        said = Said(message, self._services.clock.now(), text)
        try:
            # Remembered before it is read: what could not be read may be the first half of what can.
            before = await self._before(hospital_id, conversation, said) if message else []
            return _counting(await self._look(hospital_id, before, said), at_leisure)
        except Exception:
            log.exception("a message could not be read for red flags")
            return Unread(message, text, said.at, at_leisure)

    async def read_again(self, hospital_id: int, conversation: UUID, unread: Unread) -> Found | None:
        """The same later, with what stood before it then. Raises what keeps it from being read."""
        said = Said(unread.message, unread.at, unread.text)
        before: list[Said] = []
        if unread.message:
            async with self._services.database.transaction([hospital_id]) as tx:
                rows = await store.said_since(tx, hospital_id, conversation, unread.at - LOOKS_BACK)
            before = _last(
                [each for row in rows if (each := Said(*row)).at <= said.at and each.id != said.id], JOINED_MOST
            )
        return _counting(await self._look(hospital_id, before, said), unread.at_leisure)

    async def find_in(self, hospital_id: int, text: str) -> Found | None:
        """The red flag in a text that belongs to no talk. Raises what keeps it from being read."""
        return await self._look(hospital_id, [], Said(None, self._services.clock.now(), text))

    async def _look(self, hospital_id: int, before: list[Said], said: Said) -> Found | None:
        reader = await self.opened()
        own = await self._own_words(hospital_id)
        found, chance = await self._turns.do(lambda: _find(reader, own, [said]))
        if found:
            return found
        said.calm = len(said.text) >= CALM_LEAST and chance < CALM
        if not before or (not own and said.calm and all(each.calm for each in before)):
            return None
        return await self._turns.do(lambda: _find_new(reader, own, before, said))

    async def opened(self) -> Finder:
        """The finder, once it is open. Raises what kept it from opening; the next caller tries again."""
        return await self._finder.opened()

    def forget_settings(self, hospital_id: int) -> None:
        self._own.pop(hospital_id, None)

    async def _before(self, hospital_id: int, conversation: UUID, said: Said) -> list[Said]:
        """What was said in the last two minutes, and remember this."""
        since = said.at - LOOKS_BACK
        known = self._lately.get(conversation)
        if known is None:  # after a restart, or in another process
            async with self._services.database.transaction([hospital_id]) as tx:
                known = [Said(*row) for row in await store.said_since(tx, hospital_id, conversation, since)]
        before = _last([each for each in known if each.at > since and each.id != said.id], JOINED_MOST)
        self._lately[conversation] = [*before, said]
        self._lately.move_to_end(conversation)
        if len(self._lately) > REMEMBERED:
            self._lately.popitem(last=False)
        return before

    async def _own_words(self, hospital_id: int) -> Sequence[OwnWord]:
        kept = self._own.get(hospital_id)
        if kept is None or kept[0] < time.monotonic():
            async with self._services.database.transaction([hospital_id]) as tx:
                settings = await store.settings(tx, hospital_id)
            kept = self._own[hospital_id] = (time.monotonic() + KEPT_SECONDS, settings.words)
        return kept[1]


def _counting(found: Found | None, at_leisure: bool) -> Found | None:
    return None if found and at_leisure and found.confidence < AT_LEISURE else found


def _last(said: Sequence[Said], most: int) -> list[Said]:
    """The end of what was said, no longer than `most` characters."""
    kept: list[Said] = []
    for each in reversed(said):
        if most <= 0:
            break
        cut = max(0, len(each.text) + 1 - most)  # a blank may stand between two messages
        kept.append(msgspec.structs.replace(each, text=each.text[cut:], begins=each.begins + cut))
        most -= len(each.text) + 1
    return kept[::-1]


def _find_new(reader: Finder, own: Sequence[OwnWord], before: list[Said], said: Said) -> Found | None:
    """What only the new message brings, read with what stands before it: a danger told earlier was found then, and may be closed
    since."""
    beginning = msgspec.structs.replace(said, text=said.text[: JOINED_MOST // 2])
    before = _last(before, JOINED_MOST - len(beginning.text))
    found, _ = _find(reader, own, [*before, beginning])
    if found is None:
        return None
    touched = any(word.message == said.id for word in found.words)
    return found if touched or _find(reader, own, before)[0] is None else None


def _find(reader: Finder, own: Sequence[OwnWord], said: Sequence[Said]) -> tuple[Found | None, float]:
    """And how probable any flag is."""
    text, starts = _joined(said)
    if hit := _by_own_words(own, text):
        type, span = hit
        return Found(type, _words(said, starts, [span]), 1.0, OWN_WORDS), 1.0
    look = reader.look(text)
    flag = look.flag
    found = flag and Found(flag.type, _words(said, starts, flag.words), flag.confidence, flag.version)
    return found, look.chance


def _joined(said: Sequence[Said]) -> tuple[str, list[int]]:
    """One text, as if it had been typed in one go, and where each message begins in it."""
    text, starts = "", list[int]()
    for each in said:
        if text and not (text[-1] > "\u2e7f" and each.text[:1] > "\u2e7f"):
            text += " "
        starts.append(len(text))
        text += each.text
    return text, starts


def _words(said: Sequence[Said], starts: list[int], spans: Sequence[tuple[int, int]]) -> list[Word]:
    """Stretches of the joined text, told apart by message."""
    words: list[Word] = []
    for first, last in spans:
        for each, start in zip(said, starts, strict=True):
            begins, ends = max(first - start, 0), min(last - start, len(each.text))
            if each.id and begins < ends:
                words.append(Word(each.id, each.begins + begins, each.begins + ends))
    return words


def _by_own_words(own: Sequence[OwnWord], text: str) -> tuple[Type, tuple[int, int]] | None:
    if not own:
        return None
    read = plain(text)
    for each in own:
        word = plain(each.word).text
        at = read.text.find(word) if word else -1
        if at >= 0:
            return each.type, read.typed(at, at + len(word))
    return None


async def outcomes(tx: Transaction, hospital_id: int) -> list[FlagTally]:
    """What came of the hospital's red flags, by type: labels, as far as somebody knows."""
    return await store.outcomes(tx, hospital_id)


def watch_of(services: Services) -> Watch:
    """This process's; made by whoever asks first."""
    return services.once(Watch, lambda: Watch(services))

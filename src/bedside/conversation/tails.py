"""What the hospital's side said in a conversation since its visitor spoke, whoever of them said it in whichever window: a claim
may be split over messages and over people. Kept per process, and kept true by what everybody in the thread hears."""

from collections import OrderedDict
from uuid import UUID

import msgspec

from bedside.conversation import live
from bedside.conversation.store.lines import lines
from bedside.conversation.store.rows import Facts
from bedside.kit.services import Services

LENGTH = 120
"""Characters of the last words that are read along."""
LINES = 12
KEPT = 2_000


class _By(msgspec.Struct):
    kind: str


class _Entry(msgspec.Struct):
    kind: str
    by: _By
    text: str | None = None


class _Heard(msgspec.Struct, tag_field="on", tag="entry"):
    entry: _Entry


_heard = msgspec.json.Decoder(_Heard)
_ENTRY = b'{"on":"entry"'


class Tail:
    """Of one conversation. `passing`: let through and not yet heard of as stored."""

    def __init__(self) -> None:
        self.said: list[str] | None = None
        self.passing: list[str] = []

    @property
    def text(self) -> str:
        return "".join((*(self.said or ()), *self.passing))[-LENGTH:]

    def passed(self, text: str) -> None:
        if text not in self.passing:  # a retry is no second message
            self.passing.append(text)

    def hear(self, by: str, text: str) -> None:
        if by == "visitor":
            self.said, self.passing = [], []
        elif by == "staff":
            if text in self.passing:
                self.passing.remove(text)
            if self.said is not None:
                self.said = [*self.said[-LINES:], text]

    def receive(self, event: bytes) -> None:
        if event.startswith(_ENTRY):
            entry = _heard.decode(event).entry
            if entry.kind == "text" and entry.text:
                self.hear(entry.by.kind, entry.text)
        elif event == live.START_ANEW:
            self.said = None
            self.passing.clear()


class Tails:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: OrderedDict[UUID, Tail] = OrderedDict()

    async def of(self, fact: Facts) -> Tail:
        tail = self._kept.get(fact.id)
        if tail is None:
            tail = self._kept[fact.id] = Tail()
            self._services.bus.subscribe(live.thread(fact.id), tail.receive)
            if len(self._kept) > KEPT:
                id, oldest = self._kept.popitem(last=False)
                self._services.bus.unsubscribe(live.thread(id), oldest.receive)
        self._kept.move_to_end(fact.id)
        if tail.said is None:
            await self._read(fact, tail)
        return tail

    async def _read(self, fact: Facts, tail: Tail) -> None:
        async with self._services.database.transaction([fact.hospital_id]) as tx:
            found = await lines(tx, fact.hospital_id, fact.id, LINES)
        if tail.said is None:  # nobody was faster
            tail.said = []
            for line in found:
                tail.hear(line.by_kind, line.text)


def tails_of(services: Services) -> Tails:
    """This process's; made by whoever asks first."""
    return services.once(Tails, lambda: Tails(services))

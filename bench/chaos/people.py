"""Visitors and consultants who keep talking while the house falls and rises, and remember what they were promised.

They use `bedside.client` as any program would: it reconnects, resumes and says again by itself.
"""

import asyncio
import random
from dataclasses import dataclass, field
from uuid import UUID

from bedside.client import DeskClient, VisitorClient
from bedside.kit.ids import new_id
from bench.load.words import sentences

PATIENCE_SECONDS = 300.0


@dataclass
class Memory:
    """What one end was told is stored, in the order in which it was told."""

    said: list[tuple[UUID, int]] = field(default_factory=list)
    """Message ids and their acknowledged numbers."""
    texts: dict[UUID, str] = field(default_factory=dict)
    viewed: list[UUID] = field(default_factory=list)


class Pair:
    """A visitor and the consultant whom routing gave them."""

    def __init__(self, visitor: VisitorClient, conversation: UUID, desk: DeskClient, seed: int) -> None:
        self.visitor = visitor
        self.conversation = conversation
        self.desk = desk
        self.asked, self.answered = Memory(), Memory()
        self._dice = random.Random(seed)
        self._asks = sentences(seed, 100)
        self._answers = sentences(seed, 100, by="consultant")

    async def talk(self, stop: asyncio.Event) -> None:
        """Both speak, and the visitor reads on, until `stop`; then what is under way is finished."""
        await asyncio.gather(self._ask(stop), self._answer(stop), self._read(stop))

    async def _ask(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            id_, text = new_id(), self._dice.choice(self._asks)
            self.asked.texts[id_] = text
            said = await self.visitor.live.ask_until("say", timeout=PATIENCE_SECONDS, id=id_, text=text)
            self.asked.said.append((id_, said["seq"]))
            await asyncio.sleep(self._dice.random() * 0.05)

    async def _answer(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            id_, text = new_id(), self._dice.choice(self._answers)
            self.answered.texts[id_] = text
            said = await self.desk.live.ask_until(
                "say", timeout=PATIENCE_SECONDS, conversation=self.conversation, id=id_, text=text, whisper=False
            )
            self.answered.said.append((id_, said["seq"]))
            await asyncio.sleep(self._dice.random() * 0.05)

    async def _read(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            id_ = new_id()
            page = {"id": id_, "url": f"https://hospital.example/page{len(self.asked.viewed) % 9}", "title": "页面"}
            await self.visitor.live.ask_until("view", timeout=PATIENCE_SECONDS, view=page)
            self.asked.viewed.append(id_)
            await asyncio.sleep(self._dice.random() * 0.1)

"""Visitors who ask, as the conversation room would tell of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from bedside.knowledge.talks import Said, Talk, Talks
from bedside.people import actions as people


class Asking:
    """Registers itself as what the conversation room is."""

    def __init__(self, services: Services, hospital: int) -> None:
        self.services, self.hospital = services, hospital
        self.talks: dict[UUID, Talk] = {}
        services.get(Talks).between, services.get(Talks).of = self._between, self._of

    async def ask(
        self, *lines: str, ago: timedelta = timedelta(minutes=1), visitor: UUID | None = None, **more: Any
    ) -> UUID:
        """A closed conversation so long ago; lines of staff begin with a dash. The visitor's id."""
        if visitor is None:
            async with self.services.database.transaction([self.hospital]) as tx:
                visitor = (await people.make_visitor(tx, self.hospital)).id
        id, at = new_id(), self.services.clock.now() - ago
        said = [
            Said(
                id=new_id(), conversation=id, at=at + timedelta(seconds=n), by_visitor=not line.startswith("-"),
                text=line.lstrip("- "),
            )
            for n, line in enumerate(lines)
        ]  # fmt: skip
        self.talks[id] = Talk(conversation=id, visitor=visitor, lines=said, closed=True, **more)
        return visitor

    def rated(self, visitor: UUID, score: int) -> None:
        for id, talk in self.talks.items():
            if talk.visitor == visitor:
                self.talks[id] = msgspec.structs.replace(talk, score=score)

    async def _between(self, _tx: Transaction, hospital: int, since: datetime, until: datetime) -> list[Talk]:
        mine = [talk for talk in self.talks.values() if hospital == self.hospital]
        return [t for t in mine if any(line.by_visitor and since <= line.at < until for line in t.lines)]

    async def _of(self, _tx: Transaction, hospital: int, ids: Sequence[UUID]) -> list[Talk]:
        return [self.talks[id] for id in ids if id in self.talks and hospital == self.hospital]


class Board:
    """The page of the day's questions, over HTTP."""

    def __init__(self, http: httpx.AsyncClient, hospital: int) -> None:
        self.http, self.hospital = http, hospital

    async def gather(self) -> int:
        done = await self.http.post("/v1/questions-gathering", json={"hospital_id": self.hospital})
        assert done.status_code == 200, done.text
        return done.json()["questions"]

    async def shown(self, days: int = 7, state: str = "open") -> dict[str, Any]:
        asked = {"hospital": self.hospital, "days": days, "state": state}
        answer = await self.http.get("/v1/questions", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def groups(self, days: int = 7, state: str = "open") -> list[dict[str, Any]]:
        return (await self.shown(days, state))["groups"]

    async def one(self, id: str) -> dict[str, Any]:
        answer = await self.http.get(f"/v1/questions/{id}", params={"hospital": self.hospital})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, group: dict[str, Any], what: str, **more: Any) -> httpx.Response:
        body = {"hospital_id": self.hospital, "version": group["version"], **more}
        path = f"/v1/questions/{group['id']}/{what}"
        return await (self.http.put if what == "name" else self.http.post)(path, json=body)

"""One request to a hospital's endpoint: within its day's allowance, a few at a time, never while it rests after failures; recorded
without a word of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

import httpx
import msgspec

from bedside.coach.assistant import prompts
from bedside.coach.assistant.breaker import Breaker
from bedside.coach.assistant.endpoint import Answer, Failed, Line, ask, host_of
from bedside.coach.assistant.prompts import PROMISED_TOKENS, Purpose, Said
from bedside.conversation.assisting.model import Stored
from bedside.conversation.assisting.problems import AWAY, BUSY, FAILED, SPENT
from bedside.conversation.assisting.store import uses
from bedside.hospital.model import Viewer
from bedside.hospital.questions.front import front
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.kit.secret import Sealer
from bedside.kit.services import Services
from bedside.kit.tls import tls

AT_ONCE = 4
"""Requests of a process that are on their way together; one of each member of staff."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, scrubbed. `hidden`: how many different things placeholders stand for."""

    hospital_id: int
    conversation: UUID | None
    purpose: Purpose
    said: Sequence[Said]
    hidden: int


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    use: UUID
    answer: Answer
    ms: int


class Assisting:
    """The part of the process: one pool of connections, and how each hospital's endpoint has done lately."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Nobody may send us elsewhere, nor a proxy of the environment read along.
        self._client = httpx.AsyncClient(verify=tls(), trust_env=False, follow_redirects=False)
        self._breakers: dict[int, Breaker] = {}
        self._asking: set[UUID] = set()
        self._jobs: set[asyncio.Task[Answered]] = set()

    async def close(self) -> None:
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await self._client.aclose()

    def away(self, hospital_id: int) -> int:
        """Seconds that the endpoint is still left alone."""
        return round(self._breaker(hospital_id).away(_now()) + 0.499)

    def forget(self, hospital_id: int) -> None:
        """It was set up anew."""
        self._breakers.pop(hospital_id, None)

    async def ask(self, viewer: Viewer, stored: Stored, request: Request) -> Answered:
        """Raises Problem: assistant_busy, assistant_spent, assistant_away, or why it failed."""
        if viewer.staff_id in self._asking or len(self._asking) >= AT_ONCE:
            raise Problem(BUSY)
        self._asking.add(viewer.staff_id)
        # Whoever waits may go away; what was sent is recorded all the same.
        job = asyncio.create_task(self._run(viewer.staff_id, stored, request))
        self._jobs.add(job)
        job.add_done_callback(lambda done: (self._jobs.discard(done), self._asking.discard(viewer.staff_id)))
        return await asyncio.shield(job)

    async def _run(self, staff: UUID, stored: Stored, request: Request) -> Answered:
        settings, breaker = stored.settings, self._breaker(request.hospital_id)
        use = await self._reserve(staff, stored, request)
        begun = _now()
        line = Line(
            base=settings.base, model=settings.model, key=key_of(self._services, stored), stream=settings.stream,
            seconds=float(settings.timeout_seconds), most_tokens=PROMISED_TOKENS[request.purpose],
        )  # fmt: skip
        try:
            answer = await ask(self._client, line, list(request.said))
        except Failed as failed:
            breaker.failed(_now(), failed.after)
            async with self._services.database.transaction([request.hospital_id]) as tx:
                await uses.failed(tx, request.hospital_id, use, failed.why, _ms(begun))
            raise Problem(FAILED[failed.why], detail=failed.detail) from failed
        except BaseException:
            breaker.failed(_now())
            raise
        breaker.answered()
        ms = _ms(begun)
        sent = sum(prompts.tokens(each.content) for each in request.said)
        answer = Answer(
            answer.text, sent if answer.tokens_in is None else answer.tokens_in,
            prompts.tokens(answer.text) if answer.tokens_out is None else answer.tokens_out,
        )  # fmt: skip
        async with self._services.database.transaction([request.hospital_id]) as tx:
            await uses.answered(
                tx, request.hospital_id, use, tokens_in=answer.tokens_in or 0, tokens_out=answer.tokens_out or 0, ms=ms
            )
        return Answered(use=use, answer=answer, ms=ms)

    async def _reserve(self, staff: UUID, stored: Stored, request: Request) -> UUID:
        """Note what is about to leave. Two processes cannot both take what is left of a day."""
        settings, hospital_id = stored.settings, request.hospital_id
        sent = sum(prompts.tokens(each.content) for each in request.said)
        most = PROMISED_TOKENS[request.purpose]
        async with self._services.database.transaction([hospital_id]) as tx:
            await tx.lock(uuid5(NAMESPACE_OID, f"assistant:{hospital_id}"))
            spent = await uses.spent(tx, hospital_id, await day_began(tx, hospital_id))
            if spent.requests >= settings.requests_per_day or spent.tokens + sent + most > settings.tokens_per_day:
                raise Problem(SPENT)
            if not self._breaker(hospital_id).begin(_now()):
                raise Problem(AWAY, seconds=max(1, self.away(hospital_id)))
            use = uses.NewUse(
                id=new_id(), conversation_id=request.conversation, staff_id=staff, purpose=request.purpose,
                at=tx.clock.now(), host=host_of(settings.base), model=settings.model, prompts=prompts.version(),
                tokens_in=sent, tokens_out=most, hidden=request.hidden,
            )  # fmt: skip
            await uses.insert(tx, hospital_id, use)
        return use.id

    def _breaker(self, hospital_id: int) -> Breaker:
        return self._breakers.setdefault(hospital_id, Breaker())


async def day_began(tx: Transaction, hospital_id: int) -> datetime:
    """The hospital's own midnight."""
    shown = await front(tx, hospital_id)
    local = tx.clock.now().astimezone(ZoneInfo(shown.time_zone if shown else "UTC"))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def key_of(services: Services, stored: Stored) -> str:
    return sealer(services).open(stored.key_sealed) if stored.key_sealed else ""


def sealer(services: Services) -> Sealer:
    return Sealer(services.key("assistant"))


def assisting_of(services: Services) -> Assisting:
    return services.get(Assisting)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _ms(begun: float) -> int:
    return round((_now() - begun) * 1000)

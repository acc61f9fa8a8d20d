"""Looks at every visitor of this process when something changes, or when a rule's time has come, and asks once."""

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from bedside.kit.clock import Clock
from bedside.visit.desks import Desks
from bedside.visit.invitations import Context, Rule, choose
from bedside.visit.live import Board, Here
from bedside.visit.rules import Rules

log = logging.getLogger(__name__)
LOOK_EVERY = 0.5
Offer = Callable[[Here, Rule, Context], Awaitable[None]]


class Inviter:
    """One per process. `offer` decides for good, in the database: here a visitor is only spared a second look."""

    def __init__(self, board: Board, rules: Rules, desks: Desks, clock: Clock, offer: Offer) -> None:
        self._board = board
        self._rules = rules
        self._desks = desks
        self._clock = clock
        self._offer = offer
        self._due: list[tuple[datetime, int, int, UUID]] = []
        self._order = count()
        self._jobs: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        board.considered = self.consider
        desks.when_opened(self._opened)

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run())

    def close(self) -> None:
        for task in [*self._jobs, *([self._loop] if self._loop else [])]:
            task.cancel()

    def consider(self, here: Here) -> None:
        """Look at this visitor now. Cheap enough for every page view: the database is asked only when a rule matches."""
        if here.asked or here.conversation or here.stored is None or not here.sockets:
            return
        rules = self._rules.known(here.hospital)
        if rules is None:
            return self._spawn(self._read_rules(here))
        if not rules:
            return None
        now = self._clock.now()
        context = self._context(here, now)
        rule, wait = choose(rules, context)
        if rule:
            here.asked = True
            return self._spawn(self._ask(here, rule, context))
        if wait is not None:
            due = now + timedelta(seconds=wait)
            if here.look_at is None or due < here.look_at:
                here.look_at = due
                heapq.heappush(self._due, (due, next(self._order), here.hospital, here.id))
        return None

    async def _read_rules(self, here: Here) -> None:
        await self._rules.of(here.hospital)
        self.consider(here)

    async def _ask(self, here: Here, rule: Rule, context: Context) -> None:
        try:
            await self._offer(here, rule, context)
        except BaseException:
            here.asked = False
            raise

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        async def run() -> None:
            try:
                await work
            except Exception as error:
                log.warning("an invitation could not be weighed: %s", error)

        job = asyncio.create_task(run())
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    def _context(self, here: Here, now: datetime) -> Context:
        visit = here.stored
        assert visit
        return Context(
            pages=visit.pages, path=here.path, source=visit.source, medium=visit.medium, campaign=visit.campaign,
            page_seconds=(now - here.page_since).total_seconds(), site_seconds=(now - visit.began_at).total_seconds(),
            returning=visit.number > 1, desk_open=self._desks.of(here.hospital).online,
        )  # fmt: skip

    def look(self) -> None:
        """Consider everybody whose time has come. Who has moved on since is simply weighed as they are now."""
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            _, _, hospital_id, visitor_id = heapq.heappop(self._due)
            here = self._board.find(hospital_id, visitor_id)
            if here:
                here.look_at = None
                self.consider(here)

    def _opened(self, hospital_id: int) -> None:
        for here in self._board.here(hospital_id):
            self.consider(here)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self.look()

"""What many visitors see within a few milliseconds is stored by one transaction and one fsync (`kit.lanes`).

One visitor's views always take the same lane. Whoever brought views waits for the commit; a view whose id is stored
already is simply acknowledged again, so that every retry is safe.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from uuid import UUID

import msgspec
import psycopg
from psycopg_pool import PoolTimeout

from bedside.kit.clock import Clock
from bedside.kit.database import Database
from bedside.kit.lanes import Lanes
from bedside.kit.problems import INVALID, TOO_MANY, UNAVAILABLE, Problem
from bedside.people.actions import Newcomer
from bedside.people.model import NO_CONSENT
from bedside.visit.batch import Bringing, Stored, store_batch
from bedside.visit.limits import Allowance
from bedside.visit.model import Site, View
from bedside.visit.sources import read, title_of
from bedside.visit.store import views as store

log = logging.getLogger(__name__)
BATCH = 1_000
QUEUE = 20_000
"""Views that may wait in one process; beyond it a browser is told to come again, and nothing grows without bound."""
DWELL_EVERY = 1.0
DWELL_LIMIT = 6 * 3600
"""Seconds in sight; a page left open overnight was not read all night."""


class PageWriter:
    """One per process. `told` hears of every commit (the live board); it must not block."""

    def __init__(self, database: Database, clock: Clock, pages_per_minute: int, told: Callable[[Stored], None]) -> None:
        self._database = database
        self._clock = clock
        self._told = told
        self._limit = Allowance(pages_per_minute)
        # Requests that come together share the first commit, too.
        self._lanes = Lanes[Bringing](self._take, batch=BATCH, gather=True)
        self._waiting = 0
        self._dwell: dict[int, dict[tuple[UUID, UUID], int]] = {}
        self._dwelling: asyncio.Task[None] | None = None

    async def view(self, site: Site, visitor_id: UUID, view: View) -> Stored:
        """Store one page view; returns after its commit. See `views`."""
        return await self.views(site, visitor_id, [view])

    async def views(
        self, site: Site, visitor_id: UUID, views: Sequence[View], newcomer: Newcomer | None = None
    ) -> Stored:
        """Store page views of one visitor, oldest first; returns after their commit.

        With `newcomer` the visitor and their consent are made in the same transaction. Raises Problem consent_needed (no
        tracking consent holds), too_many, invalid (and then nothing of `views` is stored) or unavailable.
        """
        bringing = self._bringing(site, visitor_id, views, newcomer)
        if not self._lanes.put(site.hospital_id, bringing, visitor_id.int):
            raise Problem(UNAVAILABLE)
        self._waiting += len(views)
        return await bringing.done

    def dwell(self, hospital_id: int, visitor_id: UUID, view: UUID, seconds: float) -> None:
        """Seconds in sight so far. Kept in memory for about a second; the last few may be lost in a crash."""
        waiting = self._dwell.setdefault(hospital_id, {})
        if len(waiting) < QUEUE:
            key = (visitor_id, view)
            waiting[key] = max(waiting.get(key, 0), min(int(seconds), DWELL_LIMIT))
        if self._dwelling is None:
            self._dwelling = asyncio.create_task(self._flush_dwell())

    async def drained(self) -> None:
        """Wait until all that was taken is committed or refused (shutdown)."""
        while self._dwelling:
            await asyncio.wait([self._dwelling])
        await self._lanes.drained()

    def _bringing(self, site: Site, visitor_id: UUID, views: Sequence[View], newcomer: Newcomer | None) -> Bringing:
        if self._waiting + len(views) > QUEUE:
            raise Problem(UNAVAILABLE)
        if not self._limit.admits(visitor_id, len(views)):
            raise Problem(TOO_MANY)
        pages: list[store.NewView] = []
        for view in views:
            place = read(view.url, view.referrer)
            if place is None:
                raise Problem(INVALID, what="url")
            pages.append(store.NewView(view.id, title_of(view.title), place))
        return Bringing(site, visitor_id, pages, newcomer, asyncio.get_running_loop().create_future())

    async def _take(self, hospital_id: int, batch: list[Bringing]) -> None:
        self._waiting -= sum(len(bringing.views) for bringing in batch)
        await self._commit(hospital_id, batch)

    async def _commit(self, hospital_id: int, batch: list[Bringing], *, retried: bool = False) -> None:
        try:
            async with self._database.transaction([hospital_id]) as tx:
                results = await store_batch(tx, hospital_id, batch, retried=retried)
        except psycopg.errors.UniqueViolation as error:
            if not retried:
                return await self._commit(hospital_id, batch, retried=True)
            log.warning("%d page views were not stored: %s", len(batch), error)
            return _refuse_all(batch)
        except (psycopg.DataError, psycopg.IntegrityError, UnicodeEncodeError, msgspec.MsgspecError) as error:
            if len(batch) > 1:  # a bad row fails alone: halve until it stands by itself
                middle = len(batch) // 2
                await self._commit(hospital_id, batch[:middle], retried=True)
                return await self._commit(hospital_id, batch[middle:], retried=True)
            log.warning("a page view was refused: %s", error)
            return batch[0].refuse(Problem(INVALID, what="view"))
        except (psycopg.OperationalError, PoolTimeout) as error:
            log.warning("%d page views were not stored: %s", len(batch), str(error).splitlines()[0])
            return _refuse_all(batch)
        except Exception:
            log.exception("%d page views were not stored", len(batch))
            return _refuse_all(batch)
        for bringing, stored in zip(batch, results, strict=True):
            if stored is None:
                bringing.refuse(Problem(NO_CONSENT))
            else:
                bringing.succeed(stored)
                if stored.fresh:
                    self._told(stored)
        return None

    async def _flush_dwell(self) -> None:
        await asyncio.sleep(DWELL_EVERY)
        self._dwelling = None
        waiting, self._dwell = self._dwell, {}
        for hospital_id, told in waiting.items():
            try:
                async with self._database.transaction([hospital_id]) as tx:
                    await tx.lock(*{visitor for visitor, _ in told})
                    await store.add_dwell(tx, hospital_id, [(*key, s) for key, s in told.items()], self._clock.now())
            except Exception as error:
                log.warning("reading times of %d pages were lost: %s", len(told), error)


def _refuse_all(batch: list[Bringing]) -> None:
    for bringing in batch:
        bringing.refuse(Problem(UNAVAILABLE))

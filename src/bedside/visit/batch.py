"""One batch of page views of one hospital: which are new, which begin a visit, what is written."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import Problem
from bedside.people import actions as people
from bedside.people import questions
from bedside.people.actions import Newcomer
from bedside.people.questions import Trackable
from bedside.visit.model import VISIT_GAP, Site
from bedside.visit.store import views as store


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one caller's views, and the visit as it now is. `fresh` is how many were not stored before."""

    hospital_id: int
    visitor_id: UUID
    name: str
    fresh: int
    number: int
    began_at: datetime
    pages: int
    source: str
    medium: str
    campaign: str
    search_word: str
    url: str
    path: str
    title: str


class Bringing:
    """Views that somebody waits to see stored."""

    __slots__ = ("done", "newcomer", "site", "views", "visitor_id")

    def __init__(
        self,
        site: Site,
        visitor_id: UUID,
        views: list[store.NewView],
        newcomer: Newcomer | None,
        done: "asyncio.Future[Stored]",
    ) -> None:
        self.site = site
        self.visitor_id = visitor_id
        self.views = views
        self.newcomer = newcomer
        self.done = done

    def succeed(self, stored: Stored) -> None:
        if not self.done.done():  # its caller may have gone
            self.done.set_result(stored)

    def refuse(self, problem: Problem) -> None:
        if not self.done.done():
            self.done.set_exception(problem)


class _Open:
    """The visit that a visitor is in, while a batch is put together."""

    __slots__ = (
        "began", "began_at", "campaign", "changed", "last_at", "medium", "number", "pages", "search_word", "source",
    )  # fmt: skip

    def __init__(self, row: tuple[int, datetime, datetime, int, str, str, str, str]) -> None:
        self.number, self.last_at, self.began_at, self.pages = row[:4]
        self.source, self.medium, self.campaign, self.search_word = row[4:]
        self.began: store.NewView | None = None
        self.changed: store.NewView | None = None


RETRY_FOR = timedelta(minutes=10)
"""A first page may be brought again for so long; later its id no longer opens the door to the visitor it made."""
_encode = msgspec.json.Encoder().encode


async def store_batch(
    tx: Transaction, hospital_id: int, batch: Sequence[Bringing], *, retried: bool
) -> list[Stored | None]:
    """Write all of them; for each its Stored, or None where no tracking consent holds.

    Retries are rare, so only with `retried` is it looked up which views are stored already; without, one that is raises
    psycopg.errors.UniqueViolation and nothing is written.
    """
    newcomers = {b.visitor_id: b.newcomer for b in batch if b.newcomer}
    known = {b.visitor_id for b in batch if b.visitor_id not in newcomers}
    await store.plan_anew(tx)
    await tx.lock(*known, *newcomers)
    # Read after the lock: what one visitor did before must never get a later time than this.
    at = tx.clock.now()
    new = await people.admit_newcomers(tx, hospital_id, list(newcomers.values()), at) if newcomers else set[UUID]()
    again = known | (newcomers.keys() - new)
    trackable = await questions.trackable(tx, hospital_id, list(again)) if again else {}
    for visitor in new:
        trackable[visitor] = Trackable(visitor, "", 1, at)
    visits, stored = await _before(tx, hospital_id, batch, again, retried=retried)

    results: list[Stored | None] = []
    touched: dict[UUID, _Open] = {}
    sites: dict[UUID, str] = {}
    lines: list[dict[str, object]] = []
    for bringing in batch:
        visitor = bringing.visitor_id
        who = trackable.get(visitor)
        if who is None or (bringing.newcomer and visitor not in new and at - who.made_at > RETRY_FOR):
            results.append(None)
            continue
        fresh = 0
        visit = visits.get(visitor)
        for view in bringing.views:
            if (visitor, view.id) in stored:
                continue
            stored.add((visitor, view.id))
            fresh += 1
            if visit is None or at - visit.last_at > VISIT_GAP:
                visit = _begun(visit, view, at)
                visits[visitor] = visit
            visit.pages += 1
            visit.last_at = at
            visit.changed = view
            touched[visitor] = visit
            sites[visitor] = bringing.site.key
            lines.append(_line(visitor, view, visit, first=visit.began is view))
        results.append(_stored(hospital_id, who, fresh, visit, bringing.views[-1]) if visit else None)
    if lines:
        await store.write(tx, hospital_id, at, *_rows(touched, sites), _encode(lines))
        # A newcomer's first visit was counted when they were made.
        await people.begin_visits(tx, hospital_id, [v for v, visit in touched.items() if visit.began and v not in new])
    return results


async def _before(
    tx: Transaction, hospital_id: int, batch: Sequence[Bringing], again: set[UUID], *, retried: bool
) -> tuple[dict[UUID, _Open], set[tuple[UUID, UUID]]]:
    """The visits that these visitors are in, and which of the views are stored already. New visitors have neither."""
    if not again:
        return {}, set()
    rows = await store.last_visits(tx, hospital_id, list(again))
    if not retried:
        return {row[0]: _Open(row[1:]) for row in rows}, set()
    asked = [(b.visitor_id, view.id) for b in batch if b.visitor_id in again for view in b.views]
    stored = await store.stored_views(tx, hospital_id, [a[0] for a in asked], [a[1] for a in asked])
    return {row[0]: _Open(row[1:]) for row in rows}, stored


def _begun(before: _Open | None, view: store.NewView, at: datetime) -> _Open:
    arrival = view.place.arrival
    number = before.number + 1 if before else 1
    visit = _Open((number, at, at, 0, arrival.source, arrival.medium, arrival.campaign, arrival.search_word))
    visit.began = view
    return visit


def _line(visitor: UUID, view: store.NewView, visit: _Open, *, first: bool) -> dict[str, object]:
    return {
        "visitor": visitor,
        "id": view.id,
        "number": visit.number,
        "place": visit.pages,
        "url": view.place.url,
        "path": view.place.path,
        "title": view.title,
        "fact": new_id(),
        "payload": {
            "view": view.id,
            "number": visit.number,
            "first": first,
            "page": view.place.path,
            "source": visit.source,
            "campaign": visit.campaign,
            "word": visit.search_word,
        },
    }


def _rows(touched: dict[UUID, _Open], sites: dict[UUID, str]) -> tuple[bytes, bytes]:
    begun: list[dict[str, object]] = []
    continued: list[dict[str, object]] = []
    for visitor, visit in touched.items():
        assert visit.changed
        row: dict[str, object] = {
            "visitor": visitor,
            "number": visit.number,
            "pages": visit.pages,
            "last_url": visit.changed.place.url,
            "last_title": visit.changed.title,
        }
        if visit.began:
            arrival = visit.began.place.arrival
            begun.append(
                row
                | {
                    "site": sites[visitor],
                    "source": arrival.source,
                    "medium": arrival.medium,
                    "referrer_host": arrival.referrer_host,
                    "campaign": arrival.campaign,
                    "search_word": arrival.search_word,
                    "utm": arrival.utm,
                    "landing": visit.began.place.path,
                }
            )
        else:
            continued.append(row)
    return _encode(begun), _encode(continued)


def _stored(hospital_id: int, who: Trackable, fresh: int, visit: _Open, last: store.NewView) -> Stored:
    return Stored(
        hospital_id=hospital_id,
        visitor_id=who.id,
        name=who.name,
        fresh=fresh,
        number=visit.number,
        began_at=visit.began_at,
        pages=visit.pages,
        source=visit.source,
        medium=visit.medium,
        campaign=visit.campaign,
        search_word=visit.search_word,
        url=last.place.url,
        path=last.place.path,
        title=last.title,
    )

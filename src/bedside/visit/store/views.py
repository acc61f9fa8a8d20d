"""SQL of page views and visits."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.people.model import as_array
from bedside.visit.model import Origins, SeenPage, Visit
from bedside.visit.sources import Place


class NewView(msgspec.Struct, frozen=True):
    """A page view that has passed every check."""

    id: UUID
    title: str
    place: Place


async def plan_anew(tx: Transaction) -> None:
    """For this transaction: plans fit the tables as they are.

    A kept plan outlives the young table that it was made for; one that scanned a few rows would scan millions.
    """
    await tx.run("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")


async def last_visits(tx: Transaction, hospital_id: int, visitors: list[UUID]) -> list[tuple[Any, ...]]:
    """(visitor, number, last_at, began_at, pages, source, medium, campaign, search_word) of each one's newest visit."""
    return await tx.tuples(
        """
        SELECT who.id, v.number, v.last_at, v.began_at, v.pages, v.source, v.medium, v.campaign, v.search_word
        FROM unnest(%s::text::uuid[]) AS who (id)
        CROSS JOIN LATERAL (
            SELECT * FROM visit.visits WHERE hospital_id = %s AND visitor_id = who.id ORDER BY number DESC LIMIT 1
        ) AS v
        """,
        (as_array(visitors), hospital_id),
    )


async def stored_views(
    tx: Transaction, hospital_id: int, visitors: list[UUID], ids: list[UUID]
) -> set[tuple[UUID, UUID]]:
    """Which of these (visitor, view) are stored already."""
    found = await tx.tuples(
        """
        SELECT visitor_id, id FROM visit.views
        WHERE hospital_id = %s AND (visitor_id, id) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))
        """,
        (hospital_id, visitors, ids),
    )
    return {(row[0], row[1]) for row in found}


async def write(tx: Transaction, hospital_id: int, at: datetime, begun: bytes, continued: bytes, views: bytes) -> None:
    """Visits begun and continued, views and their facts, each from one JSON array: the cheapest form for a batch."""
    await tx.run(
        """
        WITH begun AS (
            INSERT INTO visit.visits (hospital_id, visitor_id, number, site_key, began_at, last_at, pages, source, medium,
                                      referrer_host, campaign, search_word, utm, landing, last_url, last_title)
            SELECT %(hospital)s, visitor, number, site, %(at)s, %(at)s, pages, source, medium,
                   referrer_host, campaign, search_word, utm, landing, last_url, last_title
            FROM json_to_recordset(%(begun)s::json) AS b (visitor uuid, number int, site text, pages int, source text,
                 medium text, referrer_host text, campaign text, search_word text, utm jsonb, landing text,
                 last_url text, last_title text)
        ), continued AS (
            UPDATE visit.visits AS v
            SET last_at = %(at)s, pages = c.pages, last_url = c.last_url, last_title = c.last_title
            FROM json_to_recordset(%(continued)s::json)
                 AS c (visitor uuid, number int, pages int, last_url text, last_title text)
            WHERE v.hospital_id = %(hospital)s AND v.visitor_id = c.visitor AND v.number = c.number
        ), given AS (
            SELECT * FROM json_to_recordset(%(views)s::json) AS g (visitor uuid, id uuid, number int, place int, url text,
                 path text, title text, fact uuid, payload jsonb)
        ), viewed AS (
            INSERT INTO visit.views (hospital_id, visitor_id, id, number, viewed_at, place, url, path, title)
            SELECT %(hospital)s, visitor, id, number, %(at)s, place, url, path, title FROM given
        )
        INSERT INTO kit.facts (hospital_id, subject, occurred_at, id, kind, actor, payload)
        SELECT %(hospital)s, visitor, %(at)s, fact, 'visit.page_viewed', 'visitor:' || visitor, payload FROM given
        """,
        {
            "hospital": hospital_id,
            "at": at,
            "begun": begun.decode(),
            "continued": continued.decode(),
            "views": views.decode(),
        },
    )


async def add_dwell(tx: Transaction, hospital_id: int, dwell: list[tuple[UUID, UUID, int]], at: datetime) -> None:
    """Time in sight so far per (visitor, view); never goes backwards. Reading on keeps the visit from ending."""
    await tx.run(
        """
        WITH told AS (
            SELECT * FROM unnest(%(visitors)s::uuid[], %(views)s::uuid[], %(seconds)s::int[]) AS t (visitor, view, seconds)
        ), longer AS (
            UPDATE visit.views AS v SET seconds = t.seconds FROM told AS t
            WHERE v.hospital_id = %(hospital)s AND v.visitor_id = t.visitor AND v.id = t.view AND v.seconds < t.seconds
            RETURNING v.visitor_id, v.number
        )
        UPDATE visit.visits AS v SET last_at = greatest(v.last_at, %(at)s) FROM longer AS l
        WHERE v.hospital_id = %(hospital)s AND v.visitor_id = l.visitor_id AND v.number = l.number
        """,
        {
            "hospital": hospital_id,
            "visitors": [d[0] for d in dwell],
            "views": [d[1] for d in dwell],
            "seconds": [d[2] for d in dwell],
            "at": at,
        },
    )


async def here(tx: Transaction, hospital_id: int, since: datetime, limit: int) -> list[Visit]:
    """Visits with a sign of life since then, newest first."""
    return await tx.rows(
        Visit,
        """
        SELECT visitor_id, number, began_at, last_at, pages, source, medium, referrer_host, campaign, search_word, utm,
               landing, last_url, last_title
        FROM visit.visits
        WHERE hospital_id = %s AND began_at > %s - interval '1 day' AND last_at > %s
        ORDER BY began_at DESC LIMIT %s
        """,
        (hospital_id, since, since, limit),
    )


async def visits(tx: Transaction, hospital_id: int, visitor_id: UUID, limit: int) -> list[Visit]:
    """One visitor's visits, newest first."""
    return await tx.rows(
        Visit,
        """
        SELECT visitor_id, number, began_at, last_at, pages, source, medium, referrer_host, campaign, search_word, utm,
               landing, last_url, last_title
        FROM visit.visits WHERE hospital_id = %s AND visitor_id = %s ORDER BY number DESC LIMIT %s
        """,
        (hospital_id, visitor_id, limit),
    )


async def trail(tx: Transaction, hospital_id: int, visitor_id: UUID, limit: int) -> list[SeenPage]:
    """One visitor's pages, newest first."""
    return await tx.rows(
        SeenPage,
        """
        SELECT id, number, viewed_at, url, path, title, seconds FROM visit.views
        WHERE hospital_id = %s AND visitor_id = %s ORDER BY number DESC, place DESC LIMIT %s
        """,
        (hospital_id, visitor_id, limit),
    )


async def origins(tx: Transaction, hospital_id: int, visitor_id: UUID) -> Origins | None:
    return await tx.row(
        Origins,
        """
        SELECT last.source, last.search_word, last.campaign, last.landing, first.source AS first_source,
               first.campaign AS first_campaign, first.began_at AS first_at, last.number > 1 AS returning
        FROM (SELECT * FROM visit.visits WHERE hospital_id = %(hospital)s AND visitor_id = %(visitor)s
              ORDER BY number DESC LIMIT 1) AS last,
             (SELECT * FROM visit.visits WHERE hospital_id = %(hospital)s AND visitor_id = %(visitor)s
              ORDER BY number LIMIT 1) AS first
        """,
        {"hospital": hospital_id, "visitor": visitor_id},
    )


async def erase(tx: Transaction, hospital_id: int, visitor_id: UUID) -> None:
    whom = (hospital_id, visitor_id)
    await tx.run("DELETE FROM visit.views WHERE hospital_id = %s AND visitor_id = %s", whom)
    await tx.run("DELETE FROM visit.visits WHERE hospital_id = %s AND visitor_id = %s", whom)
    # Rules go on counting what they asked and were answered, but no longer whom.
    await tx.run(
        """
        UPDATE visit.invitations SET visitor_id = gen_random_uuid(), text = ''
        WHERE hospital_id = %s AND visitor_id = %s
        """,
        whom,
    )


async def erase_before(tx: Transaction, hospital_id: int, before: datetime, limit: int) -> int:
    """Drop trails that are older than the site keeps them, at most `limit` pages; returns how many went."""
    whom = {"hospital": hospital_id, "before": before, "limit": limit}
    erased = await tx.run(
        """
        WITH old AS (
            SELECT visitor_id, id FROM visit.views WHERE hospital_id = %(hospital)s AND viewed_at < %(before)s
            ORDER BY viewed_at LIMIT %(limit)s
        )
        DELETE FROM visit.views AS v USING old
        WHERE v.hospital_id = %(hospital)s AND v.visitor_id = old.visitor_id AND v.id = old.id
        """,
        whom,
    )
    if erased < limit:  # only when no page of an old visit is left
        await tx.run(
            "DELETE FROM visit.visits WHERE hospital_id = %(hospital)s AND began_at < %(before)s AND last_at < %(before)s",
            whom,
        )
    return erased

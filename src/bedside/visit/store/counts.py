"""SQL of counts: whole hours once counted stay counted; what is newer is counted when asked."""

from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Promotion figures of one key. `seconds`: time in sight of all pages together."""

    key: str
    visits: int
    first_visits: int
    views: int
    seconds: int


# A view with place 1 is the one that its visit began with, so visits are counted where they landed.
_LIVE: Final[LiteralString] = """
    SELECT date_trunc('hour', w.viewed_at) AS hour, v.source, v.campaign, v.search_word, w.path,
           count(*) AS views, sum(w.seconds) AS seconds, count(*) FILTER (WHERE w.place = 1) AS visits,
           count(*) FILTER (WHERE w.place = 1 AND w.number = 1) AS first_visits
    FROM visit.views AS w JOIN visit.visits AS v USING (hospital_id, visitor_id, number)
    WHERE w.hospital_id = %(hospital)s AND w.viewed_at >= %(since)s AND w.viewed_at < %(until)s
"""
_ADD: Final[LiteralString] = """
    ON CONFLICT (hospital_id, hour, source, campaign, search_word, path) DO UPDATE
    SET views = hours.views + excluded.views, seconds = hours.seconds + excluded.seconds,
        visits = hours.visits + excluded.visits, first_visits = hours.first_visits + excluded.first_visits
"""
KEYS: Final[dict[str, LiteralString]] = {
    "day": "to_char(hour AT TIME ZONE %(zone)s, 'YYYY-MM-DD')",
    "hour": "to_char(hour AT TIME ZONE %(zone)s, 'HH24')",
    "source": "source",
    "campaign": "campaign",
    "word": "search_word",
    "page": "path",
    "total": "''",
}


async def counts(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime, by: str, zone: str, limit: int
) -> list[Counts]:
    """Sums per key (one of KEYS), most visits first; days and hours in their order."""
    counted = await counted_until(tx, hospital_id)
    order: LiteralString = "key" if by in ("day", "hour") else "visits DESC, views DESC, key"
    sql: LiteralString = (
        """
        WITH every AS (
            SELECT hour, source, campaign, search_word, path, views, seconds, visits, first_visits FROM visit.hours
            WHERE hospital_id = %(hospital)s AND hour >= %(from)s AND hour < %(until)s
            UNION ALL """
        + _LIVE
        + """ GROUP BY 1, 2, 3, 4, 5
        )
        SELECT """
        + KEYS[by]
        + """ AS key, sum(visits)::bigint AS visits, sum(first_visits)::bigint AS first_visits,
               sum(views)::bigint AS views, sum(seconds)::bigint AS seconds
        FROM every GROUP BY 1 ORDER BY """
        + order
        + " LIMIT %(limit)s"
    )
    live = since if counted is None else max(since, counted)
    return await tx.rows(
        Counts,
        sql,
        {"hospital": hospital_id, "from": since, "since": live, "until": until, "zone": zone, "limit": limit},
    )


async def counted_until(tx: Transaction, hospital_id: int, *, lock: bool = False) -> datetime | None:
    """Views before this moment stand in visit.hours."""
    if lock:
        await tx.run(
            "INSERT INTO visit.counted (hospital_id, until) VALUES (%s, '1970-01-01Z') ON CONFLICT DO NOTHING", (hospital_id,)
        )
        return await tx.value("SELECT until FROM visit.counted WHERE hospital_id = %s FOR UPDATE", (hospital_id,))
    return await tx.value("SELECT until FROM visit.counted WHERE hospital_id = %s", (hospital_id,))


async def count_hours(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> int:
    """Count [since, until) for good. Hold the lock of `counted_until`."""
    counted = await tx.run(
        "INSERT INTO visit.hours (hospital_id, hour, source, campaign, search_word, path, views, seconds, visits, first_visits) "
        "SELECT %(hospital)s, live.* FROM (" + _LIVE + " GROUP BY 1, 2, 3, 4, 5) AS live" + _ADD,
        {"hospital": hospital_id, "since": since, "until": until},
    )
    await tx.run("UPDATE visit.counted SET until = %s WHERE hospital_id = %s", (until, hospital_id))
    return counted


async def count_one(tx: Transaction, hospital_id: int, visitor_id: UUID, since: datetime) -> None:
    """Count what one visitor saw since then, before it is erased. Hold the lock of `counted_until`."""
    await tx.run(
        "INSERT INTO visit.hours (hospital_id, hour, source, campaign, search_word, path, views, seconds, visits, first_visits) "
        "SELECT %(hospital)s, live.* FROM ("
        + _LIVE
        + " AND w.visitor_id = %(visitor)s GROUP BY 1, 2, 3, 4, 5) AS live"
        + _ADD,
        {"hospital": hospital_id, "visitor": visitor_id, "since": since, "until": datetime.max},
    )


async def counts_from_facts(tx: Transaction, hospital_id: int, since: datetime, until: datetime) -> list[Counts]:
    """The same figures per page, from the facts log alone: what the counts are checked against."""
    return await tx.rows(
        Counts,
        """
        SELECT payload->>'page' AS key, count(*) FILTER (WHERE (payload->>'first')::boolean) AS visits,
               count(*) FILTER (WHERE (payload->>'first')::boolean AND (payload->>'number')::int = 1) AS first_visits,
               count(*) AS views, 0::bigint AS seconds
        FROM kit.facts
        WHERE hospital_id = %s AND kind = 'visit.page_viewed' AND occurred_at >= %s AND occurred_at < %s
        GROUP BY 1 ORDER BY visits DESC, views DESC, key
        """,
        (hospital_id, since, until),
    )

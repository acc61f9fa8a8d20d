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


class CampaignVisits(msgspec.Struct, frozen=True, kw_only=True):
    """Visits that a campaign brought. `won_again`: of people whom a campaign had brought on an earlier visit (B14)."""

    campaign: str
    visits: int
    visitors: int
    won_again: int


# A view with place 1 is the one that its visit began with, so visits are counted where they landed.
_LIVE: Final[LiteralString] = """
    SELECT date_trunc('hour', w.viewed_at) AS hour, v.source, v.campaign, v.search_word, w.path,
           count(*) AS views, sum(w.seconds) AS seconds, count(*) FILTER (WHERE w.place = 1) AS visits,
           count(*) FILTER (WHERE w.place = 1 AND w.number = 1) AS first_visits
    FROM visit.views AS w JOIN visit.visits AS v USING (hospital_id, visitor_id, number)
    WHERE w.hospital_id = %(hospital)s AND w.viewed_at >= %(since)s AND w.viewed_at < %(until)s
"""
_COUNT: Final[LiteralString] = (
    """
    INSERT INTO visit.hours (hospital_id, hour, source, campaign, search_word, path, views, seconds, visits, first_visits)
    SELECT %(hospital)s, live.* FROM ("""
    + _LIVE
    + """ AND (%(visitor)s::uuid IS NULL OR w.visitor_id = %(visitor)s) GROUP BY 1, 2, 3, 4, 5) AS live
    ON CONFLICT (hospital_id, hour, source, campaign, search_word, path) DO UPDATE
    SET views = hours.views + excluded.views, seconds = hours.seconds + excluded.seconds,
        visits = hours.visits + excluded.visits, first_visits = hours.first_visits + excluded.first_visits
    """
)
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


async def campaign_visits(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime, limit: int
) -> list[CampaignVisits]:
    """Per utm_campaign, most visits first; reaches back as far as trails are kept."""
    return await tx.rows(
        CampaignVisits,
        """
        SELECT v.campaign, count(*) AS visits, count(DISTINCT v.visitor_id) AS visitors,
               count(DISTINCT v.visitor_id) FILTER (WHERE EXISTS (
                   SELECT FROM visit.visits AS before
                   WHERE before.hospital_id = v.hospital_id AND before.visitor_id = v.visitor_id
                     AND before.number < v.number AND before.campaign <> '')) AS won_again
        FROM visit.visits AS v
        WHERE v.hospital_id = %s AND v.began_at >= %s AND v.began_at < %s AND v.campaign <> ''
        GROUP BY v.campaign ORDER BY visits DESC, v.campaign LIMIT %s
        """,
        (hospital_id, since, until, limit),
    )


async def counted_until(tx: Transaction, hospital_id: int, *, lock: bool = False) -> datetime | None:
    """Views before this moment stand in visit.hours."""
    if lock:
        await tx.run(
            "INSERT INTO visit.counted (hospital_id, until) VALUES (%s, '1970-01-01Z') ON CONFLICT DO NOTHING",
            (hospital_id,),
        )
        return await tx.value("SELECT until FROM visit.counted WHERE hospital_id = %s FOR UPDATE", (hospital_id,))
    return await tx.value("SELECT until FROM visit.counted WHERE hospital_id = %s", (hospital_id,))


async def count_hours(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime, visitor_id: UUID | None = None
) -> int:
    """Count [since, until) for good, of everybody or of one visitor. Hold the lock of `counted_until`."""
    return await tx.run(_COUNT, {"hospital": hospital_id, "since": since, "until": until, "visitor": visitor_id})


async def move_counted(tx: Transaction, hospital_id: int, until: datetime) -> None:
    await tx.run("UPDATE visit.counted SET until = %s WHERE hospital_id = %s", (until, hospital_id))


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

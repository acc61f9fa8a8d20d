"""Results of consultation, counted by the same keys as the visit room counts promotion (B01, B02)."""

from datetime import datetime
from typing import Literal, LiteralString

import msgspec

from bedside.kit.database import Transaction

By = Literal["total", "day", "hour", "source", "campaign", "word", "page", "department", "consultant", "channel"]

_KEYS: dict[By, LiteralString] = {
    "total": "''",
    "day": "to_char(started_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')",
    "hour": "to_char(started_at AT TIME ZONE %(zone)s, 'HH24')",
    "source": "coalesce(source, '')",
    "campaign": "coalesce(campaign, '')",
    "word": "coalesce(search_word, '')",
    "page": "coalesce(landing, '')",
    "department": "coalesce(department_id::text, '')",
    "consultant": "coalesce(assigned_to::text, '')",
    "channel": "channel",
}
_COUNTS: LiteralString = """
    SELECT {key} AS key,
        count(*)::int AS consultations,
        count(*) FILTER (WHERE visitor_messages >= 3)::int AS effective,
        count(*) FILTER (WHERE contact IS NOT NULL)::int AS contact_left,
        count(*) FILTER (WHERE outcome IN ('booked', 'will_come'))::int AS will_come,
        count(*) FILTER (WHERE campaign IS NOT NULL AND first_campaign IS NOT NULL AND campaign <> first_campaign)::int
            AS won_again,
        count(*) FILTER (WHERE staff_messages = 0 AND status = 'closed')::int AS unanswered,
        count(score)::int AS rated, avg(score)::float8 AS mean_score,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_answer_at - started_at)::float8)
            AS first_answer_median,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM first_answer_at - started_at)::float8)
            AS first_answer_p90
    FROM conversation.conversations
    WHERE hospital_id = %(hospital)s AND started_at >= %(since)s AND started_at < %(until)s
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(limit)s
"""


class ConsultationCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Results under one key. `effective`: at least three messages of the visitor's (measures.md, Funnel).

    `first_answer_…`: seconds by the clock from the start to the first answer, of those that were answered.
    """

    key: str
    consultations: int
    effective: int
    contact_left: int
    will_come: int
    won_again: int
    """By another campaign than the first one (B14)."""
    unanswered: int
    rated: int
    mean_score: float | None
    first_answer_median: float | None
    first_answer_p90: float | None


async def counts(
    tx: Transaction, hospital_id: int, since: datetime, until: datetime, by: By, zone: str, limit: int
) -> list[ConsultationCounts]:
    """Started in [since, until), the most first."""
    return await tx.rows(
        ConsultationCounts,
        _COUNTS.replace("{key}", _KEYS[by]),
        {"hospital": hospital_id, "since": since, "until": until, "zone": zone, "limit": limit},
    )

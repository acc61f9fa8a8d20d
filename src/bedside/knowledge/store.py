"""Every SQL statement of the knowledge room."""

from datetime import date, datetime
from typing import Final, LiteralString
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction
from bedside.knowledge.model import Campaign, Reply

_CAMPAIGN: Final[LiteralString] = """
    SELECT id, hospital_id, department_id, name_zh, name_en, starts_on, ends_on, utm_campaign, landing, promise_zh,
           promise_en, content_class, ad_review_number, ad_review_expires_on, retired_at IS NOT NULL AS retired, version
    FROM knowledge.campaigns
"""
_REPLY: Final[LiteralString] = """
    SELECT id, hospital_id, department_id, owner_id, shortcut, topic, zh, en, retired_at IS NOT NULL AS retired, version
    FROM knowledge.replies
"""


async def campaigns(tx: Transaction, hospitals: list[int], retired: bool) -> list[Campaign]:
    return await tx.rows(
        Campaign,
        _CAMPAIGN + " WHERE hospital_id = ANY (%s) AND (%s OR retired_at IS NULL) ORDER BY starts_on DESC, id",
        (hospitals, retired),
    )


async def running(tx: Transaction, hospital_id: int, on: date) -> list[Campaign]:
    found = await tx.rows(
        Campaign,
        _CAMPAIGN
        + """ WHERE hospital_id = %s AND retired_at IS NULL AND starts_on <= %s AND ends_on >= %s
              ORDER BY starts_on DESC, id""",
        (hospital_id, on, on),
    )
    return [each for each in found if each.runs(on)]


async def campaign_by_word(tx: Transaction, hospital_id: int, word: str) -> Campaign | None:
    """The campaign that has this utm_campaign, running or past; the one not retired first."""
    return await tx.row(
        Campaign,
        _CAMPAIGN
        + """ WHERE hospital_id = %s AND utm_campaign = %s AND utm_campaign <> ''
              ORDER BY retired_at IS NOT NULL, starts_on DESC LIMIT 1""",
        (hospital_id, word),
    )


async def insert_campaign(tx: Transaction, given: Campaign) -> int:
    """1, or 0 when the utm_campaign is in use."""
    return await tx.run(
        """
        INSERT INTO knowledge.campaigns (hospital_id, id, department_id, name_zh, name_en, starts_on, ends_on, utm_campaign,
            landing, promise_zh, promise_en, content_class, ad_review_number, ad_review_expires_on)
        VALUES (%(hospital_id)s, %(id)s, %(department_id)s, %(name_zh)s, %(name_en)s, %(starts_on)s, %(ends_on)s,
            %(utm_campaign)s, %(landing)s, %(promise_zh)s, %(promise_en)s, %(content_class)s, %(ad_review_number)s,
            %(ad_review_expires_on)s)
        ON CONFLICT DO NOTHING
        """,
        msgspec.structs.asdict(given),
    )


async def update_campaign(tx: Transaction, given: Campaign, at: datetime) -> int:
    """1, or 0 when `given.version` is no longer the stored one. Raises UniqueViolation when the utm_campaign is in use."""
    return await tx.run(
        """
        UPDATE knowledge.campaigns
        SET department_id = %(department_id)s, name_zh = %(name_zh)s, name_en = %(name_en)s, starts_on = %(starts_on)s,
            ends_on = %(ends_on)s, utm_campaign = %(utm_campaign)s, landing = %(landing)s, promise_zh = %(promise_zh)s,
            promise_en = %(promise_en)s, content_class = %(content_class)s, ad_review_number = %(ad_review_number)s,
            ad_review_expires_on = %(ad_review_expires_on)s,
            retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(at)s) END, version = version + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
        """,
        {**msgspec.structs.asdict(given), "at": at},
    )


async def replies(tx: Transaction, hospitals: list[int], owner: UUID, retired: bool) -> list[Reply]:
    """Everybody's, and this owner's own."""
    return await tx.rows(
        Reply,
        _REPLY
        + """ WHERE hospital_id = ANY (%s) AND (owner_id IS NULL OR owner_id = %s) AND (%s OR retired_at IS NULL)
              ORDER BY hospital_id, topic, shortcut, id""",
        (hospitals, owner, retired),
    )


async def reply(tx: Transaction, hospital_id: int, id: UUID) -> Reply | None:
    return await tx.row(Reply, _REPLY + " WHERE hospital_id = %s AND id = %s", (hospital_id, id))


async def insert_reply(tx: Transaction, given: Reply) -> int:
    """1, or 0 when the shortcut is in use."""
    return await tx.run(
        """
        INSERT INTO knowledge.replies (hospital_id, id, department_id, owner_id, shortcut, topic, zh, en)
        VALUES (%(hospital_id)s, %(id)s, %(department_id)s, %(owner_id)s, %(shortcut)s, %(topic)s, %(zh)s, %(en)s)
        ON CONFLICT DO NOTHING
        """,
        msgspec.structs.asdict(given),
    )


async def update_reply(tx: Transaction, given: Reply, at: datetime) -> int:
    """1, or 0 when `given.version` is no longer the stored one. Whose it is does not change."""
    return await tx.run(
        """
        UPDATE knowledge.replies
        SET department_id = %(department_id)s, shortcut = %(shortcut)s, topic = %(topic)s, zh = %(zh)s, en = %(en)s,
            retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(at)s) END, version = version + 1
        WHERE hospital_id = %(hospital_id)s AND id = %(id)s AND version = %(version)s
        """,
        {**msgspec.structs.asdict(given), "at": at},
    )


async def known(tx: Transaction, table: str, hospital_id: int, id: UUID) -> bool:
    sql: LiteralString = (
        "SELECT 1 FROM knowledge.campaigns WHERE hospital_id = %s AND id = %s"
        if table == "campaigns"
        else "SELECT 1 FROM knowledge.replies WHERE hospital_id = %s AND id = %s"
    )
    return await tx.value(sql, (hospital_id, id)) is not None


async def all_replies(tx: Transaction, hospital_id: int) -> list[Reply]:
    """Everybody's, and every member of staff's own: whoever shows them looks whose they are."""
    return await tx.rows(Reply, _REPLY + " WHERE hospital_id = %s AND retired_at IS NULL", (hospital_id,))

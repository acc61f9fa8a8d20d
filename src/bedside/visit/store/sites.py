"""SQL of sites and their consent texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from bedside.kit.database import Transaction
from bedside.visit.model import ConsentTexts, Site


def _site(row: dict[str, Any]) -> Site:
    return msgspec.convert({**row, "consent_texts": row["consent_texts"] or {}}, Site)


async def site(tx: Transaction, key: str) -> Site | None:
    """By key alone, of whatever hospital this transaction (or the system role) sees."""
    found = await tx.dicts(
        """
        SELECT s.*, (SELECT jsonb_object_agg(t.version, t.texts) FROM visit.consent_texts t
                     WHERE t.hospital_id = s.hospital_id AND t.site_key = s.key) AS consent_texts
        FROM visit.sites s WHERE s.key = %s
        """,
        (key,),
    )
    return _site(found[0]) if found else None


async def sites(tx: Transaction) -> list[Site]:
    return [
        _site(row)
        for row in await tx.dicts(
            """
            SELECT s.*, (SELECT jsonb_object_agg(t.version, t.texts) FROM visit.consent_texts t
                         WHERE t.hospital_id = s.hospital_id AND t.site_key = s.key) AS consent_texts
            FROM visit.sites s ORDER BY s.hospital_id, s.key
            """
        )
    ]


async def insert_site(tx: Transaction, site: Site) -> int:
    """1, or 0 when the key is taken (perhaps by a hospital that this transaction does not see)."""
    return await tx.run(
        """
        INSERT INTO visit.sites (hospital_id, key, name, origins, colour, phone, greeting_zh, greeting_en, emergency_zh,
                                 emergency_en, emergency_numbers, consent_version, departments, keep_days)
        VALUES (%(hospital_id)s, %(key)s, %(name)s, %(origins)s, %(colour)s, %(phone)s, %(greeting_zh)s, %(greeting_en)s,
                %(emergency_zh)s, %(emergency_en)s, %(emergency_numbers)s, %(consent_version)s, %(departments)s::jsonb,
                %(keep_days)s)
        ON CONFLICT DO NOTHING
        """,
        _params(site),
    )


async def update_site(tx: Transaction, site: Site) -> int:
    """1, or 0 when `site.version` is no longer the stored one."""
    return await tx.run(
        """
        UPDATE visit.sites
        SET name = %(name)s, origins = %(origins)s, colour = %(colour)s, phone = %(phone)s, greeting_zh = %(greeting_zh)s,
            greeting_en = %(greeting_en)s, emergency_zh = %(emergency_zh)s, emergency_en = %(emergency_en)s,
            emergency_numbers = %(emergency_numbers)s, consent_version = %(consent_version)s,
            departments = %(departments)s::jsonb, keep_days = %(keep_days)s, version = version + 1
        WHERE hospital_id = %(hospital_id)s AND key = %(key)s AND version = %(version)s
        """,
        _params(site),
    )


async def insert_texts(
    tx: Transaction,
    site: Site,
    version: str,
    texts: Mapping[str, ConsentTexts],
    made_at: datetime,
    made_by: str,
) -> int:
    """1, or 0 when there is a text of this version: what was shown is never rewritten."""
    return await tx.run(
        "INSERT INTO visit.consent_texts VALUES (%s, %s, %s, %s::jsonb, %s, %s) ON CONFLICT DO NOTHING",
        (site.hospital_id, site.key, version, msgspec.json.encode(texts).decode(), made_at, made_by),
    )


def _params(site: Site) -> dict[str, Any]:
    values = {name: getattr(site, name) for name in site.__struct_fields__ if name != "consent_texts"}
    values["origins"] = list(site.origins)
    values["emergency_numbers"] = list(site.emergency_numbers)
    values["departments"] = msgspec.json.encode(site.departments).decode()
    return values

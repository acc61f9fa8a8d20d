"""SQL of a hospital's accounts and its own words."""

from typing import Any

import msgspec

from bedside.channel.model import Channel, ChannelSettings, Template
from bedside.kit.database import Transaction


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0: nothing was ever set."""

    settings: ChannelSettings = ChannelSettings()
    secrets_sealed: bytes | None = None
    version: int = 0


async def read(tx: Transaction, hospital_id: int) -> Stored:
    rows = await tx.dicts(
        "SELECT settings, secrets_sealed, version FROM channel.settings WHERE hospital_id = %s", (hospital_id,)
    )
    return msgspec.convert(rows[0], Stored) if rows else Stored()


async def write(
    tx: Transaction, hospital_id: int, given: ChannelSettings, secrets: bytes, version: int, by: str
) -> int:
    """1, or 0 when `version` is no longer the stored one (0: none is stored)."""
    now, text = tx.clock.now(), msgspec.json.encode(given).decode()
    if version == 0:
        return await tx.run(
            """
            INSERT INTO channel.settings (hospital_id, settings, secrets_sealed, changed_at, changed_by)
            VALUES (%s, %s::jsonb, %s, %s, %s) ON CONFLICT DO NOTHING
            """,
            (hospital_id, text, secrets, now, by),
        )
    return await tx.run(
        """
        UPDATE channel.settings SET settings = %s::jsonb, secrets_sealed = %s, version = version + 1, changed_at = %s,
            changed_by = %s
        WHERE hospital_id = %s AND version = %s
        """,
        (text, secrets, now, by, hospital_id, version),
    )


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """A hospital's own words for one message."""

    code: str
    channel: Channel
    zh: str
    en: str
    subject_zh: str
    subject_en: str
    rev: int


async def words(tx: Transaction, hospital_id: int, code: str | None = None) -> list[Words]:
    return await tx.rows(
        Words,
        """
        SELECT code, channel, zh, en, subject_zh, subject_en, rev FROM channel.templates
        WHERE hospital_id = %s AND code = coalesce(%s, code)
        """,
        (hospital_id, code),
    )


async def write_words(tx: Transaction, hospital_id: int, given: Template, by: str) -> int:
    """1, or 0 when `given.rev` is no longer the stored one (0: none is stored)."""
    values: dict[str, Any] = {
        **msgspec.structs.asdict(given), "hospital": hospital_id, "now": tx.clock.now(), "by": by,
    }  # fmt: skip
    if given.rev == 0:
        return await tx.run(
            """
            INSERT INTO channel.templates (hospital_id, code, channel, zh, en, subject_zh, subject_en, rev, changed_at,
                                           changed_by)
            VALUES (%(hospital)s, %(code)s, %(channel)s, %(zh)s, %(en)s, %(subject_zh)s, %(subject_en)s, 1, %(now)s, %(by)s)
            ON CONFLICT DO NOTHING
            """,
            values,
        )
    return await tx.run(
        """
        UPDATE channel.templates SET zh = %(zh)s, en = %(en)s, subject_zh = %(subject_zh)s, subject_en = %(subject_en)s,
            rev = rev + 1, changed_at = %(now)s, changed_by = %(by)s
        WHERE hospital_id = %(hospital)s AND code = %(code)s AND channel = %(channel)s AND rev = %(rev)s
        """,
        values,
    )


async def drop_words(tx: Transaction, hospital_id: int, code: str, channel: Channel, rev: int) -> int:
    """Back to the shipped words."""
    return await tx.run(
        "DELETE FROM channel.templates WHERE hospital_id = %s AND code = %s AND channel = %s AND rev = %s",
        (hospital_id, code, channel, rev),
    )

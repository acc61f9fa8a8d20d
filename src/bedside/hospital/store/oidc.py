"""Providers of the hospital's own sign-in, and who of the staff they know."""

from datetime import datetime
from uuid import UUID

import msgspec

from bedside.kit.database import Transaction


class Provider(msgspec.Struct, frozen=True):
    """A provider as kept; `client_secret` is encrypted."""

    id: UUID
    group_id: int
    name_zh: str
    name_en: str
    issuer: str
    client_id: str
    client_secret: bytes
    login_claim: str
    second_factor: bool
    retired: bool
    version: int


_PROVIDER = """
    SELECT id, group_id, name_zh, name_en, issuer, client_id, client_secret, login_claim, second_factor,
           retired_at IS NOT NULL AS retired, version
    FROM hospital.oidc_providers
"""


async def providers(tx: Transaction, group_id: int | None = None, retired: bool = False) -> list[Provider]:
    return await tx.rows(
        Provider,
        _PROVIDER + " WHERE (%s::int IS NULL OR group_id = %s) AND (%s OR retired_at IS NULL) ORDER BY name_zh, id",
        (group_id, group_id, retired),
    )


async def provider(tx: Transaction, id: UUID) -> Provider | None:
    return await tx.row(Provider, _PROVIDER + " WHERE id = %s", (id,))


async def add(tx: Transaction, given: Provider) -> None:
    await tx.run(
        """
        INSERT INTO hospital.oidc_providers (id, group_id, name_zh, name_en, issuer, client_id, client_secret,
                                             login_claim, second_factor)
        VALUES (%(id)s, %(group_id)s, %(name_zh)s, %(name_en)s, %(issuer)s, %(client_id)s, %(client_secret)s,
                %(login_claim)s, %(second_factor)s)
        """,
        msgspec.structs.asdict(given),
    )


async def change(tx: Transaction, given: Provider, now: datetime) -> bool:
    return (
        await tx.run(
            """
            UPDATE hospital.oidc_providers SET name_zh = %(name_zh)s, name_en = %(name_en)s, issuer = %(issuer)s,
                client_id = %(client_id)s, client_secret = %(client_secret)s, login_claim = %(login_claim)s,
                second_factor = %(second_factor)s, version = version + 1,
                retired_at = CASE WHEN %(retired)s THEN coalesce(retired_at, %(now)s) END
            WHERE id = %(id)s AND version = %(version)s
            """,
            msgspec.structs.asdict(given) | {"now": now},
        )
        == 1
    )


async def linked(tx: Transaction, provider_id: UUID, subject: str) -> UUID | None:
    return await tx.value(
        "SELECT staff_id FROM hospital.oidc_links WHERE provider_id = %s AND subject = %s", (provider_id, subject)
    )


async def is_linked(tx: Transaction, provider_id: UUID, staff_id: UUID) -> bool:
    return bool(
        await tx.value(
            "SELECT true FROM hospital.oidc_links WHERE provider_id = %s AND staff_id = %s", (provider_id, staff_id)
        )
    )


async def link(tx: Transaction, provider_id: UUID, subject: str, staff_id: UUID, now: datetime) -> None:
    await tx.run(
        """
        INSERT INTO hospital.oidc_links (provider_id, subject, staff_id, linked_at) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (provider_id, subject, staff_id, now),
    )


async def unlink_all(tx: Transaction, provider_id: UUID) -> None:
    """A provider that became another one knows nobody any more."""
    await tx.run("DELETE FROM hospital.oidc_links WHERE provider_id = %s", (provider_id,))

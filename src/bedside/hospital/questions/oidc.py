"""Which providers there are: for the sign-in page, and for whoever sets them up."""

from uuid import UUID

import msgspec

from bedside.hospital.actions.oidc import redirect_uri
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.hospital.store import oidc as store
from bedside.kit.problems import REFUSED, Problem
from bedside.kit.services import Services


class ProviderName(msgspec.Struct, frozen=True):
    id: UUID
    name_zh: str
    name_en: str


class ProviderShown(msgspec.Struct, frozen=True):
    """A provider without its secret, and the address to register there."""

    id: UUID
    group_id: int
    name_zh: str
    name_en: str
    issuer: str
    client_id: str
    login_claim: str
    second_factor: bool
    retired: bool
    version: int
    redirect_uri: str


async def provider_names(services: Services) -> list[ProviderName]:
    """For whoever is not signed in yet."""
    async with services.database.system() as tx:
        return [ProviderName(each.id, each.name_zh, each.name_en) for each in await store.providers(tx)]


async def providers(services: Services, viewer: Viewer) -> list[ProviderShown]:
    """Those of the viewer's group, retired ones too. Raises Problem REFUSED."""
    if not viewer.anywhere(Right.MANAGE_STAFF):
        raise Problem(REFUSED)
    async with services.database.system() as tx:
        found = await store.providers(tx, viewer.group_id, retired=True)
    return [
        ProviderShown(
            id=each.id,
            group_id=each.group_id,
            name_zh=each.name_zh,
            name_en=each.name_en,
            issuer=each.issuer,
            client_id=each.client_id,
            login_claim=each.login_claim,
            second_factor=each.second_factor,
            retired=each.retired,
            version=each.version,
            redirect_uri=redirect_uri(services, each.id),
        )
        for each in found
    ]

"""Signing in with the hospital's own accounts (OpenID Connect), and setting such providers up."""

import hmac
from uuid import UUID

import msgspec

from bedside.hospital import oidc, second_factor
from bedside.hospital.actions import sessions
from bedside.hospital.actions.audit import audit, record
from bedside.hospital.actions.places import require_whole_group
from bedside.hospital.actions.sessions import Coming, Signing, first_step
from bedside.hospital.doorkeeper import fingerprint
from bedside.hospital.model import Viewer
from bedside.hospital.problems import OIDC_FAILED
from bedside.hospital.rights import Right
from bedside.hospital.store import oidc as store
from bedside.hospital.store import sign_in as sign_in_store
from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.kit.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from bedside.kit.secret import Signer
from bedside.kit.services import Services


class ProviderGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A provider as set up in the console. `client_secret` None keeps the present one."""

    id: UUID
    group_id: int
    name_zh: str
    name_en: str
    issuer: str
    client_id: str
    client_secret: str | None
    login_claim: str = "preferred_username"
    """The claim that holds the login here; `email` (verified) is looked at too."""
    second_factor: bool = False
    """Whether a second factor used there (claim amr) saves ours."""
    retired: bool = False
    version: int = 1


class Departure(msgspec.Struct, frozen=True):
    address: str
    cookie: str


async def add_provider(services: Services, viewer: Viewer, given: ProviderGiven) -> UUID:
    """Raises Problem NOT_ALL_HOSPITALS: a provider can let in anybody of the group."""
    hospitals = await require_whole_group(services, viewer, Right.MANAGE_STAFF, given.group_id)
    _require_sound(given)
    if not given.client_secret:
        raise Problem(INVALID, what="client_secret")
    made = _kept(services, msgspec.structs.replace(given, id=new_id()), None)
    async with services.database.system() as tx:
        await store.add(tx, made)
        await record(tx, viewer, hospitals, "provider_added", f"provider:{made.id}", detail={"issuer": made.issuer})
    return made.id


async def change_provider(services: Services, viewer: Viewer, given: ProviderGiven) -> None:
    """Change or retire; another issuer knows nobody yet. Raises Problem CONFLICT, NOT_ALL_HOSPITALS."""
    hospitals = await require_whole_group(services, viewer, Right.MANAGE_STAFF, viewer.group_id)
    _require_sound(given)
    async with services.database.system() as tx:
        before = await store.provider(tx, given.id)
        if before is None or before.group_id != viewer.group_id:
            raise Problem(NOT_FOUND)
        if not await store.change(tx, _kept(services, given, before), services.clock.now()):
            raise Problem(CONFLICT, what=given.name_zh)
        if before.issuer != given.issuer.rstrip("/"):
            await store.unlink_all(tx, given.id)
        action = "provider_retired" if given.retired else "provider_changed"
        await record(tx, viewer, hospitals, action, f"provider:{given.id}", detail={"issuer": given.issuer})


async def depart(services: Services, provider_id: UUID) -> Departure:
    """Where to send the browser, and the cookie that it brings back. Raises Problem NOT_FOUND, OIDC_FAILED."""
    provider = await _provider(services, provider_id)
    metadata = await oidc.discover(provider.issuer)
    going = oidc.leave(provider.id, services.clock.now())
    address = oidc.authorize_address(metadata, provider.client_id, going, redirect_uri(services, provider.id))
    return Departure(address, _signer(services).sign(going))


async def arrive(
    services: Services, provider_id: UUID, cookie: str | None, state: str, code: str, coming: Coming
) -> Signing:
    """The browser is back with a code: open a session for whom the provider vouches.

    Raises Problem OIDC_FAILED also for somebody who has no account here.
    """
    now = services.clock.now()
    going = _signer(services).read(cookie or "", oidc.Going)
    if going is None or going.provider != provider_id or not hmac.compare_digest(going.state, state):
        raise Problem(OIDC_FAILED, what="state")
    if now - going.began_at > oidc.ALLOWED_DELAY:
        raise Problem(OIDC_FAILED, what="expired")
    provider = await _provider(services, provider_id)
    metadata = await oidc.discover(provider.issuer)
    secret = second_factor.decrypt(services, provider.id, provider.client_secret, "oidc")
    back = redirect_uri(services, provider.id)
    claims = await oidc.redeem(metadata, provider.client_id, secret, going, code, back, now)
    whence = fingerprint(services, coming.address)
    async with services.database.system() as tx:
        account = await _account(services, tx, provider, claims)
        if account is not None and not account.disabled:
            done = provider.second_factor and claims.used_second_factor
            step = first_step(account, second_factor_done=done, password_used=False)
            return await sessions.begin(services, tx, account, step, coming, whence, provider.name_en)
        for place in account.places if account else [0]:
            object = f"staff:{account.id}" if account else f"provider:{provider.id}"
            await audit(tx, place, "system:sign-in", "sign_in_failed", object, address_hash=whence)
    raise Problem(OIDC_FAILED, what="account")


def redirect_uri(services: Services, provider_id: UUID) -> str:
    """Registered at the provider for this installation."""
    return f"{services.settings.origin}/v1/oidc/{provider_id}/callback"


async def _account(
    services: Services, tx: Transaction, provider: store.Provider, claims: oidc.Claims
) -> sign_in_store.Account | None:
    """By the link of an earlier sign-in; else, once, by login or verified email within the provider's group."""
    staff_id = await store.linked(tx, provider.id, claims.subject)
    if staff_id is not None:
        return await sign_in_store.account(tx, staff_id)
    login, found = claims.text(provider.login_claim), None
    if login and (provider.login_claim != "email" or claims.verified_email):
        found = await sign_in_store.account_by_login(tx, login.lower())
    if (found is None or found.group_id != provider.group_id) and claims.verified_email:
        found = await sign_in_store.account_by_email(tx, provider.group_id, claims.verified_email)
    if found is None or found.group_id != provider.group_id or await store.is_linked(tx, provider.id, found.id):
        return None
    await store.link(tx, provider.id, claims.subject, found.id, services.clock.now())
    for place in found.places:
        await audit(tx, place, "system:sign-in", "provider_linked", f"staff:{found.id}")
    return found


async def _provider(services: Services, id: UUID) -> store.Provider:
    async with services.database.system() as tx:
        found = await store.provider(tx, id)
    if found is None or found.retired:
        raise Problem(NOT_FOUND)
    return found


def _kept(services: Services, given: ProviderGiven, before: store.Provider | None) -> store.Provider:
    if given.client_secret:
        secret = second_factor.encrypt(services, given.id, given.client_secret, "oidc")
    else:
        assert before is not None
        secret = before.client_secret
    return store.Provider(
        id=given.id,
        group_id=given.group_id,
        name_zh=given.name_zh,
        name_en=given.name_en,
        issuer=given.issuer.rstrip("/"),
        client_id=given.client_id,
        client_secret=secret,
        login_claim=given.login_claim,
        second_factor=given.second_factor,
        retired=given.retired,
        version=given.version,
    )


def _require_sound(given: ProviderGiven) -> None:
    if not oidc.is_trustworthy(given.issuer):
        raise Problem(INVALID, what="issuer: https")


def _signer(services: Services) -> Signer:
    return Signer(services.key("oidc trip"))

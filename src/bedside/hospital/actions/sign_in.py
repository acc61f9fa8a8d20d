"""Signing in: password, second factor, lock-out (rule L34)."""

from datetime import datetime, timedelta

from bedside.hospital import passwords, second_factor
from bedside.hospital.actions import sessions
from bedside.hospital.actions.audit import audit
from bedside.hospital.actions.sessions import Coming, Signing, first_step
from bedside.hospital.doorkeeper import fingerprint
from bedside.hospital.problems import LOCKED, SIGN_IN_FAILED, SIGNED_OUT
from bedside.hospital.store import sign_in as store
from bedside.kit.database import Transaction
from bedside.kit.problems import Problem
from bedside.kit.services import Services

FREE_PER_LOGIN, FREE_PER_ADDRESS = 5, 30
"""Failures that cost nothing; a hospital's staff may all come from one address."""
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=15), timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)


def delay(failures: int, free: int) -> timedelta | None:
    """How long the next attempt must wait: doubling from 15 s up to 15 min; None while failures are free."""
    if failures < free:
        return None
    return min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(failures - free, 10))


async def sign_in(services: Services, login: str, password: str, coming: Coming) -> Signing:
    """First step. Raises Problem SIGN_IN_FAILED (unknown login, wrong password, disabled: all alike) or LOCKED."""
    login = login.strip().lower()
    who, whence = fingerprint(services, f"login {login}"), fingerprint(services, coming.address)
    keys = {f"login:{who}": FREE_PER_LOGIN, f"address:{whence}": FREE_PER_ADDRESS}
    async with services.database.system() as tx:
        await count(tx, keys, services.clock.now())
        account = await store.account_by_login(tx, login)
    usable = account if account and not account.disabled else None
    right = await passwords.hasher(services).matches(usable.password_hash if usable else None, password)
    async with services.database.system() as tx:
        if usable is None or not right:
            await _failed(tx, account, "sign_in_failed", who, whence)
        else:
            await store.forgive(tx, [f"login:{who}"])
            await store.forgive_one(tx, f"address:{whence}")
            step = first_step(usable, second_factor_done=False, password_used=True)
            return await sessions.begin(services, tx, usable, step, coming, whence)
    raise Problem(SIGN_IN_FAILED)


async def enter_code(services: Services, token: str | None, code: str, coming: Coming) -> Signing:
    """Second step: a code of the authenticator, or a recovery code. Raises Problem SIGN_IN_FAILED, LOCKED, …"""
    session = await sessions.at_step(services, token, "code")
    whence, now = fingerprint(services, coming.address), services.clock.now()
    key = f"code:{session.staff_id}"
    async with services.database.system() as tx:
        await count(tx, {key: FREE_PER_LOGIN}, now)
        account = await store.account(tx, session.staff_id)
        if account is None or account.disabled or account.totp_secret is None:
            raise Problem(SIGNED_OUT)
        if await _spend(services, tx, account, code, now):
            await store.forgive(tx, [key])
            step = first_step(account, second_factor_done=True, password_used=not session.provider)
            return await sessions.go_on(services, tx, session, account, step, whence)
        await _failed(tx, account, "second_factor_failed", "", whence)
    raise Problem(SIGN_IN_FAILED)


async def count(tx: Transaction, free: dict[str, int], now: datetime) -> None:
    """Count an attempt under each key before it is judged, so that parallel guesses count too.

    Raises Problem LOCKED, which undoes the counting, while one of the keys is locked.
    """
    for key, allowed in sorted(free.items()):
        failures, until = await store.count_attempt(tx, key, now, FORGET_AFTER)
        if until and until > now:
            raise Problem(LOCKED, retry_after=max(1, round((until - now).total_seconds())))
        wait = delay(failures, allowed)
        if wait:
            await store.lock_until(tx, key, now + wait)


async def _spend(services: Services, tx: Transaction, account: store.Account, code: str, now: datetime) -> bool:
    assert account.totp_secret is not None
    secret = second_factor.decrypt(services, account.id, account.totp_secret)
    step = second_factor.step_of(secret, code, now)
    if step is not None:
        return await store.use_step(tx, account.id, step)
    hash = second_factor.recovery_hash(services, account.id, code)
    if not await store.use_recovery_code(tx, account.id, hash, now):
        return False
    for place in account.places:
        await audit(tx, place, f"staff:{account.id}", "recovery_code_used", f"staff:{account.id}")
    return True


async def _failed(tx: Transaction, account: store.Account | None, action: str, who: str, whence: str) -> None:
    object = f"staff:{account.id}" if account else f"login:{who}"
    for place in account.places if account else [0]:
        await audit(tx, place, "system:sign-in", action, object, address_hash=whence)

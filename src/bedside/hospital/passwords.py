"""Passwords: what is good enough, and their argon2 hashes, made in threads and few at a time."""

import asyncio
import secrets
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bedside.hospital.problems import BUSY, WEAK_PASSWORD
from bedside.kit.problems import Problem
from bedside.kit.services import Services

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
LEAST, MOST = 10, 200
AT_ONCE = 2
WAITING_AT_MOST = 64

# What attackers try first and is long enough; shorter ones fall to the length rule. Compared without case and digits'
# or signs' decoration at the ends.
_COMMON_WORDS = (
    "password passwords passw0rd p@ssword p@ssw0rd passwordpassword mypassword changeme changeit letmein "
    "letmeinplease welcome welcomehome qwerty qwertyuiop qwertyui qazwsxedc 1qaz2wsx3edc zaqxswcde "
    "asdfghjkl zxcvbnm administrator admin adminadmin administrators rootroot superuser hospital bedside "
    "doctor nurse medical medicine consultant woaini woaiwojia wodemima nihaoma mima mimamima iloveyou "
    "iloveyouforever sunshine princess football baseball dragon monkey trustno abcdefgh abcdefghij "
    "abcdefghijk abcdefghijkl abcabcabc testtest tester default secret secretsecret guest access master "
    "michael charlie internet computer samsung google alibaba tencent weixin wechat huawei xiaomi beijing "
    "shanghai china zhongguo yiyuan yisheng hushi kehu woshishui nicetomeetyou correcthorsebatterystaple "
)
_COMMON = frozenset(_COMMON_WORDS.split())
_DECORATION = "0123456789!@#$%^&*()_-+=.,?~` "


def weakness(password: str, login: str) -> tuple[str, str] | None:
    """Why this password will not do, in Chinese and English; None if it will."""
    plain = password.lower()
    if len(password) < LEAST:
        return f"少于 {LEAST} 个字符", f"fewer than {LEAST} characters"
    if len(password) > MOST:
        return f"多于 {MOST} 个字符", f"more than {MOST} characters"
    if len(set(plain)) < 4:
        return "字符太单一", "too few different characters"
    if plain in _COMMON or plain.strip(_DECORATION) in _COMMON or not plain.strip(_DECORATION):
        return "太常见", "too common"
    if login and login.lower() in plain and len(plain) - len(login) < LEAST - 2:
        return "包含账号名", "contains the login"
    return None


def require_good(password: str, login: str) -> None:
    """Raise Problem WEAK_PASSWORD."""
    found = weakness(password, login)
    if found:
        raise Problem(WEAK_PASSWORD, zh=found[0], en=found[1])


def invented() -> str:
    """A first password that an administrator can read out: four groups, about 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


class Hasher:
    """Kept by each process in its services. argon2 takes 64 MiB and some 50 ms each, so few run at once."""

    def __init__(self, argon2: PasswordHasher | None = None) -> None:
        self._argon2 = argon2 or PasswordHasher()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobodys = self._argon2.hash(secrets.token_hex(16))

    async def hashed(self, password: str) -> str:
        return await self._in_turn(self._argon2.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one. An unknown login costs the same time as a known one."""
        right = await self._in_turn(self._verify, stored or self._nobodys, password)
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        return self._argon2.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        if self._waiting >= WAITING_AT_MOST:
            raise Problem(BUSY)
        self._waiting += 1
        try:
            async with self._at_once:
                return await asyncio.to_thread(work, *given)
        finally:
            self._waiting -= 1


def hasher(services: Services) -> Hasher:
    """This process's hasher, made on first use."""
    return services.once(Hasher, Hasher)

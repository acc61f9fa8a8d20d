"""Time-based one-time passwords (RFC 6238): secrets encrypted at rest, each code good once; and recovery codes."""

import hmac
import os
import secrets
from datetime import datetime
from uuid import UUID

import msgspec
import segno
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp import random_base32
from pyotp.totp import TOTP

from bedside.kit.services import Services

STEP_SECONDS = 30
TOLERANCE = 1
"""Steps before and after the present one that are accepted: clocks of phones differ."""
RECOVERY_CODES = 10


class Enrolment(msgspec.Struct, frozen=True):
    """What an authenticator app needs."""

    secret: str
    uri: str

    @property
    def qr_svg(self) -> str:
        """Drawn when it is asked for: that takes 40 ms."""
        # `inline`: no XML head, so that a page can hold it as it is.
        svg = segno.make(self.uri, error="m", micro=False).svg_inline(scale=4, border=2, dark="#000", light="#fff")
        return svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def new_enrolment(login: str, issuer: str, secret: str | None = None) -> Enrolment:
    secret = secret or random_base32()
    return Enrolment(secret=secret, uri=TOTP(secret).provisioning_uri(name=login, issuer_name=issuer))


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, near `at`; None if it is none. Compared in constant time."""
    totp, found = TOTP(secret), None
    given = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(totp.generate_otp(step), given) and given.isdigit():
            found = step
    return found


def encrypt(services: Services, owner: UUID, secret: str, purpose: str = "totp") -> bytes:
    """AES-256-GCM, bound to its owner: a secret moved to another row does not open."""
    nonce = os.urandom(12)
    return nonce + AESGCM(services.key(purpose)).encrypt(nonce, secret.encode(), owner.bytes)


def decrypt(services: Services, owner: UUID, kept: bytes, purpose: str = "totp") -> str:
    """Raises cryptography.exceptions.InvalidTag if the installation's secret is another one."""
    return AESGCM(services.key(purpose)).decrypt(kept[:12], kept[12:], owner.bytes).decode()


def new_recovery_codes() -> list[str]:
    """Codes of 60 bits, for when the phone is lost; each good once."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"

    def half() -> str:
        return "".join(secrets.choice(letters) for _ in range(6))

    return [f"{half()}-{half()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(services: Services, owner: UUID, code: str) -> bytes:
    plain = "".join(code.lower().split()).replace("-", "")
    return hmac.digest(services.key("recovery"), owner.bytes + plain.encode(), "sha256")

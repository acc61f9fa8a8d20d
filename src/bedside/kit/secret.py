"""The installation's secret: one random key from which every other key is derived.

It stands outside the database (`BEDSIDE_SECRET`, or a file in home that only its owner can read), so that a copy of the
database alone neither forges a token nor reads an identifier.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")


def load(home: Path, given: str | None = None) -> bytes:
    """The secret (32 bytes or more); made on first use. Raises ValueError if the one given is too short."""
    if given:
        if len(given) < 32:
            raise ValueError("BEDSIDE_SECRET must have at least 32 characters")
        return given.encode()
    file = home / "secret.key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as out:
        secret = os.urandom(32).hex().encode()
        out.write(secret)
        out.flush()
        os.fsync(out.fileno())
    return secret


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose; knowing one says nothing of another (HMAC-SHA256 as a KDF)."""
    return hmac.new(secret, f"bedside:{purpose}".encode(), hashlib.sha256).digest()


class Signer:
    """Signs small values into opaque URL-safe tokens. Revocation is the room's business: it looks the subject up."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, value: object) -> str:
        body = msgspec.msgpack.encode(value)
        return urlsafe_b64encode(self._mac(body) + body).decode().rstrip("=")

    def read(self, token: str, kind: type[T]) -> T | None:
        """The value, or None if the token is not ours. Compared in constant time."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            mac, body = raw[:16], raw[16:]
            if not hmac.compare_digest(mac, self._mac(body)):
                return None
            return msgspec.msgpack.decode(body, type=kind)
        except (ValueError, msgspec.MsgspecError):
            return None

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:16]


class Sealer:
    """Encrypts direct identifiers at rest (AES-256-GCM, 12-byte random nonce in front)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, text: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Raises cryptography.exceptions.InvalidTag when it was not sealed with this key."""
        return self._cipher.decrypt(sealed[:12], sealed[12:], None).decode()

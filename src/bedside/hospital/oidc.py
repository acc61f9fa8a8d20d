"""The relying party's side of OpenID Connect: discovery, authorisation code with PKCE, the ID token checked."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import httpx
import msgspec

from bedside.hospital.problems import OIDC_FAILED
from bedside.kit.problems import Problem
from bedside.kit.tls import tls

# Only signatures: a symmetric algorithm or none would let a token be made from what is public.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
TIMEOUT = 10.0
ALLOWED_DELAY = timedelta(minutes=10)
LEEWAY = 60
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "fido", "pop", "sc"})


class Metadata(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0); the rest is ignored."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Going(msgspec.Struct, frozen=True):
    """What the browser carries, signed, to the provider and back."""

    provider: UUID
    state: str
    nonce: str
    verifier: str
    began_at: datetime


class Claims(msgspec.Struct, frozen=True):
    """What the ID token says, once it is found genuine."""

    subject: str
    values: dict[str, Any]

    @property
    def used_second_factor(self) -> bool:
        """By RFC 8176's method names."""
        given = self.values.get("amr")
        return isinstance(given, list) and bool(STRONG.intersection(map(str, given)))  # pyright: ignore[reportUnknownArgumentType]

    @property
    def verified_email(self) -> str | None:
        email = self.values.get("email")
        return email if isinstance(email, str) and self.values.get("email_verified") is True else None

    def text(self, claim: str) -> str | None:
        value = self.values.get(claim)
        return value if isinstance(value, str) and value else None


def is_trustworthy(address: str) -> bool:
    """TLS, except on this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no address
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost"))


async def discover(issuer: str) -> Metadata:
    """Raises Problem OIDC_FAILED when the provider does not answer as one."""
    found = await _fetch("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    try:
        metadata = msgspec.convert(found, Metadata)
    except msgspec.ValidationError as error:
        raise Problem(OIDC_FAILED, what=str(error)) from None
    if metadata.issuer.rstrip("/") != issuer.rstrip("/"):
        raise Problem(OIDC_FAILED, what="issuer")
    for address in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
        if not is_trustworthy(address):
            raise Problem(OIDC_FAILED, what="http")
    return metadata


def leave(provider: UUID, now: datetime) -> Going:
    """Fresh secrets for one trip."""
    return Going(provider, secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), now)


def authorize_address(metadata: Metadata, client_id: str, going: Going, redirect_uri: str) -> str:
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid profile email",
        "state": going.state,
        "nonce": going.nonce,
        "code_challenge": _challenge(going.verifier),
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
    return f"{metadata.authorization_endpoint}{joint}{urlencode(query)}"


def _challenge(verifier: str) -> str:
    """RFC 7636, method S256."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


async def redeem(
    metadata: Metadata, client_id: str, client_secret: str, going: Going, code: str, redirect_uri: str, now: datetime
) -> Claims:
    """Exchange the code and check the ID token: signature, issuer, audience, time and nonce.

    Raises Problem OIDC_FAILED.
    """
    # Only a hospital with its own sign-in waits for these to load, not every start of a process.
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet
    from joserfc.jws import JWSRegistry

    answer = await _fetch(
        "POST",
        metadata.token_endpoint,
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": going.verifier,
        },
        auth=(client_id, client_secret),
    )
    if not isinstance(answer.get("id_token"), str):
        raise Problem(OIDC_FAILED, what="id_token")
    keys = await _fetch("GET", metadata.jwks_uri)
    try:
        token = jwt.decode(
            answer["id_token"],
            KeySet.import_key_set(keys),  # pyright: ignore[reportArgumentType]
            registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False),
        )
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"essential": True, "value": metadata.issuer}, "aud": {"essential": True, "value": client_id}},
            {"nonce": going.nonce, "client_id": client_id, "access_token": answer.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)  # pyright: ignore[reportUnknownMemberType]
    except (JoseError, ValueError, KeyError) as error:
        raise Problem(OIDC_FAILED, what=type(error).__name__) from None
    return Claims(str(token.claims["sub"]), dict(token.claims))


async def _fetch(
    method: str, address: str, data: dict[str, str] | None = None, auth: tuple[str, str] | None = None
) -> dict[str, Any]:
    if not is_trustworthy(address):
        raise Problem(OIDC_FAILED, what="http")
    try:
        # No redirects: an answer from elsewhere is not the provider's.
        async with httpx.AsyncClient(verify=tls(), timeout=TIMEOUT, trust_env=False) as client:
            answer = await client.request(method, address, data=data, auth=auth, headers={"Accept": "application/json"})
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError) as error:
        raise Problem(OIDC_FAILED, what=type(error).__name__) from None

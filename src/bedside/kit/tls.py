"""Trust in other servers' certificates, read once: the list of authorities takes 25 ms, and who calls often makes many clients."""

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """For `httpx.AsyncClient(verify=tls())`. What the environment names as authorities is not looked at."""
    return httpx.create_ssl_context(trust_env=False)

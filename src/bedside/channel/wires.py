"""The transports of this process: built from a hospital's settings as they stand, over one pool of connections."""

import asyncio

import httpx

from bedside.channel.managing import secrets_of
from bedside.channel.model import Channel
from bedside.channel.store import settings as store
from bedside.channel.transports.contract import Transport
from bedside.channel.transports.email import Smtp
from bedside.channel.transports.sms import SmsGateway
from bedside.channel.transports.web import Web
from bedside.kit.services import Services
from bedside.kit.tls import tls

RECORDING = 2
"""Connections of the pool that outcomes may take at once: the rest is for the people at the desk."""


class Wires:
    """A part of the process."""

    def __init__(self) -> None:
        # A gateway must not be able to send us elsewhere, nor proxies of the environment to read along.
        self.recording = asyncio.Semaphore(RECORDING)
        self._client = httpx.AsyncClient(verify=tls(), trust_env=False, follow_redirects=False)

    async def of(self, services: Services, hospital_id: int, channel: Channel) -> Transport | None:
        """None when the hospital has not (or no longer) set it up."""
        if channel == "web":
            return Web()
        async with services.database.transaction([hospital_id]) as tx:
            stored = await store.read(tx, hospital_id)
        secrets = secrets_of(services, stored)
        if channel == "sms" and stored.settings.sms:
            return SmsGateway(self._client, stored.settings.sms, secrets.sms_key)
        if channel == "email" and stored.settings.email:
            return Smtp(stored.settings.email, secrets.smtp_password, services.clock)
        return None

    async def close(self) -> None:
        await self._client.aclose()

"""What a transport is handed and what it answers. It never decides whether to send: the gate has."""

from typing import Literal, Protocol

import msgspec

from bedside.channel.model import Content, Lang


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One message, ready to leave. `key` is the same at every try, so that a provider that honours it sends once."""

    key: str
    address: str
    template: str
    lang: Lang
    content: Content
    sender: str
    """The hospital's name, as recipients know it."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """sent: the provider has it. delivered: it has arrived. retry: not known to have been taken, try again with the same
    key. failed: it never will be. `error` is a short code without addresses."""

    outcome: Literal["sent", "delivered", "retry", "failed"]
    provider_id: str = ""
    error: str = ""


class Transport(Protocol):
    async def send(self, parcel: Parcel) -> Answer:
        """Hand it over within `SECONDS`; raises nothing, what goes wrong is an answer."""
        ...


SECONDS = 20.0
"""How long a provider may take. A delivery's lease is much longer, so that two never send it at once."""

"""SMS by a generic HTTP/JSON gateway (docs/channels.md): one POST per message, with an idempotency key."""

import httpx
import msgspec

from bedside.channel.model import SmsSettings
from bedside.channel.transports.contract import SECONDS, Answer, Parcel

AGAIN = frozenset({408, 409, 425, 429})
ANSWER_LIMIT = 64 * 1024


class Said(msgspec.Struct):
    """What a gateway answers. `state`: accepted or delivered."""

    id: str = ""
    state: str = "accepted"


class SmsGateway:
    def __init__(self, client: httpx.AsyncClient, settings: SmsSettings, key: str) -> None:
        self._client = client
        self._settings = settings
        self._key = key

    async def send(self, parcel: Parcel) -> Answer:
        body = {
            "key": parcel.key,
            "to": parcel.address,
            "text": parcel.content.text,
            "signature": self._settings.signature,
            "lang": parcel.lang,
            "template": self._settings.templates.get(parcel.template, parcel.template),
            "values": parcel.content.values,
        }
        headers = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": parcel.key}
        try:
            async with self._client.stream(
                "POST", self._settings.url, json=body, headers=headers, timeout=SECONDS, follow_redirects=False
            ) as answer:
                content = b""
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > ANSWER_LIMIT:
                        return Answer(outcome="retry", error="answer_too_long")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # It may have been taken all the same: the key makes the next try safe.
            return Answer(outcome="retry", error=type(error).__name__)
        return _read(answer.status_code, content)


def _read(status: int, content: bytes) -> Answer:
    if 200 <= status < 300:
        try:
            said = msgspec.json.decode(content, type=Said) if content.strip() else Said()
        except msgspec.MsgspecError:
            # Taken, by the status; what it says about it cannot be read.
            said = Said()
        return Answer(outcome="delivered" if said.state == "delivered" else "sent", provider_id=said.id[:200])
    if status >= 500 or status in AGAIN:
        return Answer(outcome="retry", error=f"http_{status}")
    return Answer(outcome="failed", error=f"http_{status}")

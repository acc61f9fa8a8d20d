"""A simulated visitor's phone: what the demo's SMS gateway shows for its number."""

import asyncio
import re

import httpx

_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
LOOK_SECONDS = 0.5
LOOKS = 60


class Phone:
    def __init__(self, http: httpx.AsyncClient, gateway: str, number: str) -> None:
        self._http = http
        self._gateway = gateway.rstrip("/")
        self.number = number

    async def texts(self) -> list[str]:
        """What came, oldest first. Raises httpx.HTTPError."""
        answer = await self._http.get(f"{self._gateway}/messages", params={"to": self.number})
        answer.raise_for_status()
        return [str(each["text"]) for each in answer.json()["items"]]

    async def code(self) -> str:
        """The verification code, once it came. Raises TimeoutError."""
        for _ in range(LOOKS):
            for text in reversed(await self.texts()):
                if found := _CODE.search(text):
                    return found[0]
            await asyncio.sleep(LOOK_SECONDS)
        raise TimeoutError("no code came")

"""What a hospital writes for everybody to read (services, what doctors see to): a room above says what may not stand there."""

from collections.abc import Awaitable, Callable

from bedside.kit.services import Services

Check = Callable[[int, tuple[str, ...]], Awaitable[None]]
"""Of a hospital's texts. Raises Problem for what may not be published so."""


class PublicWords:
    """A part of the process: `public_words(services).add("gate", check)` at start-up."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, room: str, check: Check) -> None:
        self._checks[room] = check

    async def check(self, hospital_id: int, *texts: str) -> None:
        """Call it before the transaction that keeps them."""
        for check in self._checks.values():
            await check(hospital_id, texts)


def public_words(services: Services) -> PublicWords:
    """This process's; made by whoever asks first."""
    return services.once(PublicWords, PublicWords)

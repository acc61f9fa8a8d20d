"""`bedside` whose gates read nothing: what the chat bench holds the real one against. Never part of what is shipped."""

from typing import Any

from bedside.cli.commands import main
from bedside.conversation.flags import Watch
from bedside.gate.claims.gate import Claims


async def _nothing(*_: Any, **__: Any) -> None:
    return None


async def _no_claims(*_: Any, **__: Any) -> list[Any]:
    return []


Watch.read = _nothing
Claims.check = _no_claims

if __name__ == "__main__":
    main()

"""`python -m bedside.console.openapi`: the OpenAPI document, from which the console's types are generated."""

import sys
from pathlib import Path

import msgspec

from bedside.console.app import create_app
from bedside.kit.settings import Settings


def document() -> bytes:
    """The document as JSON; needs no database."""
    app = create_app(Settings(home=Path("/nowhere")))
    return msgspec.json.encode(app.openapi_schema.to_schema())


if __name__ == "__main__":
    sys.stdout.buffer.write(document())

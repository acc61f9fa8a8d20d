"""`python -m bedside.console.openapi`: print the OpenAPI document, which the console's types are made from."""

import sys
from pathlib import Path

from litestar.serialization import encode_json

from bedside.console.app import create_app
from bedside.kit.settings import Settings


def document() -> bytes:
    """The document of the whole application as JSON in UTF-8; needs no database."""
    app = create_app(Settings(home=Path(), database_url="postgresql://"))
    return encode_json(app.openapi_schema.to_schema())


if __name__ == "__main__":
    sys.stdout.buffer.write(document())

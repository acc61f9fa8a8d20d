"""`python -m bedside.console.openapi`: print the OpenAPI document, which the console's types are made from."""

import json
import sys
from pathlib import Path

from bedside.console.app import create_app
from bedside.kit.settings import Settings


def document() -> str:
    """The document of the whole application as JSON; needs no database."""
    app = create_app(Settings(home=Path(), database_url="postgresql://"))
    return json.dumps(app.openapi_schema.to_schema(), ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(document())

"""The public data sets, a JSON object a line, compressed; none of them is part of the project."""

import gzip
import json
from pathlib import Path


def read(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]

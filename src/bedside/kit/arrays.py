"""Lists as parameters of hot statements: psycopg quotes them element by element, which costs more than many a statement."""

from collections.abc import Iterable
from uuid import UUID

import msgspec


def array(values: Iterable[UUID | int]) -> str:
    """A PostgreSQL array literal; say `%s::uuid[]` or `%s::int[]`."""
    return "{" + msgspec.json.encode(list(values)).decode()[1:-1] + "}"

"""What a process logs names nobody: of the database's errors only what went wrong is written, never the row.

PostgreSQL's details quote values (a document that it cannot read, a key that exists); the server's own log leaves them out by
its settings (kit/postgres.py), and here they are left out of tracebacks.
"""

import logging
from collections.abc import Iterator
from types import TracebackType
from typing import cast

import psycopg

FORMAT = "%(levelname)s %(name)s: %(message)s"
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the standard library's name
        quoted = {
            line.strip()
            for error in _behind(ei[1])
            if isinstance(error, psycopg.Error)
            for line in str(error).splitlines()[1:]
            if line.strip()
        }
        lines = super().formatException(ei).splitlines()
        return "\n".join(line for line in lines if line.strip(" |") not in quoted)


def begin() -> None:
    """Log warnings and worse to standard error; once per process, before anything runs."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _behind(error: BaseException | None, seen: frozenset[int] = frozenset()) -> Iterator[BaseException]:
    """The error, what it came from, and the parts of a group."""
    if error is None or id(error) in seen:
        return
    yield error
    seen |= {id(error)}
    parts: tuple[BaseException, ...] = (
        cast("BaseExceptionGroup[BaseException]", error).exceptions if isinstance(error, BaseExceptionGroup) else ()
    )
    for each in (error.__cause__, error.__context__, *parts):
        yield from _behind(each, seen)

"""What written text may hold, as patterns: no control characters, for PostgreSQL has no NUL and a log no bells."""

PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Lines and tabs too."""
LINE = r"^[^\x00-\x1f\x7f]*$"
"""One line of it."""

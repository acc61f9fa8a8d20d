"""A time zone in which it is ten in the morning: at night messages wait until eight, and near midnight today's clinics are over."""

from datetime import UTC, datetime

_AHEAD = (10 - datetime.now(UTC).hour + 11) % 24 - 11
ZONE = f"Etc/GMT{-_AHEAD:+d}"
"""Of these names the sign is POSIX's: GMT-8 is eight hours ahead."""

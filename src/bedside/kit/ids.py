"""Identifiers: UUID version 7 (RFC 9562), time-ordered and increasing within a process."""

import os
import time
from uuid import UUID

_last = 0


def new_id() -> UUID:
    """A new UUIDv7. Two calls in one process never go backwards, even when the wall clock does."""
    global _last
    # 48 bits of milliseconds and 12 bits of sub-millisecond counter, kept as one increasing number.
    stamp = time.time_ns() * 4096 // 1_000_000
    _last = stamp = max(stamp, _last + 1)
    random = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0x2 << 62 | random)

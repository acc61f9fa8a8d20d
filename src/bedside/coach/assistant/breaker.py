"""After some failures in a row the endpoint is left alone for a while; then one question tries it."""

FAILURES = 3
PAUSE = 60.0
"""Seconds."""


class Breaker:
    """Of one hospital. `now` is a monotonic time in seconds."""

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0

    def away(self, now: float) -> float:
        """Seconds until it is tried again; 0 when it may be asked."""
        return max(0.0, self._until - now)

    def begin(self, now: float) -> bool:
        """Whether to ask now. After a pause one question goes first; no other follows it before it is answered."""
        if self.away(now) > 0:
            return False
        if self._failures >= FAILURES:
            self._until = now + PAUSE
        return True

    def answered(self) -> None:
        self._failures, self._until = 0, 0.0

    def failed(self, now: float, after: float = 0.0) -> None:
        """`after`: seconds for which it asked to be left alone."""
        self._failures += 1
        self._until = max(self._until, now + max(after, PAUSE if self._failures >= FAILURES else 0.0))

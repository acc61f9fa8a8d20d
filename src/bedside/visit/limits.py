"""How much one visitor or one address may do, in bounded memory."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED = 50_000


class Allowance:
    """`per_minute` for each key, spent over time or `at_once`, as many if nothing is said (a token bucket).

    The keys longest unused are dropped beyond `remembered`: a dropped key starts afresh, which a flood of keys cannot use
    for more than its own share each.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        at_once: int | None = None,
        remembered: int = REMEMBERED,
        time: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = float(at_once or per_minute)
        self._rate = per_minute / 60
        self._remembered = remembered
        self._time = time
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def admits(self, key: Hashable, cost: int = 1) -> bool:
        """Take `cost` from the key's allowance; False (and nothing taken) if it is not there."""
        now = self._time()
        left, since = self._left.get(key, (self._most, now))
        left = min(self._most, left + (now - since) * self._rate)
        admitted = left >= cost
        self._left[key] = (left - cost if admitted else left, now)
        self._left.move_to_end(key)
        if len(self._left) > self._remembered:
            self._left.popitem(last=False)
        return admitted

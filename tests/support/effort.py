"""What a piece of work costs, by the processor's count: other work on the machine does not change it, as it would a clock."""

import time
from collections.abc import Callable


def effort(work: Callable[[], object]) -> float:
    """Processor seconds of this thread, the least of three times."""

    def once() -> float:
        began = time.thread_time()
        work()
        return time.thread_time() - began

    return min(once() for _ in range(3))

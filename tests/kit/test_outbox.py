"""What waits for a slow reader is bounded, and a reader who keeps up gets all of it in order."""

import asyncio
import tracemalloc

from bedside.kit.outbox import Outbox

LIMIT, EVENT = 256 * 1024, 100_000


async def test_a_reader_that_stands_still_costs_the_limit_and_one_event() -> None:
    goes_on, frames, overflows = asyncio.Event(), list[str](), list[None]()

    async def send(frame: str) -> None:
        frames.append(frame)
        await goes_on.wait()

    outbox = Outbox(send, lambda: overflows.append(None), LIMIT)
    outbox.put(b"0")
    await asyncio.sleep(0)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    most = 0
    for _ in range(300):
        outbox.put(bytes(EVENT))
        most = max(most, outbox.waiting)
        await asyncio.sleep(0)
    held = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert LIMIT < most <= LIMIT + EVENT
    assert held < LIMIT + 3 * EVENT  # one more is being made while another is refused
    assert len(overflows) == 1
    assert outbox.closed
    goes_on.set()
    await outbox.drained()
    assert frames == ["[0]"]


async def test_one_event_may_be_larger_than_the_limit() -> None:
    frames: list[str] = []

    async def send(frame: str) -> None:
        frames.append(frame)

    outbox = Outbox(send, lambda: None, limit=10)
    for event in (b"1" * 100, b"2"):
        outbox.put(event)
        await outbox.drained()
    assert frames == [f"[{'1' * 100}]", "[2]"]
    assert outbox.waiting == 0

"""What goes to a whole desk comes to everybody, spread over time; what two people say goes in between."""

import asyncio

from bedside.kit.bus import BREATH, Bus


async def test_everybody_hears_it_and_a_message_does_not_wait_for_the_last() -> None:
    bus, heard = Bus(), list[str]()
    everybody = 5 * BREATH
    for number in range(everybody):
        bus.subscribe("desk", lambda payload, number=number: heard.append(f"{payload.decode()} {number}"))
    bus.subscribe("thread", lambda payload: heard.append(payload.decode()))
    telling = asyncio.create_task(bus.broadcast("desk", b"news", over=0.1))
    await asyncio.sleep(0)
    bus.publish("thread", b"a message")
    await telling
    assert heard.index("a message") == BREATH
    assert [each for each in heard if each != "a message"] == [f"news {number}" for number in range(everybody)]


async def test_one_who_fails_keeps_it_from_nobody() -> None:
    bus, heard = Bus(), list[bytes]()

    def fail(_payload: bytes) -> None:
        raise LookupError

    bus.subscribe("desk", fail)
    bus.subscribe("desk", heard.append)
    await bus.broadcast("desk", b"news", over=0.1)
    assert heard == [b"news"]

"""Things gather while a batch is being stored; what has one key keeps its order; a lane that is full says so."""

import asyncio
from collections.abc import Callable

from bedside.kit.lanes import Lanes

HERE, THERE = 1, 2


class Desk:
    """Stores when it is told to, and remembers how."""

    def __init__(self) -> None:
        self.batches: list[tuple[int, list[int]]] = []
        self.under_way = self.most_under_way = 0
        self.open = asyncio.Event()

    async def store(self, hospital_id: int, batch: list[int]) -> None:
        self.batches.append((hospital_id, batch))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await self.open.wait()
        self.under_way -= 1


async def _soon(done: Callable[[], bool]) -> None:
    for _ in range(10):
        if done():
            return
        await asyncio.sleep(0)
    raise AssertionError("it was not stored within some turns of the loop")


async def test_one_goes_at_once_and_those_behind_it_gather() -> None:
    desk = Desk()
    lanes = Lanes[int](desk.store, batch=10)
    assert lanes.put(HERE, 0, key=0)
    await _soon(lambda: desk.batches == [(HERE, [0])])
    for n in range(1, 16):
        assert lanes.put(HERE, n, key=0)
    desk.open.set()
    await lanes.drained()
    assert desk.batches == [(HERE, [0]), (HERE, list(range(1, 11))), (HERE, list(range(11, 16)))]


async def test_lanes_and_hospitals_do_not_wait_for_each_other_and_a_key_keeps_its_lane() -> None:
    desk = Desk()
    lanes = Lanes[int](desk.store, batch=10, lanes=2)
    for key in (4, 7, 4, 7):
        lanes.put(HERE, key, key=key)
    lanes.put(THERE, 4, key=4)
    await _soon(lambda: desk.under_way == 3)
    assert sorted(desk.batches) == [(HERE, [4, 4]), (HERE, [7, 7]), (THERE, [4])]
    desk.open.set()
    await lanes.drained()
    assert desk.most_under_way == 3


async def test_without_a_key_the_lanes_take_turns() -> None:
    desk = Desk()
    lanes = Lanes[int](desk.store, batch=10, lanes=2)
    for n in range(4):
        lanes.put(HERE, n)
    await _soon(lambda: desk.under_way == 2)
    assert sorted(batch for _, batch in desk.batches) == [[0, 2], [1, 3]]
    desk.open.set()
    await lanes.drained()


async def test_a_full_lane_takes_no_more_until_it_moves_on() -> None:
    desk = Desk()
    lanes = Lanes[int](desk.store, batch=10, queue=2)
    lanes.put(HERE, 0, key=0)
    await _soon(lambda: len(desk.batches) == 1)
    assert [lanes.put(HERE, n, key=0) for n in (1, 2, 3)] == [True, True, False]
    assert lanes.put(HERE, 9, key=1)
    desk.open.set()
    await lanes.drained()
    assert lanes.put(HERE, 4, key=0)
    await lanes.drained()
    assert [batch for _, batch in desk.batches] == [[0], [9], [1, 2], [4]]


async def test_what_is_put_back_while_storing_is_stored_next() -> None:
    seen: list[list[int]] = []

    async def store(hospital_id: int, batch: list[int]) -> None:
        seen.append(batch)
        if batch == [1, 1]:
            lanes.put(hospital_id, 2, key=0)

    lanes = Lanes[int](store, batch=10)
    lanes.put(HERE, 1, key=0)
    lanes.put(HERE, 1, key=0)
    await lanes.drained()
    assert seen == [[1, 1], [2]]


async def test_gathering_lets_the_first_wait_for_those_who_come_in_the_same_turn() -> None:
    async def later(lanes: Lanes[int]) -> None:
        await asyncio.sleep(0)
        lanes.put(HERE, 1, key=0)

    for gather, expected in ((True, [[0, 1]]), (False, [[0], [1]])):
        desk = Desk()
        desk.open.set()
        lanes = Lanes[int](desk.store, batch=10, gather=gather)
        task = asyncio.create_task(later(lanes))
        lanes.put(HERE, 0, key=0)
        await task
        await lanes.drained()
        assert [batch for _, batch in desk.batches] == expected

"""kill -9 of the web process, the worker and PostgreSQL while people talk and book; the long form is `bin/bench chaos`."""

import asyncio

import pytest

from bench.chaos.run import survive
from bench.hospital import furnish
from bench.stage import open_stage

PAIRS = 3


@pytest.mark.parametrize("seed", [20261121])
def test_nothing_acknowledged_is_lost_doubled_or_disordered(seed: int) -> None:
    """Each part is killed at least once; clients resume by themselves and each sees its own sequence whole."""
    with open_stage({"shared_buffers": "128MB", "max_wal_size": "512MB", "min_wal_size": "80MB"}) as stage:
        hospital = furnish(stage, "hospital", PAIRS, past=0)
        outcome = asyncio.run(survive(hospital, pairs=PAIRS, bookers=PAIRS, seconds=5, seed=seed, pause=(0.3, 1.5)))
    assert outcome.wrong == []
    assert {part for part, _ in outcome.struck} == {"web", "worker", "postgres"}
    assert outcome.messages > 0
    assert outcome.views > 0
    assert outcome.bookings > outcome.abandoned > 0
    assert outcome.reconnects >= 2 * PAIRS  # the web process was killed under every client

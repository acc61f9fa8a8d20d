"""Delay from visitor to consultant at 1,000 messages a second, on a fixed schedule (no coordinated omission)."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bench.benches.chat import PAIRS, as_json
from bench.figures import Figure, Options, Report, table
from bench.hospital import Hospital, furnish
from bench.load.seats import Seat
from bench.stage import generate, open_stage

RATE = 1_000
WARM_UP = 3.0
AIM_MS = 50.0
QUANTILES = ("p50", "p90", "p99", "p99.9", "worst")


def measure(pairs: Sequence[tuple[Seat, Seat]], seconds: float) -> dict[str, float]:
    """Milliseconds by quantile. Raises AssertionError when a message was not delivered."""
    counts: dict[str, Any] = generate("drip", pairs=as_json(pairs), rate=RATE, warm_up=WARM_UP, seconds=seconds)
    assert counts["sent"] == counts["acknowledged"] == counts["delivered"], counts
    return {name: 1000 * delay for name, delay in zip(QUANTILES, counts["delays"], strict=True)}


def figure(delays: dict[str, float]) -> Figure:
    return Figure("chat_delay_p99_ms", delays["p99"], AIM_MS, "ms", at_least=False)


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital: Hospital = furnish(stage, "hospital", PAIRS)
        hospital.serve()
        delays = measure(asyncio.run(hospital.pairs(PAIRS)), options.seconds)
    report.say(table(["messages/s", *QUANTILES], [[f"{RATE:,}", *(f"{delays[q]:.1f} ms" for q in QUANTILES)]]))
    report.add(figure(delays))

"""Durable chat messages a second, against a bare relay and against Django Channels, in one run."""

import asyncio
from collections.abc import Sequence
from statistics import median
from typing import Any

from bench import peers
from bench.figures import Figure, Options, Report, shown, table
from bench.hospital import Hospital, furnish
from bench.load.seats import Seat
from bench.stage import Process, Stage, generate, open_stage

PAIRS = 200
WINDOW = 16
"""Messages that each end keeps unacknowledged: what a browser with a slow network has in flight, times many tabs."""
CHANNELS_WINDOWS = (1, WINDOW)
"""The better one counts: Channels may only queue what is more than one, and deliver later for it."""
WARM_UP = 3.0
AIM, RELAY_AIM, CHANNELS_AIM, READ_AIM = 8_000, 1 / 3, 8, 0.9
ROUNDS = 3
"""Relay, Bedside and Bedside without what reads take turns: a shared machine is not as fast in every minute. The middle counts."""


def rate(counts: dict[str, Any]) -> float:
    """Messages a second that were both acknowledged and delivered."""
    return min(counts["acknowledged_per_second"], counts["delivered_per_second"])


def as_json(pairs: Sequence[tuple[Seat, Seat]]) -> list[list[dict[str, Any]]]:
    return [[seat.as_json() for seat in pair] for pair in pairs]


class Measured:
    """One flood: the generator's counts, and each side's processor time per message in the measured seconds."""

    def __init__(
        self, stage: Stage, server: Process, pairs: Sequence[tuple[Seat, Seat]], seconds: float, window: int
    ) -> None:
        watched = {"web": server.pid, "postgres": stage.postgres.pid}
        self.counts = generate(
            "flood", pairs=as_json(pairs), window=window, warm_up=WARM_UP, seconds=seconds, watched=watched
        )
        used, said = self.counts["processor_seconds"], max(1, self.counts["messages"])
        self.microseconds = [1e6 * used[name] / said for name in ("web", "postgres", "generator")]

    @property
    def rate(self) -> float:
        return rate(self.counts)

    def row(self, name: str) -> list[str]:
        counts = self.counts
        return [
            name,
            shown(self.rate),
            f"{counts['acknowledged']:,}",
            f"{counts['delivered']:,}",
            str(counts["disordered"]),
            str(counts["refused"]),
            *(f"{each:,.0f}" for each in self.microseconds),
        ]


HEAD = [
    "server",
    "messages/s",
    "acknowledged",
    "delivered",
    "out of order",
    "refused",
    "web µs/msg",
    "PostgreSQL µs/msg",
    "generator µs/msg",
]


def stored(hospital: Hospital) -> tuple[int, int]:
    """Messages and their facts in the database."""
    return (
        hospital.count("SELECT count(*) FROM conversation.entries WHERE kind = 'text'"),
        hospital.count("SELECT count(*) FROM kit.facts WHERE kind = 'conversation.message_said'"),
    )


def measure(hospital: Hospital, pairs: Sequence[tuple[Seat, Seat]], seconds: float) -> Measured:
    """Flood Bedside; raises AssertionError unless exactly what was acknowledged is stored, each with its fact."""
    assert hospital.server
    before = stored(hospital)
    measured = Measured(hospital.stage, hospital.server, pairs, seconds, WINDOW)
    new = [now - then for now, then in zip(stored(hospital), before, strict=True)]
    counts = measured.counts
    wanted = [counts["acknowledged"], counts["acknowledged"]]
    assert new == wanted == [counts["delivered"], counts["delivered"]], f"stored {new}, {counts}"
    assert counts["disordered"] == 0, counts
    return measured


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        rows: list[list[str]] = []

        def keep(name: str, measured: Measured) -> Measured:
            """The whole takes minutes: each measurement is said as soon as it is there."""
            rows.append(measured.row(name))
            report.say(f"{name}: {shown(measured.rate)} msg/s")
            return measured

        server, pairs = peers.start_channels(stage, PAIRS, stage.database("channels"))
        tried = [
            keep(f"Django Channels + ORM, {window} in flight", Measured(stage, server, pairs, options.seconds, window))
            for window in CHANNELS_WINDOWS
        ]
        channels = max(each.rate for each in tried)
        stage.stop(server)
        gathering, pairs = peers.start_relay(stage, PAIRS, plain=False)
        gathered = keep("bare relay, frames gathered", Measured(stage, gathering, pairs, options.seconds, WINDOW))
        stage.stop(gathering)

        hospital, deaf = furnish(stage, "hospital", PAIRS), furnish(stage, "deaf", PAIRS)
        hospital.serve()
        deaf.serve(read=False)
        seats, unread_seats = (asyncio.run(each.pairs(PAIRS)) for each in (hospital, deaf))
        server, pairs = peers.start_relay(stage, PAIRS, plain=True)
        relays: list[Measured] = []
        rounds: list[Measured] = []
        unread: list[Measured] = []
        for turn in range(1, ROUNDS + 1):
            plain = Measured(stage, server, pairs, options.seconds, WINDOW)
            relays.append(keep(f"bare relay, round {turn}", plain))
            rounds.append(keep(f"Bedside, round {turn}", measure(hospital, seats, options.seconds)))
            reads_nothing = measure(deaf, unread_seats, options.seconds)
            unread.append(keep(f"Bedside that reads nothing, round {turn}", reads_nothing))
    report.say("\n" + table(HEAD, rows))
    report.say("Bedside: rows stored = facts = acknowledgements = deliveries, each conversation in order.")
    ours, relay, deaf_rate = (median(each.rate for each in some) for some in (rounds, relays, unread))
    report.add(
        Figure(
            "chat_messages_per_second",
            ours,
            AIM,
            "msg/s",
            peer=relay,
            peer_name="bare relay",
            ratio=ours / relay,
            ratio_aim=RELAY_AIM,
            note=f"{ours / gathered.rate:.2f} of the relay that gathers frames as Bedside does.",
        )
    )
    report.add(
        Figure(
            "chat_that_reads_nothing",
            deaf_rate,
            AIM,
            "msg/s",
            peer=relay,
            peer_name="bare relay",
            ratio=deaf_rate / relay,
            ratio_aim=RELAY_AIM,
        )
    )
    for name, peer, peer_name, aim in (
        ("chat_against_channels", channels, "Django Channels", CHANNELS_AIM),
        ("chat_with_gates_and_coach", deaf_rate, "Bedside that reads nothing", READ_AIM),
    ):
        report.add(Figure(name, ours / peer, aim, "x", peer=peer, peer_name=peer_name))

"""Page views stored a second: over open sockets, in batched beacons, as single first-page requests."""

from typing import Any

from bedside.visit.texts import CONSENT_VERSION
from bench.figures import Figure, Options, Report, shown, table
from bench.hospital import SITE, Hospital, furnish
from bench.stage import generate, open_stage

SOCKETS, WINDOW, CONNECTIONS = 400, 4, 200
WARM_UP = 3.0
SIDES = ("web", "postgres", "generator")
AIM_MANY, AIM_FIRST = 10_000, 3_000


def measure(hospital: Hospital, seconds: float) -> dict[str, dict[str, Any]]:
    """Counts of each way. Raises AssertionError unless exactly the acknowledged views are stored, each once."""
    assert hospital.server
    watched = {"web": hospital.server.pid, "postgres": hospital.stage.postgres.pid}
    common: dict[str, Any] = {
        "watched": watched,
        "url": hospital.address(),
        "consent": CONSENT_VERSION,
        "warm_up": WARM_UP,
        "seconds": seconds,
    }
    ways: dict[str, dict[str, Any]] = {
        "sockets": {"seat": hospital.visitor_seat().as_json(), "connections": SOCKETS, "window": WINDOW},
        "beacons": {"site": SITE, "connections": CONNECTIONS},
        "firsts": {"site": SITE, "connections": CONNECTIONS},
    }
    found: dict[str, dict[str, Any]] = {}
    for way, orders in ways.items():
        before = hospital.count("SELECT count(*) FROM visit.views")
        found[way] = generate(way, **common, **orders)
        new = hospital.count("SELECT count(*) FROM visit.views") - before
        assert new == found[way]["stored"], f"{way}: stored {new}, acknowledged {found[way]['stored']}"
    return found


def figures(found: dict[str, dict[str, Any]]) -> list[Figure]:
    rates = {way: counts["stored_per_second"] for way, counts in found.items()}
    best = max(rates["sockets"], rates["beacons"])
    return [
        Figure("page_views_per_second", best, AIM_MANY, "views/s", note="The better of open sockets and beacons."),
        Figure("first_pages_per_second", rates["firsts"], AIM_FIRST, "views/s"),
    ]


def _microseconds(counts: dict[str, Any]) -> list[str]:
    return [f"{counts['microseconds'][side]:.0f}" for side in SIDES]


def run(options: Options, report: Report) -> None:
    with open_stage() as stage:
        hospital = furnish(stage, "hospital", 1)
        hospital.serve()
        found = measure(hospital, options.seconds)
    names = {
        "sockets": f"`view` on {SOCKETS} open sockets",
        "beacons": "beacons of 20 views",
        "firsts": "first page with consent",
    }
    rows = [
        [names[way], shown(counts["stored_per_second"]), f"{counts['stored']:,}", *_microseconds(counts)]
        for way, counts in found.items()
    ]
    report.say(table(["how", "views/s", "stored = acknowledged", *(f"{side} µs/view" for side in SIDES)], rows))
    report.figures += figures(found)

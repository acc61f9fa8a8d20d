"""What Bedside is measured against, started on the same stage."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.load.seats import Seat
from bench.stage import ROOT, Process, Stage

CHANNELS = ROOT / "bench" / "peers" / "channels"
Pairs = list[tuple[Seat, Seat]]


def start_relay(stage: Stage, pairs: int, *, plain: bool) -> tuple[Process, Pairs]:
    """The bare relay; `plain` sends every event as a frame of its own."""
    server = stage.uvicorn("bench.peers.relay:app")

    def seat(pair: int, end: str) -> Seat:
        url = f"ws://127.0.0.1:{server.port}/?pair={pair}&end={end}{'&plain=1' if plain else ''}"
        return Seat(url=url, hello=[{"do": "hello"}], say={"do": "say"})

    return server, [(seat(pair, "a"), seat(pair, "b")) for pair in range(pairs)]


def start_channels(stage: Stage, pairs: int, database_url: str) -> tuple[Process, Pairs]:
    """The same chat on Django Channels, in its own virtual environment, with its tables in `database_url`."""
    python = channels_python()
    env = {"DATABASE_URL": database_url}
    made = subprocess.run(
        [python, "furnish.py", str(pairs)],
        cwd=CHANNELS,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    server = stage.uvicorn("asgi:application", python=str(python), env=env, cwd=str(CHANNELS))

    def seat(conversation: str, token: str) -> Seat:
        return Seat(url=f"ws://127.0.0.1:{server.port}/chat/{conversation}/{token}", say={"do": "say"})

    rows = [json.loads(line) for line in made.stdout.splitlines()]
    return server, [(seat(each, visitor), seat(each, staff)) for each, visitor, staff in rows]


def channels_python() -> Path:
    """The peer's Python; its virtual environment is made from its lock file when there is none for it."""
    lock, folder = CHANNELS / "requirements.lock", ROOT / "var" / "bench" / "channels"
    python, stamp = folder / "bin" / "python", folder / ".lock"
    if not (stamp.exists() and stamp.read_text() == lock.read_text()):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], check=True)
        stamp.write_text(lock.read_text())
    return python

"""A minimal hospital for the benches, made through the product's actions and protocol, served by `bedside web`."""

import asyncio
import json
import secrets
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from argon2 import PasswordHasher

from bedside.coach.readers.models import shipped
from bedside.gate.claims.reader import open_reader
from bedside.gate.flags.finder import open_finder
from bedside.hospital import passwords
from bedside.hospital.actions import sessions
from bedside.hospital.actions.sessions import Coming
from bedside.hospital.actions.setup import NewHospital, first_setup, operator, post
from bedside.hospital.actions.staff import add_staff
from bedside.hospital.doorkeeper import COOKIE
from bedside.hospital.rights import Role
from bedside.hospital.store import sign_in
from bedside.hospital.store.staff import Staff
from bedside.kit.ids import new_id
from bedside.kit.migrate import migrate
from bedside.kit.reading.shelf import Shelf
from bedside.kit.services import Services, open_services
from bedside.kit.settings import Settings
from bedside.visit.managing import add_site
from bedside.visit.model import Site
from bedside.visit.sites import Sites
from bedside.visit.texts import CONSENT_VERSION, EMERGENCY, GREETING
from bench.history import load
from bench.load.seats import Seat, ask
from bench.load.wire import Socket
from bench.stage import Process, Stage, free_port

SITE = "bench"
MODELS = Path(__file__).parents[1] / "var" / "models"
# One machine plays everybody: what protects a hospital from one address or one visitor would only measure itself.
NO_LIMITS = {
    "BEDSIDE_SOCKETS_PER_ADDRESS": "1000000",
    "BEDSIDE_VISITOR_FRAMES_PER_SECOND": "1000000",
    "BEDSIDE_PAGES_PER_MINUTE": "1000000000",
    "BEDSIDE_CONVERSATIONS_PER_HOUR": "1000000",
}
# Nothing here measures a sign-in, and two hundred passwords at their real cost would take minutes.
passwords.PasswordHasher = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
ASSIGN_SECONDS = 60
PAST = 20_000


@dataclass
class Hospital:
    """The database of one furnished hospital, who works there, and the process that serves it."""

    stage: Stage
    url: str
    env: dict[str, str]
    id: int = 0
    cookies: dict[UUID, str] = field(default_factory=dict)
    """Session cookies of the consultants, by staff id."""
    lead: str = ""
    """The desk lead's."""
    server: Process | None = None

    def serve(self, *, work: bool = True, read: bool = True) -> Process:
        """Start `bedside web`; `work` lets it do the due work, too, as `bedside up` has it. Unless `read`, neither red flags
        nor claims nor the coach read what is said, which no hospital can choose."""
        port = free_port()
        program = "bedside.cli" if read else "bench.unread"
        command = [sys.executable, "-m", program, "web", "--with-work" if work else "--no-work"]
        env = self.env | {"BEDSIDE_PORT": str(port), "BEDSIDE_COACH": "true" if read else "false"}
        self.server = self.stage.start(
            "bedside" if read else "bedside-unread", command, port, env, f"/v1/visitor/sites/{SITE}"
        )
        return self.server

    def address(self, scheme: str = "http") -> str:
        assert self.server
        return f"{scheme}://127.0.0.1:{self.server.port}"

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(self.address() + path, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def count(self, sql: str) -> int:
        """One number, asked as the database's owner."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql).fetchone()  # pyright: ignore[reportArgumentType]
            assert row
            return int(row[0])

    def visitor_seat(self, token: str | None = None) -> Seat:
        hello = {"do": "hello", "site": SITE, "lang": "zh", **({"token": token} if token else {})}
        return Seat(url=self.address("ws") + "/v1/visitor/socket", hello=[hello], say={"do": "say"})

    def desk_seat(self, staff: UUID, conversation: str | None = None) -> Seat:
        steps: list[dict[str, Any]] = [{"do": "hello"}]
        if conversation:
            steps.append({"do": "open", "conversation": conversation})
        return Seat(
            url=self.address("ws") + "/v1/desk/socket",
            headers={"Cookie": f"{COOKIE}={self.cookies[staff]}"},
            hello=steps,
            say={"do": "say", "conversation": conversation},
        )

    async def pairs(self, count: int) -> list[tuple[Seat, Seat]]:
        """Open `count` conversations through the protocol; the product's routing gives each consultant one."""
        staff = list(self.cookies)[:count]
        desks = [await self.desk_seat(each).take() for each in staff]
        tokens: dict[str, str] = {}
        visitors: list[Socket] = []
        for _ in range(count):
            conversation = str(new_id())
            socket = await self.visitor_seat().take()
            visitors.append(socket)
            tokens[conversation] = await _started(socket, conversation)
        assigned = await self.assigned(set(tokens))
        for socket in (*visitors, *desks):
            socket.abort()
        return [
            (self.visitor_seat(token), self.desk_seat(assigned[conversation], conversation))
            for conversation, token in tokens.items()
        ]

    async def assigned(self, wanted: set[str]) -> dict[str, UUID]:
        """Wait until each of these conversations has its consultant."""
        deadline = time.monotonic() + ASSIGN_SECONDS
        while time.monotonic() < deadline:
            with psycopg.connect(self.url) as connection:
                rows = connection.execute(
                    "SELECT id, assigned_to FROM conversation.conversations WHERE status = 'active' AND id = ANY (%s)",
                    ([UUID(each) for each in wanted],),
                ).fetchall()
            if len(rows) == len(wanted):
                return {str(id): staff for id, staff in rows}
            await asyncio.sleep(0.1)
        raise RuntimeError(f"routing gave out {len(rows)} of {len(wanted)} conversations")


async def _started(socket: Socket, conversation: str) -> str:
    """Begin a conversation without tracking; the token that its visitor keeps."""
    answer = await ask(
        socket, {"do": "start", "conversation": conversation, "health_consent": CONSENT_VERSION, "ref": 9}, 9
    )
    if answer.on != "started" or not answer.token:
        raise RuntimeError(f"no conversation: {bytes(answer.problem).decode()}")
    return answer.token


def furnish(stage: Stage, name: str, consultants: int, past: int = PAST) -> Hospital:
    """A migrated database with one hospital, its site, `consultants` of capacity 1, signed in, and `past` conversations.

    Without any past PostgreSQL has no statistics yet and plans as for empty tables.
    """
    url = stage.database(name)
    migrate(url)
    shelf = Shelf(MODELS)  # made before anything is measured, and kept for the next bench
    open_finder(shelf)
    open_reader(shelf)
    shipped(shelf)
    env = NO_LIMITS | {
        "BEDSIDE_MODELS": str(MODELS),
        "DATABASE_URL": url,
        "BEDSIDE_HOME": str(stage.home / "home"),
        "BEDSIDE_SECRET": secrets.token_hex(16),
    }
    hospital = Hospital(stage, url, env)
    asyncio.run(_furnish(hospital, consultants))
    if past:
        load(url, hospital.id, list(hospital.cookies), 1, past, past)
    return hospital


async def _furnish(hospital: Hospital, consultants: int) -> None:
    settings = Settings.from_env(hospital.env)
    async with open_services(settings, hospital.url) as services:
        founded = await first_setup(
            services,
            group_zh="测量集团",
            group_en="Bench Group",
            hospitals=[NewHospital(code="bench", name_zh="测量医院", name_en="Bench Hospital")],
            admin_login="admin",
            admin_zh="管理员",
            admin_en="Admin",
        )
        hospital.id = founded.hospitals["bench"]
        viewer = await operator(services, founded.group_id)
        services.add(Sites(services.database, services.bus))
        await add_site(services, viewer, _site(hospital.id))
        lead = await add_staff(services, viewer, _staff(founded.group_id, hospital.id, "lead", Role.DESK_LEAD))
        hospital.lead = await _session(services, lead.staff_id)
        for k in range(consultants):
            given = _staff(founded.group_id, hospital.id, f"consultant{k}", Role.CONSULTANT)
            made = await add_staff(services, viewer, given)
            hospital.cookies[made.staff_id] = await _session(services, made.staff_id)


def _staff(group: int, hospital: int, login: str, role: Role) -> Staff:
    return Staff(
        id=UUID(int=0), group_id=group, login=login, name_zh=login, name_en=login, email="", lang="zh",
        languages=["zh", "en"], capacity=1, disabled=False, version=1, posts=[post(hospital, role)],
    )  # fmt: skip


async def _session(services: Services, staff: UUID) -> str:
    """A session that is done signing in: the bench measures the desk, not argon2."""
    async with services.database.system() as tx:
        account = await sign_in.account(tx, staff)
        assert account
        signing = await sessions.begin(services, tx, account, "done", Coming("127.0.0.1", "bench"), "")
    return signing.token


def _site(hospital_id: int) -> Site:
    return Site(
        hospital_id=hospital_id,
        key=SITE,
        name="测量站点",
        origins=(),
        colour="#0b7285",
        phone="",
        greeting_zh=GREETING["zh"],
        greeting_en=GREETING["en"],
        emergency_zh=EMERGENCY["zh"],
        emergency_en=EMERGENCY["en"],
        emergency_numbers=("120",),
        consent_version=CONSENT_VERSION,
        departments=(),
        keep_days=180,
        version=1,
    )

"""Each endpoint of the running application × role × other hospital, against one readable table: docs/access.md.

A new endpoint fails this test until its line stands in the table. `BEDSIDE_WRITE_TABLES=1` writes the table anew, to be
read before it is committed.
"""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bedside.conversation.actions.move import Actor
from bedside.conversation.actions.start import Origin, start
from bedside.hospital.actions.setup import operator
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from tests.appointment.clinic import Clinic
from tests.console.bodies import STRAY, Bodies
from tests.hospital.support import Founded, Person, browser, enter, found, hire
from tests.support.server import serving
from tests.visit.conftest import make_site, tracked

TABLE = Path(__file__).parents[2] / "docs" / "access.md"
ROLES = list(Role)
OWN_SESSION = ("/v1/session", "/v1/sessions", "/v1/password", "/v1/session/")
OPEN = ("/v1/visitor/", "/files/", "/hooks/", "/v1/oidc/providers", "/v1/oidc/{provider_id}")
HEAD = """# Who may do what

Every endpoint of the running application, by role, at one's own hospital and at another (a member of staff with all roles at
their own). Written by `BEDSIDE_WRITE_TABLES=1 pytest tests/console/test_access_table.py`, checked by the same test.

`yes`: gets past the door (what comes then depends on the thing itself) · `no`: refused (403) · `none`: is not there for them
(404) · `401`: sign in first · `empty`: answers, without a row of the other hospital. What a doctor or a consultant sees
of conversations is also a matter of whether they were asked into them.

"""


class House:
    """Two hospitals of one group with the same things in each, and somebody of every role at the first."""

    def __init__(self, services: Services, url: str, founded: Founded) -> None:
        self.services = services
        self.url = url
        self.founded = founded
        self.own, self.other = founded.hospitals["E"], founded.hospitals["W"]
        self.cookies: dict[str, str] = {}
        self.clinics: dict[int, Clinic] = {}

    async def cookie(self, who: Person) -> str:
        async with browser(self.services) as http:
            await enter(self.services, http, who)
            return http.cookies["bedside_session"]

    async def victim(self, path: str, hospital: int) -> UUID:
        """Somebody to whom it may be done."""
        if "{staff_id}" not in path:
            return STRAY
        return (await hire(self.services, self.founded, f"v{new_id().hex[-9:]}", {hospital: [Role.CONSULTANT]})).id

    async def conversation(self, hospital: int) -> UUID:
        visitor = await tracked(self.services, hospital)
        async with self.services.database.transaction([hospital]) as tx:
            await tx.lock(visitor)
            fact = await start(
                self.services, tx, hospital_id=hospital, conversation=new_id(), visitor=visitor, name="", lang="zh",
                channel="web", department=None, origin=Origin(), health_consent="1", actor=Actor("visitor", visitor),
            )  # fmt: skip
        return fact.id

    async def appointment(self, hospital: int) -> UUID:
        """Somebody's seat, booked."""
        if hospital not in self.clinics:
            viewer = await operator(self.services, self.founded.group_id)
            clinic = self.clinics[hospital] = Clinic(self.services, self.services.clock, hospital, viewer)
            await clinic.furnish(1)
            await clinic.schedule(*(clinic.line(weekday, seats=100) for weekday in range(1, 8)))
        clinic = self.clinics[hospital]
        return (await clinic.book((await clinic.slots())[0])).id

    async def thing(self, hospital: int, path: str, schema: dict[str, Any], everyone: httpx.AsyncClient) -> str | None:
        """Make one through its own endpoint, as somebody who may; None when that cannot be done without more."""
        spec = schema["paths"][path]["post"]
        body_schema = next(iter(spec["requestBody"]["content"].values()))["schema"]
        known = {
            "hospital": hospital,
            "hospital_id": hospital,
            "hospitals": [hospital],
            "code": f"c{new_id().hex[-8:]}",
        }
        known |= {"zh": "您好", "en": "Hello", "shortcut": f"s{new_id().hex[-6:]}", "key": f"k{new_id().hex[-8:]}"}
        answer = await everyone.post(path, json=Bodies(schema["components"]["schemas"], known).make(body_schema))
        if answer.status_code not in (200, 201):
            return None
        return str(answer.json().get("id", ""))


MADE_AT = {
    "department_id": "/v1/departments", "skill_id": "/v1/skills", "service_id": "/v1/services", "doctor_id": "/v1/doctors",
    "rule_id": "/v1/invitation-rules", "campaign_id": "/v1/campaigns", "reply_id": "/v1/replies",
    "person_id": "/v1/persons", "entry_id": "/v1/knowledge",
}  # fmt: skip


async def of_path(house: House, hospital: int, path: str, schema: Any, everyone: httpx.AsyncClient, staff: UUID) -> str:
    """The path with real ids of this hospital's things."""
    filled = path
    for name, make in MADE_AT.items():
        if "{" + name + "}" in filled:
            filled = filled.replace("{" + name + "}", await house.thing(hospital, make, schema, everyone) or str(STRAY))
    values = {
        "hospital": hospital, "hospital_id": hospital, "staff_id": staff, "group_id": house.founded.group_id,
        "key": "east" if hospital == house.own else "west",
    }  # fmt: skip
    if "{conversation}" in filled:
        values["conversation"] = await house.conversation(hospital)
    if "{appointment_id}" in filled:
        values["appointment_id"] = await house.appointment(hospital)
    if "{visitor" in filled:
        values["visitor"] = values["visitor_id"] = await tracked(house.services, hospital)
    for name, value in values.items():
        filled = filled.replace("{" + name + "}", str(value))
    while "{" in filled:
        start, end = filled.index("{"), filled.index("}")
        filled = filled[:start] + str(STRAY) + filled[end + 1 :]
    return filled


def said(answer: httpx.Response, *, other: bool = False) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code == 401:
        return "401"
    if answer.status_code == 404:
        return "none"
    if answer.status_code == 403:
        return "no"
    if answer.status_code in (400, 422):
        return "unread" if other else "yes"  # past the door; "unread" says that another hospital's was not tried
    return "yes" if not other else "empty" if answer.status_code == 200 and "院区W" not in answer.text else "SEEN"


async def test_the_table_is_what_the_application_does(database_url: str, tmp_path: Path) -> None:
    async with serving(database_url, tmp_path) as server:
        services = server.services
        founded = await found(services, "E", "W")
        house = House(services, server.url, founded)
        await make_site(services, house.own, "east")
        await make_site(services, house.other, "west")
        people = {role: await hire(services, founded, f"p{n}", {house.own: [role]}) for n, role in enumerate(ROLES)}
        every = list(Role)
        anywhere = await hire(services, founded, "every", {house.own: every, house.other: every})
        here = await hire(services, founded, "here", {house.own: every})
        schema: Any = (await httpx.AsyncClient(base_url=server.url).get("/schema/openapi.json")).json()

        def client(cookie: str | None) -> httpx.AsyncClient:
            cookies = {"bedside_session": cookie} if cookie else {}
            # A connection kept while others take their turn may be closed by the server just as it is used again.
            return httpx.AsyncClient(
                base_url=server.url, headers={"X-Bedside": "1"}, cookies=cookies, timeout=30,
                limits=httpx.Limits(max_keepalive_connections=0),
            )  # fmt: skip

        everyone = client(await house.cookie(anywhere))
        stands = {None: client(None)} | {role: client(await house.cookie(who)) for role, who in people.items()}
        outsider = client(await house.cookie(here))
        lines: dict[str, list[str]] = {}
        for path, operations in schema["paths"].items():
            if path.startswith(OPEN):
                continue
            for method, spec in operations.items():
                cells: list[str] = []
                for role in (None, *ROLES):
                    if role is not None and path.startswith(OWN_SESSION):
                        cells.append("yes")  # about one's own session; tried in tests/hospital
                        continue
                    victim = await house.victim(path, house.own)
                    target = await of_path(house, house.own, path, schema, everyone, victim)
                    answer = await ask(stands[role], method, target, spec, schema, house.own, victim)
                    cells.append(said(answer))
                if path.startswith(OWN_SESSION) or path == "/v1/presence":
                    cells.append("own")
                else:
                    victim = await house.victim(path, house.other)
                    target = await of_path(house, house.other, path, schema, everyone, victim)
                    answer = await ask(outsider, method, target, spec, schema, house.other, victim)
                    cells.append(said(answer, other=True))
                lines[f"`{method.upper()} {path}`"] = cells

    head = ["endpoint", "nobody", *(str(role).replace("_", " ") for role in ROLES), "all roles, other hospital"]
    table = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    table += [
        f"| {name} | " + " | ".join(cells) + " |"
        for name, cells in sorted(lines.items(), key=lambda x: x[0].split()[1])
    ]
    text = HEAD + "\n".join(table) + "\n"
    if os.environ.get("BEDSIDE_WRITE_TABLES"):
        TABLE.write_text(text)
    assert not [name for name, cells in lines.items() if any(len(cell) > 6 for cell in cells)], "5xx or seen"
    assert not [name for name, cells in lines.items() if {"SEEN", "unread"} & set(cells)]
    assert TABLE.read_text() == text


def post_of(hospital: int) -> dict[str, Any]:
    return {
        "hospital_id": hospital, "roles": ["consultant"], "title_zh": "", "title_en": "", "departments": [], "skills": [],
    }  # fmt: skip


async def ask(
    client: httpx.AsyncClient, method: str, target: str, spec: Any, schema: Any, hospital: int, staff: UUID
) -> httpx.Response:
    known: dict[str, Any] = {
        "hospital": hospital, "hospital_id": hospital, "hospitals": [hospital], "staff": str(staff), "staff_id": str(staff),
        "id": str(new_id()), "code": f"c{new_id().hex[-8:]}", "key": f"k{new_id().hex[-8:]}", "rev": 0, "retired": False,
        "reason": "核对", "zh": "您好", "en": "Hello", "file": str(new_id()), "posts": [post_of(hospital)],
        "login": f"l{new_id().hex[-9:]}",
    }  # fmt: skip
    query = {
        q["name"]: known.get(q["name"], 1)
        for q in spec.get("parameters", [])
        if q["in"] == "query" and q.get("required")
    }
    query |= {name: day for name, day in (("from", "2026-12-01"), ("to", "2026-12-07")) if name in query}
    if any(q["name"] == "hospital" and q["in"] == "query" for q in spec.get("parameters", [])):
        query["hospital"] = hospital
    body = None
    if "requestBody" in spec:
        shape = next(iter(spec["requestBody"]["content"].values()))["schema"]
        body = Bodies(schema["components"]["schemas"], known).make(shape)
    return await client.request(method.upper(), target, params=query, json=body)

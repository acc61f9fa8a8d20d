"""Each endpoint of the running application × role × other hospital, against one readable table: docs/access.md.

A new endpoint fails this test until its line stands in the table. `BEDSIDE_WRITE_TABLES=1` writes the table anew, to be
read before it is committed.
"""

import os
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from tests.console.bodies import STRAY, Bodies
from tests.console.furnishing import Furniture
from tests.hospital.support import Founded, Person, browser, enter, found, hire
from tests.support.server import serving
from tests.visit.conftest import make_site

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


NOBODY_MAY = {
    "PUT /v1/groups/{group_id}": "only who administers every hospital of the group",
    "POST /v1/hospitals": "only who administers every hospital of the group",
    "POST /v1/oidc/settings": "only who administers every hospital of the group",
    "PUT /v1/oidc/settings/{provider_id}": "only who administers every hospital of the group",
}
"""Refused to each role at one hospital alone, with the reason."""
UNMADE = {
    "provider_id": "belongs to a group whose whole administration none of these holds",
    "session_id": "one's own; tried in tests/hospital",
}
"""Path parameters without a real thing here, with the reason."""
INSTEAD: dict[str, dict[str, str]] = {
    "/v1/quality/care/{care}/seen": {"care": "colleagues_care"},
    "/v1/quality/reviews/{review}/appeal": {"review": "own_review"},
    "/v1/quality/appeals/{review}": {"review": "appealed"},
    "/v1/person-requests/{request_id}/download": {"request_id": "answered_request"},
    "/v1/appointments/{appointment_id}/confirm": {"appointment_id": "held"},
}
"""Where the parameter alone does not say in what state its thing must be."""
BESIDE: dict[str, str] = {
    "/v1/blocks/{hospital}/{visitor}": "block",
    "/v1/conversations/{conversation}/contact": "contact",
    "/v1/conversations/{conversation}/promises": "promise",
}
"""What else must be there."""
BODIES: dict[str, dict[str, str]] = {
    "/v1/appointments/hold": {"slot": "slot"},
    "/v1/appointments/{appointment_id}/confirm": {"token": "token", "person": "person_id"},
    "/v1/appointments/{appointment_id}/reschedule": {"slot": "other_slot"},
    "/v1/doctor-unavailable": {"doctor": "doctor"},
    "/v1/knowledge-uses": {"entry": "entry_id", "conversation": "conversation", "id": "said"},
    "/v1/person-requests": {"person": "person_id"},
    "/v1/persons/{person_id}/household": {"other": "relative"},
    "/v1/persons/{person_id}/visitors": {"visitor": "visitor"},
    "/v1/questions/{questions_id}/answer": {"entry": "entry_id"},
    "/v1/questions/{questions_id}/merging": {"other": "other_questions"},
    "/v1/questions/{questions_id}/splitting": {"question": "questions_id"},
    "/v1/shifts/swaps": {"gives": "shift_id", "colleague": "colleague"},
}
"""Fields of bodies that name things."""
WORDS: dict[str, dict[str, Any]] = {
    "/v1/claim-rules": {"id": "L01.effect"},
    "/v1/contact-rules": {"id": "L13.caps"},
    "/v1/his-connections": {"id": None},
    "/v1/message-templates": {"code": "verification_code", "channel": "sms"},
}
"""Fields of bodies that must be one of what ships."""


class House:
    """Two hospitals of one group with the same things in each."""

    def __init__(self, services: Services, founded: Founded, schema: Any, anybody: httpx.AsyncClient) -> None:
        self.schema = schema
        self.own, self.other = (
            Furniture(services, founded, founded.hospitals[code], schema, anybody) for code in ("E", "W")
        )

    async def answer(
        self, of: Furniture, client: httpx.AsyncClient, asker: UUID, path: str, method: str
    ) -> httpx.Response:
        """Ask for it with real things of this hospital."""
        spec = self.schema["paths"][path][method]
        of.asked_by(asker)
        if "{person_id}" in path:
            await of.get("own_opening")  # else it is a matter of whose work somebody is (rule L30)
        if path in BESIDE:
            await of.get(BESIDE[path])
        target = path
        names: list[str] = re.findall(r"{(\w+)}", path)
        for name in names:
            real = STRAY if name in UNMADE else await of.get(INSTEAD.get(path, {}).get(name, name))
            target = target.replace("{" + name + "}", str(real))
        named = {field: str(await of.get(name)) for field, name in BODIES.get(path, {}).items()}
        staff = await of.get("staff_id" if "{staff_id}" in path else "colleague")
        answer = await ask(client, method, target, spec, self.schema, of.hospital, staff, named | WORDS.get(path, {}))
        if method != "get" and answer.status_code not in (401, 403, 404):
            of.used_up()
        return answer

    def shows_other(self, answer: httpx.Response) -> bool:
        """Whether anything of the other hospital stands in an answer."""
        number = re.search(rf'"hospital(_id)?": ?{self.other.hospital}\b', answer.text)
        return bool(number) or "院区W" in answer.text or any(id in answer.text for id in self.other.ids)


def said(answer: httpx.Response) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    # Other refusals are past the door: what was asked for is there, and may be asked for by them.
    return {401: "401", 403: "no", 404: "none"}.get(answer.status_code, "yes")


def said_of_other(house: House, answer: httpx.Response) -> str:
    if answer.status_code in (400, 422):
        return "unread"  # another hospital's was not tried
    past = said(answer)
    return past if past != "yes" else "empty" if answer.status_code == 200 and not house.shows_other(answer) else "SEEN"


async def test_the_table_is_what_the_application_does(database_url: str, tmp_path: Path) -> None:
    async with serving(database_url, tmp_path) as server:
        services = server.services
        founded = await found(services, "E", "W")
        for hospital in founded.hospitals.values():
            await make_site(services, hospital, f"site-{hospital}")
        at_home, every = founded.hospitals["E"], dict.fromkeys(founded.hospitals.values(), ROLES)
        people = {role: await hire(services, founded, f"p{n}", {at_home: [role]}) for n, role in enumerate(ROLES)}
        anywhere = await hire(services, founded, "every", every)
        here = await hire(services, founded, "here", {at_home: ROLES})
        schema: Any = (await httpx.AsyncClient(base_url=server.url).get("/schema/openapi.json")).json()

        async def client(who: Person | None) -> httpx.AsyncClient:
            cookies: dict[str, str] = {}
            if who:
                async with browser(services) as http:
                    await enter(services, http, who)
                    cookies = {"bedside_session": http.cookies["bedside_session"]}
            # A connection kept while others take their turn may be closed by the server just as it is used again.
            return httpx.AsyncClient(
                base_url=server.url, headers={"X-Bedside": "1"}, cookies=cookies, timeout=30,
                limits=httpx.Limits(max_keepalive_connections=0),
            )  # fmt: skip

        nobody, outsider = await client(None), await client(here)
        stands = {role: await client(who) for role, who in people.items()}
        house = House(services, founded, schema, await client(anywhere))
        lines: dict[str, list[str]] = {}
        for path, operations in schema["paths"].items():
            if path.startswith(OPEN):
                continue
            for method in operations:
                house.own.used_up()
                house.other.used_up()
                cells = [said(await house.answer(house.own, nobody, here.id, path, method))]
                for role in ROLES:
                    if path.startswith(OWN_SESSION):
                        cells.append("yes")  # about one's own session; tried in tests/hospital
                        continue
                    cells.append(said(await house.answer(house.own, stands[role], people[role].id, path, method)))
                if path.startswith(OWN_SESSION) or path == "/v1/presence":
                    cells.append("own")
                else:
                    answer = await house.answer(house.other, outsider, here.id, path, method)
                    cells.append(said_of_other(house, answer))
                lines[f"{method.upper()} {path}"] = cells

    head = ["endpoint", "nobody", *(str(role).replace("_", " ") for role in ROLES), "all roles, other hospital"]
    table = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    table += [
        f"| `{name}` | " + " | ".join(cells) + " |"
        for name, cells in sorted(lines.items(), key=lambda x: x[0].split()[1])
    ]
    text = HEAD + "\n".join(table) + "\n"
    if os.environ.get("BEDSIDE_WRITE_TABLES"):
        TABLE.write_text(text)
    assert not [name for name, cells in lines.items() if any(len(cell) > 6 for cell in cells)], "5xx or seen"
    assert not [name for name, cells in lines.items() if {"SEEN", "unread"} & set(cells)]
    assert {name for name, cells in lines.items() if "yes" not in cells} == set(NOBODY_MAY), "refused to everybody"
    assert TABLE.read_text() == text


def post_of(hospital: int) -> dict[str, Any]:
    return {
        "hospital_id": hospital, "roles": ["consultant"], "title_zh": "", "title_en": "", "departments": [], "skills": [],
    }  # fmt: skip


async def ask(
    client: httpx.AsyncClient,
    method: str,
    target: str,
    spec: Any,
    schema: Any,
    hospital: int,
    staff: UUID,
    named: dict[str, Any],
) -> httpx.Response:
    known: dict[str, Any] = {
        "hospital": hospital, "hospital_id": hospital, "hospitals": [hospital], "staff": str(staff), "staff_id": str(staff),
        "id": str(new_id()), "code": f"c{new_id().hex[-8:]}", "key": f"k{new_id().hex[-8:]}", "rev": 0, "retired": False,
        "reason": "核对", "zh": "您好", "en": "Hello", "file": str(new_id()), "posts": [post_of(hospital)],
        "login": f"l{new_id().hex[-9:]}", **named,
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

"""Over HTTP: staff set up channels and words, visitors show that a phone is theirs, mail programs stop messages."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from bedside.channel.actions import send
from bedside.channel.model import Message
from bedside.demo.gateway import Gateway
from bedside.hospital.rights import Role
from bedside.kit.ids import new_id
from bedside.people import token as tokens
from bedside.people.person import NewIdentifier, NewPerson
from bedside.people.persons import join_visitor, make_person, record_person_consent
from bedside.people.token import VisitorToken
from tests.channel.conftest import KEY, PHONE, PROOF
from tests.hospital.support import browser, enter, found, hire
from tests.support.asgi import over_http
from tests.support.server import Serving, serving
from tests.visit.conftest import make_site, tracked

Client = httpx.AsyncClient


class Place:
    """A served hospital, its administrator and a consultant, and a gateway that tells it news."""

    def __init__(self, server: Serving, hospital: int, gateway: Gateway, port: int) -> None:
        self.server, self.services, self.hospital, self.gateway, self.port = (
            server,
            server.services,
            hospital,
            gateway,
            port,
        )
        self.admin: Client = Client()
        self.desk: Client = Client()
        self.visitor: Client = Client(base_url=server.url)

    async def set_up(self) -> httpx.Response:
        sms = {"url": f"http://127.0.0.1:{self.port}/send", "signature": "云杉", "templates": {"booked": "SMS_1"}}
        given = {"hospital": self.hospital, "version": 0, "settings": {"sms": sms}, "sms_key": KEY}
        return await self.admin.put("/v1/channel-settings", json=given)

    async def patient(self, visitor: UUID | None = None) -> UUID:
        async with self.services.database.transaction([self.hospital]) as tx:
            given = NewPerson(name="王小满", identifiers=[NewIdentifier("phone", PHONE, True)])
            made = await make_person(tx, self.services, self.hospital, given, "staff:test")
            await record_person_consent(tx, self.hospital, made.id, {"care": True}, "1", "desk", PROOF, "staff:test")
            if visitor:
                await join_visitor(tx, self.hospital, visitor, made.id, "staff:test")
        return made.id

    async def write(self, person: UUID, **change: Any) -> None:
        given: dict[str, Any] = {
            "hospital_id": self.hospital, "key": f"k:{new_id()}", "purpose": "care", "template": "booked",
            "person_id": person, "values": {"time": datetime(2026, 11, 24, 1, 30, tzinfo=UTC)}, "asked": True, **change,
        }  # fmt: skip
        async with self.services.database.transaction([self.hospital]) as tx:
            await tx.lock(person)
            await send(tx, self.services, Message(**given))

    async def sms(self, count: int) -> str:
        """The text of message number `count`, once it is there."""
        async with asyncio.timeout(15):
            while len(self.gateway.messages) < count:  # noqa: ASYNC110 (another process's work, as it were)
                await asyncio.sleep(0.05)
        return self.gateway.messages[count - 1].text

    async def states(self, **query: Any) -> list[tuple[str, str]]:
        answer = await self.desk.get("/v1/deliveries", params={"hospital": self.hospital, **query})
        assert answer.status_code == 200, answer.text
        return [(each["channel"], each["state"]) for each in answer.json()["items"]]

    async def until(self, wanted: list[tuple[str, str]]) -> None:
        async with asyncio.timeout(15):
            while await self.states() != wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    gateway = Gateway({KEY: ""})
    async with AsyncExitStack() as held:
        server = await held.enter_async_context(serving(database_url, tmp_path))
        port = await held.enter_async_context(over_http(gateway))
        founded = await found(server.services, "east")
        hospital = founded.hospitals["east"]
        gateway.accounts[KEY] = f"{server.url}/hooks/sms/{hospital}"
        await make_site(server.services, hospital, "east")
        made = Place(server, hospital, gateway, port)
        for name, role in (("admin", Role.ADMIN), ("desk", Role.CONSULTANT)):
            who = await hire(server.services, founded, f"{name}1", {hospital: [role]})
            async with browser(server.services) as http:
                await enter(server.services, http, who)
                cookies = {"bedside_session": http.cookies["bedside_session"]}
            client = Client(base_url=server.url, headers={"X-Bedside": "1", "Accept-Language": "en"}, cookies=cookies)
            setattr(made, name, await held.enter_async_context(client))
        await held.enter_async_context(made.visitor)
        yield made


async def test_from_settings_to_a_verified_phone(place: Place) -> None:
    body = {"site": "east", "kind": "phone", "address": PHONE}
    early = await place.visitor.post("/v1/visitor/codes", json=body)
    assert (early.status_code, early.json()["code"]) == (409, "channel_not_set_up")
    assert (await place.set_up()).status_code == 204
    asked = await place.visitor.post("/v1/visitor/codes", json=body)
    assert (asked.status_code, asked.json()["again_in"]) == (200, 60)
    code = re.findall(r"\d{6}", await place.sms(1))[0]
    wrong = await place.visitor.post(
        "/v1/visitor/codes/check", json=body | {"code": f"{(int(code) + 1) % 1_000_000:06d}"}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    right = await place.visitor.post("/v1/visitor/codes/check", json=body | {"code": f" {code} "})
    assert right.json()["contact"], right.text
    often = await place.visitor.post("/v1/visitor/codes", json=body | {"lang": "en"})
    assert (often.status_code, often.json()["code"]) == (429, "codes_too_often")
    await place.until([("sms", "delivered")])  # as the gateway told us


async def test_secrets_are_never_shown_and_do_not_follow_to_another_server(place: Place) -> None:
    await place.set_up()
    shown = (await place.admin.get("/v1/channel-settings", params={"hospital": place.hospital})).json()
    assert (shown["has_sms_key"], shown["has_smtp_password"], shown["version"]) == (True, False, 1)
    assert KEY not in str(shown)
    assert shown["hook"].endswith(f"/hooks/sms/{place.hospital}")
    given = {
        "hospital": place.hospital,
        "version": 1,
        "settings": {"sms": shown["settings"]["sms"] | {"signature": "云杉医院"}},
    }
    assert (await place.admin.put("/v1/channel-settings", json=given)).status_code == 204
    moved = {"hospital": place.hospital, "version": 2, "settings": {"sms": {"url": "https://elsewhere.example/send"}}}
    refused = await place.admin.put("/v1/channel-settings", json=moved)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert (await place.admin.put("/v1/channel-settings", json=given)).json()["code"] == "conflict"
    test = {"hospital": place.hospital, "channel": "sms", "address": PHONE}
    assert (await place.admin.post("/v1/channel-settings/test", json=test)).json()["state"] == "queued"
    assert "test message" in await place.sms(1)


async def test_a_consultant_sets_nothing_up_but_hears_a_no(place: Place) -> None:
    at = {"hospital": place.hospital}
    for path in ("/v1/channel-settings", "/v1/message-templates", "/v1/contact-rules"):
        assert (await place.desk.get(path, params=at)).json()["code"] == "refused"
    person = await place.patient()
    await place.set_up()
    stop = at | {"person": str(person), "reason": "电话里说不要再发"}
    made = await place.desk.post("/v1/stops", json=stop)
    assert made.status_code == 201, made.text
    await place.write(person)
    assert await place.states(person=str(person)) == [("sms", "refused")]
    assert [each["person"] for each in (await place.desk.get("/v1/stops", params=at)).json()["items"]] == [str(person)]
    gone = await place.desk.delete(f"/v1/stops/{made.json()['id']}", params=at | {"reason": "本人要求恢复"})
    assert gone.status_code == 204, gone.text
    assert (await place.desk.get("/v1/stops", params=at)).json()["items"] == []
    elsewhere = await place.desk.post("/v1/stops", json=stop | {"hospital": place.hospital + 1})
    assert elsewhere.status_code in (403, 404)
    by_address = await place.desk.post(
        "/v1/stops", json=at | {"address": PHONE, "channel": "sms", "reason": "来电说的"}
    )
    assert by_address.json()["masked"] == "138****1111"
    assert (await place.desk.post("/v1/stops", json=at | {"address": PHONE, "reason": "来电说的"})).json()[
        "code"
    ] == "invalid"


async def test_a_reply_on_the_demo_phone_stops(place: Place) -> None:
    await place.set_up()
    person = await place.patient()
    await place.write(person)
    assert "退订回TD" in await place.sms(1)
    assert await place.gateway.reply(PHONE, "ＴＤ") == 204
    await place.write(person, channel="sms")
    assert ("sms", "refused") in await place.states(person=str(person))
    page = await Client().get(f"http://127.0.0.1:{place.port}/")
    assert PHONE in page.text
    assert (await Client().get(f"http://127.0.0.1:{place.port}/messages?to={PHONE}")).json()["items"][0][
        "signature"
    ] == "云杉"


async def test_own_words(place: Place) -> None:
    at = {"hospital": place.hospital}
    shown = {
        (each["code"], each["channel"]): each
        for each in (await place.admin.get("/v1/message-templates", params=at)).json()["items"]
    }
    booked = shown["booked", "sms"]
    mine = at | {
        "code": "booked",
        "channel": "sms",
        "zh": "约好了：{time}",
        "en": "Booked: {time}",
        "rev": booked["rev"],
    }
    for change in ({"zh": "约好了"}, {"en": "{who} {time}"}, {"zh": "{time} { "}):
        bad = await place.admin.put("/v1/message-templates", json=mine | change)
        assert (bad.status_code, bad.json()["code"]) == (422, "bad_template"), change
    assert (await place.admin.put("/v1/message-templates", json=mine)).status_code == 204
    assert (await place.admin.put("/v1/message-templates", json=mine)).json()["code"] == "conflict"
    await place.set_up()
    await place.write(await place.patient())
    assert (await place.sms(1)).startswith("约好了：11月24日（周二）09:30 您同意过")
    back = await place.admin.put("/v1/message-templates", json=mine | {"zh": "", "en": "", "rev": 1})
    assert back.status_code == 204


async def test_rules_are_read_and_amended(place: Place) -> None:
    at = {"hospital": place.hospital}
    rules = {each["id"]: each for each in (await place.admin.get("/v1/contact-rules", params=at)).json()["items"]}
    quiet = rules["L13.quiet"]
    given = at | {"id": "L13.quiet", "rev": 0, "active": True, "effective": "2026-11-01", "note": "法务意见"}
    changed = await place.admin.put(
        "/v1/contact-rules", json=given | {"settings": quiet["settings"] | {"opens": "09:00"}}
    )
    assert (changed.json()["rev"], changed.json()["settings"]["opens"]) == (1, "09:00")
    wrong = await place.admin.put("/v1/contact-rules", json=given | {"rev": 1, "settings": {"opens": "9"}})
    assert wrong.json()["code"] == "invalid"
    assert (await place.admin.put("/v1/contact-rules", json=given | {"settings": quiet["settings"]})).json()[
        "code"
    ] == "conflict"
    off: dict[str, Any] = at | {
        "id": "L13.stop",
        "rev": 0,
        "active": False,
        "effective": "2026-11-01",
        "note": "不要",
        "settings": {},
    }
    assert (await place.admin.put("/v1/contact-rules", json=off)).json()["code"] == "rule_fixed"


async def test_the_link_in_a_message_stops_with_one_click(place: Place) -> None:
    visitor = await tracked(place.services, place.hospital)
    person = await place.patient(visitor)
    await place.write(person, channel="web")
    token = tokens.sign(place.services, VisitorToken(place.hospital, visitor, "tracked"))
    asked = {"site": "east", "token": token}
    async with asyncio.timeout(15):
        while not (notes := (await place.visitor.post("/v1/visitor/notes", json=asked)).json()["items"]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (notes[0]["seen"], "您已预约" in notes[0]["text"]) == (False, True)
    seen = asked | {"ids": [notes[0]["id"], str(new_id())]}
    assert (await place.visitor.post("/v1/visitor/notes/seen", json=seen)).json() == {"seen": 1}
    assert (await place.visitor.post("/v1/visitor/notes/seen", json=seen)).json() == {"seen": 0}
    stranger = tokens.sign(
        place.services, VisitorToken(place.hospital, await tracked(place.services, place.hospital), "tracked")
    )
    assert (await place.visitor.post("/v1/visitor/notes", json={"site": "east", "token": stranger})).json() == {
        "items": []
    }
    path = re.findall(r"/stop/\S+", notes[0]["text"])[0]
    looked = await place.visitor.get(path)
    assert (looked.status_code, "就诊通知" in looked.text) == (200, True)
    assert await place.states(person=str(person)) == [("web", "delivered")]
    assert (await place.desk.get("/v1/stops", params={"hospital": place.hospital})).json()["items"] == [], (
        "looking stops nothing"
    )
    done = await place.visitor.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "已停止" in done.text) == (200, True)
    await place.write(person, channel="web")
    assert (await place.states(person=str(person)))[0] == ("web", "refused")
    forged = await place.visitor.post(path[:-3] + "AAA")
    assert forged.status_code == 404


async def test_pages_of_deliveries(place: Place) -> None:
    person = await place.patient()
    for n in range(5):
        await place.write(person, channel="web", key=f"n:{n}", due_at=datetime.now(UTC) + timedelta(hours=1))
    first = (await place.desk.get("/v1/deliveries", params={"hospital": place.hospital, "limit": 3})).json()
    second = (
        await place.desk.get("/v1/deliveries", params={"hospital": place.hospital, "limit": 3, "cursor": first["next"]})
    ).json()
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert (len(ids), len(set(ids)), second["next"]) == (5, 5, None)
    assert await place.states(state="sent") == []


async def test_unsigned_news_is_refused(place: Place) -> None:
    for headers in (
        {},
        {"X-Bedside-Time": "1", "X-Bedside-Signature": "00"},
        {"X-Bedside-Time": "٣", "X-Bedside-Signature": "é"},
    ):
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer = await place.visitor.post(f"/hooks/sms/{place.hospital}", headers=raw, content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (401, "unsigned"), answer.text
    assert (await place.visitor.post("/hooks/sms/99999999999", content=b"{}")).status_code == 401
    await place.set_up()
    now = str(int(datetime.now(UTC).timestamp())).encode()
    raw = [(b"X-Bedside-Time", now), (b"X-Bedside-Signature", "é".encode())]
    assert (await place.visitor.post(f"/hooks/sms/{place.hospital}", headers=raw, content=b"{}")).status_code == 401


@pytest.mark.parametrize(
    "url", ["http://[::1/send", "http://:80/send", "https://a.example:99999/", "http://user:pass@a.example/"]
)
async def test_an_address_that_is_none_is_refused(place: Place, url: str) -> None:
    given = {"hospital": place.hospital, "version": 0, "settings": {"sms": {"url": url}}, "sms_key": KEY}
    assert (await place.admin.put("/v1/channel-settings", json=given)).json()["code"] == "invalid"

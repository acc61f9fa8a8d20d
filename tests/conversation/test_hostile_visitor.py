"""Visitors who mean harm: what they send is refused or bounded, and nobody else notices."""

import asyncio
import json
import unicodedata
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from bedside.client import Closed, Refused, VisitorClient
from bedside.conversation.model import By
from bedside.kit.ids import new_id
from bedside.kit.outbox import Outbox
from bench.load.wire import Socket, connect
from tests.conversation.conftest import Ward, opened_ward
from tests.conversation.test_ask_and_answer import until
from tests.support.said import said

HELLO = {"do": "hello", "ref": 1, "site": "east"}


class Raw:
    """A socket without manners: sends any bytes and keeps what came."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        socket.received = lambda payload: self.heard.extend(json.loads(payload))

    def send(self, frame: object) -> None:
        self.socket.send(frame if isinstance(frame, bytes) else json.dumps(frame).encode())

    async def closed(self, seconds: float = 15.0) -> int:
        async with asyncio.timeout(seconds):
            return await self.socket.closed

    async def answer(self, ref: int) -> dict[str, Any]:
        await until(lambda: any(event.get("ref") == ref for event in self.heard))
        return next(event for event in self.heard if event.get("ref") == ref)


async def raw(ward: Ward, *, greet: bool = True, headers: dict[str, str] | None = None) -> Raw:
    url = ward.serving.url.replace("http", "ws", 1) + "/v1/visitor/socket"
    found = Raw(await connect(url, headers))
    if greet:
        found.send(HELLO)
        assert (await found.answer(1))["on"] == "welcome"
    return found


async def still_serves(ward: Ward) -> None:
    """Somebody else is greeted as ever."""
    other = await raw(ward)
    other.socket.abort()


MALFORMED = [
    b"",
    b"\0",
    b"not json",
    b'"hello"',
    b"42",
    b"[[[[[[",
    b"[" * 20_000,
    b'{"do": "hello"}',
    b'{"do": "rm -rf"}',
    b'{"do": "say", "id": "not an id", "text": "x"}',
    b'{"do": "say", "id": 7, "text": "x"}',
    b'{"do": "read", "seq": -1}',
    b'{"do": "read", "seq": 99999999999999999999}',
    b'{"do": "rate", "score": 6}',
    b'{"do": "say", "ref": "x", "id": "0199a5d2-0000-7000-8000-000000000000", "text": {}}',
    b'{"do": "say", "id": "0199a5d2-0000-7000-8000-000000000000", "text": "' + b"x" * 25_000 + b'"}',
    json.dumps([{"do": "typing", "text": "x"}] * 201).encode(),
    b'{"do": "typing", "text": "\xff\xfe"}',
]


async def test_malformed_frames_close_only_their_own_socket(ward: Ward) -> None:
    for frame in MALFORMED:
        mean = await raw(ward)
        mean.send(frame)
        # Not UTF-8 is the WebSocket layer's own affair (1007); all else is the protocol's.
        assert await mean.closed() in (4400, 1007), frame[:60]
    await still_serves(ward)


async def test_an_oversize_frame_is_never_read(ward: Ward) -> None:
    mean = await raw(ward)
    mean.send(b'{"do": "typing", "text": "' + b"x" * (64 * 1024) + b'"}')
    assert await mean.closed() in (1009, 1006)
    await still_serves(ward)


async def test_who_does_not_greet_first_is_shown_out(ward: Ward) -> None:
    mean = await raw(ward, greet=False)
    mean.send({"do": "typing", "text": "x"})
    assert await mean.closed() == 4400
    elsewhere = await raw(ward, greet=False)
    elsewhere.send(HELLO | {"site": "no-such-site"})
    assert await elsewhere.closed() == 4403


async def test_a_flood_of_frames_is_cut_off_and_told_when_to_come_back(ward: Ward) -> None:
    mean = await raw(ward)
    for _ in range(200):
        mean.send({"do": "typing", "text": "x"})
    assert await mean.closed() == 4429
    bye = next(event for event in mean.heard if event["on"] == "bye")
    assert bye["code"] == 4429
    assert bye["retry_after"] > 0
    await still_serves(ward)


async def test_a_flood_of_page_views_and_conversations_is_refused(database_url: str, tmp_path: Path) -> None:
    limits = {"pages_per_minute": 5, "conversations_per_hour": 2}
    async with opened_ward(database_url, tmp_path, **limits) as ward:
        visitor = await ward.visitor()
        for k in range(5):
            await visitor.view(f"https://hospital.example/{k}", "页")
        with pytest.raises(Refused, match="too_many"):
            await visitor.view("https://hospital.example/more", "页")
        for _ in range(2):
            await visitor.start()
            await visitor.goodbye()
        with pytest.raises(Refused, match="too_many"):
            await visitor.start()


async def test_one_address_holds_a_bounded_number_of_sockets(database_url: str, tmp_path: Path) -> None:
    async with opened_ward(database_url, tmp_path, sockets_per_address=3) as ward:
        held = [await raw(ward) for _ in range(3)]
        assert await (await raw(ward, greet=False)).closed() == 4429
        held.pop().socket.abort()
        await asyncio.sleep(0.2)
        await still_serves(ward)


SPELLS = {
    "NUL": ("疼\0痛", "疼痛"),
    "control": ("a\x07b\x1bc\x7fd", "abcd"),
    "bidi override": ("账号‮9876", "账号9876"),
    "bidi isolate": ("⁦x⁩", "x"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "lines stay": ("一\r\n二\r三", "一\n二\n三"),
    "decomposed": ("é", "é"),
}


@pytest.mark.parametrize("spell", SPELLS)
async def test_what_is_written_is_kept_as_plain_harmless_text(ward: Ward, spell: str) -> None:
    written, kept = SPELLS[spell]
    visitor = await ward.visitor()
    await visitor.start(name=written)
    said = await visitor.say(written)
    await until(lambda: said["seq"] in visitor.entries)
    entry = visitor.entries[said["seq"]]
    assert entry["text"] == kept
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in entry["by"]["name"])


@pytest.mark.parametrize("text", ["", "   ", "\0\0", "\u202e", "x" * 4001])
async def test_nothing_and_too_much_are_refused_and_not_stored(ward: Ward, text: str) -> None:
    visitor = await ward.visitor()
    await visitor.start()
    before = visitor.last_seq
    with pytest.raises(Refused):
        await visitor.live.ask("say", id=new_id(), text=text)
    assert (await visitor.say("好"))["seq"] == max(before, 1) + 1


async def test_a_lone_surrogate_is_malformed_and_takes_nobody_along(ward: Ward) -> None:
    """JSON can write half a character, text cannot hold it: what came before is stored, the rest of the talk goes on."""
    visitor = await ward.visitor()
    await visitor.start()
    mean = await raw(ward, greet=False)
    mean.send(HELLO | {"token": visitor.token})
    await mean.answer(1)
    for text in (b"before", b"\\ud800"):
        mean.send(b'{"do":"say","ref":1001,"id":"%s","text":"%s"}' % (str(new_id()).encode(), text))
    assert await mean.closed() == 4400
    await visitor.say("after")
    await until(lambda: {"before", "after"} <= {entry["text"] for entry in visitor.entries.values()})


async def test_forged_tokens_and_foreign_ids_open_nothing(ward: Ward) -> None:
    honest = await ward.visitor()
    conversation = await honest.start()
    assert honest.token
    half = len(honest.token) // 2
    forged = [
        "x",
        honest.token[:-2],
        honest.token[:half] + ("A" if honest.token[half] != "A" else "B") + honest.token[half + 1 :],
        "A" * 400,
    ]
    for token in forged:
        mean = await raw(ward, greet=False)
        mean.send(HELLO | {"token": token})
        assert await mean.closed() == 4401, token
    # A true token of another hospital's visitor is nobody here.
    west = await ward.visitor(site="west")
    mean = await raw(ward, greet=False)
    mean.send(HELLO | {"token": west.token})
    assert await mean.closed() == 4401
    # Somebody else's conversation id cannot be begun again, nor read.
    thief = await ward.visitor()
    with pytest.raises(Refused, match="not_found"):
        await thief.live.ask("start", conversation=conversation, health_consent=await _version(honest))
    with pytest.raises(Refused):
        await thief.live.ask("history", before=100)


async def test_a_message_id_of_another_conversation_takes_nothing_from_it(ward: Ward) -> None:
    honest, thief = await ward.visitor(), await ward.visitor()
    await honest.start()
    await thief.start()
    id_: UUID = new_id()
    await honest.say("我的话", id_)
    await thief.say("别人的话", id_)
    await until(lambda: any(entry["text"] == "别人的话" for entry in thief.entries.values()))
    assert [e["text"] for e in honest.entries.values() if e["kind"] == "text"] == ["我的话"]


async def test_a_page_of_another_origin_cannot_use_the_desk(ward: Ward) -> None:
    url = ward.serving.url.replace("http", "ws", 1) + "/v1/desk/socket"
    cookie = await ward.cookie("lin")
    stolen = Raw(await connect(url, {"Cookie": f"bedside_session={cookie}", "Origin": "https://evil.example"}))
    assert await stolen.closed() == 4401
    forged = Raw(await connect(url, {"Cookie": f"bedside_session={uuid4()}"}))
    assert await forged.closed() == 4401


async def test_one_address_cannot_fill_the_queue_with_new_visitors(database_url: str, tmp_path: Path) -> None:
    async with opened_ward(database_url, tmp_path, conversations_per_hour=1) as ward:
        for number in range(21):
            async with VisitorClient(ward.serving.url, "east") as visitor:
                if number < 20:
                    await visitor.start()
                else:
                    with pytest.raises(Refused, match="too_many"):
                        await visitor.start()


async def test_a_reader_too_slow_costs_little_and_is_told_to_resume(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops reading is cut off with 4408 at a bounded cost; the talk goes on, and they find all of it again."""
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = await visitor.start()
    await visitor.say("您好")
    await until(lambda: any(row["assigned_to"] == lin.me["id"] for row in lin.rows.values()))
    slow = await raw(ward, greet=False)
    slow.send(HELLO | {"token": visitor.token})
    await slow.answer(1)
    slow.socket.pause_reading()
    waited, largest, last, put = 0, 0, 0, Outbox.put

    def watched(self: Outbox, event: bytes) -> None:
        nonlocal waited, largest
        put(self, event)
        waited, largest = max(waited, self.waiting), max(largest, len(event))

    monkeypatch.setattr(Outbox, "put", watched)
    services, hospital, by = ward.serving.services, ward.hospitals[0], By("staff", UUID(lin.me["id"]))
    for _ in range(6):  # some 12 MiB, far more than the sockets' own buffers and the outbox take
        last = max(
            await asyncio.gather(*(said(services, hospital, conversation, by, "长" * 4_000) for _ in range(170)))
        )
        await asyncio.sleep(0.05)
    assert 256 * 2**10 < waited <= 256 * 2**10 + largest < 4 * 2**20  # the bound, and what one commit told at once
    slow.socket.resume_reading()
    assert await slow.closed(20) == 4408
    again = VisitorClient(ward.serving.url, "east", token=visitor.token)
    again.entries = {seq: {} for seq in range(1, 5)}
    async with again:
        assert again.last_seq == last
        assert sorted(again.entries) == list(range(1, last + 1))


async def test_hostile_http_bodies_are_refused_in_words(ward: Ward) -> None:
    bodies: list[bytes] = [b"", b"\0", b"{", b"[]", b'{"site": 7}', b'{"site": "east", "views": [{}]}', b"\xff" * 100]
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        for path in ("pages", "consents", "messages", "forget"):
            for body in bodies:
                answer = await http.post(f"/v1/visitor/{path}", content=body)
                assert 400 <= answer.status_code < 500, (path, body)
                assert answer.json()["way_out"]
        huge = await http.post("/v1/visitor/pages", content=b" " * (1024 * 1024))
        assert huge.status_code in (400, 413)
    await still_serves(ward)


async def test_a_blocked_token_is_told_so(ward: Ward) -> None:
    visitor = await ward.visitor()
    await visitor.forget()
    with pytest.raises((Closed, TimeoutError)):
        async with VisitorClient(ward.serving.url, "east", token=visitor.token):
            pass


async def _version(visitor: VisitorClient) -> str:
    return (await visitor.settings())["consent"]["version"]

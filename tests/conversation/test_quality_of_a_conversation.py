"""A conversation over real sockets is scored when it closes; what came of it changes nothing; a hard one is looked after."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from bedside.client import DeskClient
from bedside.conversation.model import Flag
from bedside.conversation.quality import duties, support
from bedside.conversation.quality.model import Scorecard
from bedside.conversation.quality.scoring import hardship
from bedside.conversation.quality.store import cards
from bedside.conversation.store import flags
from bedside.conversation.store.lines import SaidLine
from bedside.kit.ids import new_id
from bedside.kit.services import Services
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until
from tests.support.tail import digest

Said = list[tuple[str, str]]
GOOD: Said = [
    ("V", "种一颗牙要多少钱？"),
    ("C", "您好，我是咨询员小林，价目表上一颗是 7,800 元。"),
    ("V", "我有点担心加项目"),
    ("C", "嗯，能理解。做之前给您看明细，您同意了才做。"),
    ("V", "好的，谢谢，再见"),
    ("C", "不客气，祝您一切顺利，再见。"),
]


class Hall:
    """A ward whose people sign in once each: a code of the second factor counts once."""

    def __init__(self, ward: Ward, held: AsyncExitStack) -> None:
        self.ward = ward
        self.services = ward.serving.services
        self.east = ward.hospitals[0]
        self._held = held
        self._cookies: dict[str, str] = {}

    async def cookie(self, login: str) -> str:
        if login not in self._cookies:
            self._cookies[login] = await self.ward.cookie(login)
        return self._cookies[login]

    async def desk(self, login: str) -> DeskClient:
        return await self._held.enter_async_context(DeskClient(self.ward.serving.url, await self.cookie(login)))

    async def ask(self, login: str, method: str, path: str, body: Any = None) -> httpx.Response:
        cookies = {"bedside_session": await self.cookie(login)}
        async with httpx.AsyncClient(base_url=self.ward.serving.url, cookies=cookies) as http:
            return await http.request(method, f"/v1{path}", json=body, headers={"X-Bedside": "1"})

    async def held(self, lin: DeskClient, said: Said, outcome: str = "answered") -> UUID:
        """A conversation of lin's, from the first word to the end."""
        visitor = await self.ward.visitor()
        conversation = await visitor.start()
        for by, text in said:
            if by == "V":
                await visitor.say(text)
                await until(lambda: (lin.rows.get(str(conversation)) or {}).get("assigned_to") == lin.me["id"])
            else:
                await lin.open(conversation)
                await lin.say(conversation, text)
        await lin.do(conversation, "close", outcome=outcome)
        return conversation

    async def newest(self, conversation: UUID) -> Scorecard:
        await digest(duties.reader(self.services), self.services.database)
        async with self.services.database.transaction([self.east]) as tx:
            return (await cards.cards(tx, self.east, conversation))[0]


@pytest.fixture
async def hall(ward: Ward) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as held:
        yield Hall(ward, held)


async def test_scored_at_the_end_whatever_came_of_it(hall: Hall) -> None:
    lin = await hall.desk("lin")
    conversation = await hall.held(lin, GOOD, "thinking")
    first = await hall.newest(conversation)
    assert first.total is not None
    assert first.total >= 80
    assert first.staff == UUID(lin.me["id"])
    # The outcome that is stored with the conversation is flipped: the card that is made again is the same.
    await lin.do(conversation, "close", outcome="booked")
    async with hall.services.database.transaction([hall.east]) as tx:
        stored = await tx.value("SELECT outcome FROM conversation.conversations WHERE id = %s", (conversation,))
    assert stored == "booked"
    again = await hall.newest(conversation)
    assert again.scored_at > first.scored_at
    assert (again.total, again.impression, again.leaning) == (first.total, first.impression, first.leaning)
    assert again.items == first.items

    own = await hall.ask("lin", "GET", f"/quality/conversations/{conversation}")
    assert own.status_code == 200
    greeting = next(item for item in own.json()["card"]["items"] if item["code"] == "greeting")
    await lin.open(conversation)
    start, end = greeting["evidence"][0]["words"][0]
    assert lin.threads[str(conversation)][greeting["evidence"][0]["seq"]]["text"][start:end] == "您好"

    statuses = {
        login: (await hall.ask(login, "GET", f"/quality/conversations/{conversation}?reason=looking")).status_code
        for login in ("zhao", "west", "lead")
    }
    assert statuses == {"zhao": 404, "west": 404, "lead": 200}
    assert (await hall.ask("lead", "POST", f"/quality/conversations/{conversation}/score")).status_code == 200
    assert (await hall.ask("lin", "POST", f"/quality/conversations/{conversation}/score")).status_code == 404

    goal = {"hospital": hall.east, "item": "doubt", "target": 80}
    assert (await hall.ask("lin", "PUT", "/quality/own/goal", goal)).status_code == 204
    board = (await hall.ask("lin", "GET", f"/quality/own?hospital={hall.east}")).json()
    assert (board["conversations"], board["total"], board["goal"]["target"]) == (1, None, 80)
    assert not {"outcome", "booked", "bookings", "conversion", "pay"} & set(board)
    await no_danger_no_blame(hall, conversation)


async def no_danger_no_blame(hall: Hall, conversation: UUID) -> None:
    """Who did not send a false alarm to 120 is not marked down for it."""

    async def mark() -> float | None:
        assert (await hall.ask("lead", "POST", f"/quality/conversations/{conversation}/score")).status_code == 200
        (item,) = (each for each in (await hall.newest(conversation)).items if each.code == "red_flag")
        return item.mark

    async with hall.services.database.transaction([hall.east]) as tx:
        await tx.run(
            "UPDATE conversation.entries SET text = '胸口像压着石头，喘不上气' WHERE conversation_id = %s AND text = %s",
            (conversation, GOOD[2][1]),
        )
    assert await mark() == 0
    async with hall.services.database.transaction([hall.east]) as tx:
        visitor = await tx.value("SELECT visitor_id FROM conversation.conversations WHERE id = %s", (conversation,))
        flag = Flag(
            hospital=hall.east, id=new_id(), conversation=conversation, visitor=visitor, type="chest_pain", words=[],
            confidence=0.9, version="test", raised_at=tx.clock.now(), due_at=None,
        )  # fmt: skip
        await flags.insert(tx, flag)
        await flags.save(tx, msgspec.structs.replace(flag, closed_at=tx.clock.now(), outcome="false_alarm"))
    assert await mark() is None


async def test_after_a_hard_conversation_a_pause_is_offered_and_routing_honours_it(hall: Hall) -> None:
    lin = await hall.desk("lin")
    said: Said = [("V", "在吗"), ("C", "您好，在的。"), ("V", "你这个废物，滚开"), ("C", "您先消消气，我在听。")]
    past = await hall.held(lin, said)
    async with hall.services.database.transaction([hall.east]) as tx:
        long_ago = "UPDATE conversation.conversations SET closed_at = closed_at - interval '13 hours' WHERE id = %s"
        await tx.run(long_ago, (past,))
    assert (await hall.newest(past)).staff == UUID(lin.me["id"])
    assert (await hall.ask("lin", "GET", "/quality/care")).json() == [], "it was not hard just now"

    conversation = await hall.held(lin, said)
    assert (await hall.newest(conversation)).staff == UUID(lin.me["id"])
    (offered,) = (await hall.ask("lin", "GET", "/quality/care")).json()
    assert (offered["reason"], offered["conversation"]) == ("abusive", str(conversation))
    (told,) = (await hall.ask("lead", "GET", f"/quality/care/desk?hospital={hall.east}")).json()
    assert told["staff"] == lin.me["id"]
    taken = f"/quality/care/{told['id']}"
    assert (await hall.ask("zhao", "PUT", taken, {"answer": "taken"})).status_code == 404
    assert (await hall.ask("lin", "PUT", taken, {"answer": "taken"})).status_code == 204
    assert (await hall.ask("lin", "GET", "/quality/care")).json() == []

    visitor = await hall.ward.visitor()
    waiting = str(await visitor.start())
    await visitor.say("你好")
    await until(lambda: waiting in lin.rows)
    assert lin.rows[waiting]["assigned_to"] is None
    await lin.http("PUT", "/presence", {"status": "online"})
    await until(lambda: lin.rows[waiting]["assigned_to"] == lin.me["id"])
    assert (await hall.ask("lead", "POST", f"{taken}/seen")).status_code == 204


async def test_a_long_run_at_the_desk_is_noticed_once(hall: Hall) -> None:
    lin = await hall.desk("lin")
    await until(lambda: lin.me)
    async with hall.services.database.transaction([hall.east]) as tx:
        later = "UPDATE conversation.presence SET since = since - interval '4 hours' WHERE hospital_id = %s"
        await tx.run(later, (hall.east,))
    assert await support.offer_after_long_runs(hall.services, hall.east) == 1
    assert await support.offer_after_long_runs(hall.services, hall.east) == 0
    (offered,) = (await hall.ask("lin", "GET", "/quality/care")).json()
    assert offered["reason"] == "long_run"


def test_what_stays_with_a_consultant_is_known_by_the_words(services: Services) -> None:
    def heard(*texts: str) -> str | None:
        begun = datetime(2026, 11, 2, tzinfo=UTC)
        lines = [SaidLine(n, "visitor", None, text, begun + timedelta(minutes=n)) for n, text in enumerate(texts)]
        return hardship(services, lines)

    assert heard("我不想活了，想从楼上跳下去") == "suicide"
    assert heard("胸口像压着石头，喘不上气") == "red_flag"
    assert heard("你们就是骗子", "我要投诉你们，太过分了") == "angry"
    assert heard("种牙多少钱？", "好的谢谢") is None

"""What is typed but not sent is seen by the desk and kept nowhere (L11); a dead tab types no more; who invites is named truly."""

import psycopg

from bedside.kit.ids import new_id
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until

UNSENT = "其实我还想问问别的但又不敢"


async def found_in(database_url: str, text: str) -> list[str]:
    """Tables of all rooms in which any row contains it."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as at:
        tables = await at.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name} t WHERE t::text LIKE %(text)s)"
            for (name,) in await tables.fetchall()
        )
        found = await at.execute(asked.encode(), {"text": f"%{text}%"})
        return sorted(row[0] for row in await found.fetchall())


async def test_what_is_not_sent_reaches_the_desk_and_no_table(ward: Ward, database_url: str) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say("在吗？我想问一下")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await lin.open(conversation)
    await visitor.typing(UNSENT)
    await until(lambda: any(e["on"] == "typing" and e.get("text") == UNSENT for e in lin.events))
    await visitor.say("没事了，谢谢")
    assert await found_in(database_url, "没事了，谢谢"), "what is sent is found"
    assert await found_in(database_url, UNSENT) == []

    def shown() -> list[bool]:
        return [e["typing"] for e in visitor.events if e["on"] == "typing"]

    await lin.typing(conversation)
    await until(lambda: shown() == [True])
    await lin.live.close()
    await until(lambda: shown() == [True, False])


async def test_whoever_invites_is_called_what_they_are(ward: Ward) -> None:
    lead = await ward.desk("lead")
    visitor = await ward.visitor()
    await visitor.view("https://east.example/", "首页")
    await lead.watch_visitors()
    await until(lambda: lead.visitors)
    invitation = {"id": str(new_id()), "text": "您好，需要帮忙吗？"}
    await lead.http("POST", f"/visitors/{next(iter(lead.visitors))}/invitations", invitation)
    await until(lambda: visitor.invitation)
    assert "咨询主管员工lead看到" in str(visitor.invitation)

"""Overflow, alarms, consultants who vanish, silence: the desk's due work."""

from datetime import timedelta

from bedside.conversation import duties
from bedside.conversation.desk import desk_of
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until


async def put_back(ward: Ward, column: str, seconds: int) -> None:
    """Make what is stored older, instead of waiting."""
    at = ward.serving.services.clock.now() - timedelta(seconds=seconds)
    async with ward.serving.services.database.transaction(ward.hospitals) as tx:
        if column == "overflow_at":
            await tx.run("UPDATE conversation.conversations SET overflow_at = %s WHERE overflow_at IS NOT NULL", (at,))
        elif column == "waiting_since":
            await tx.run(
                "UPDATE conversation.conversations SET waiting_since = %s WHERE waiting_since IS NOT NULL", (at,)
            )
        elif column == "last_at":
            await tx.run("UPDATE conversation.conversations SET last_at = %s, started_at = %s", (at, at))
        else:
            await tx.run("UPDATE conversation.presence SET seen_at = %s", (at,))


async def test_a_long_wait_alarms_the_desk(ward: Ward) -> None:
    lead = await ward.desk("lead")
    await lead.http("PUT", "/presence", {"status": "away"})
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await until(lambda: conversation in lead.rows)
    await put_back(ward, "overflow_at", 5)
    await until(lambda: lead.rows[conversation]["alert"] == "waiting_long")


async def test_an_overdue_answer_alarms_and_the_answer_ends_it(ward: Ward) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say("在吗？")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await put_back(ward, "waiting_since", 500)
    await until(lambda: lin.rows[conversation]["alert"] == "unanswered")
    await lin.say(conversation, "您好，我在。")
    await until(lambda: lin.rows[conversation]["alert"] is None)
    assert lin.rows[conversation]["waiting_since"] is None


async def test_a_consultant_who_vanished_gives_the_waiting_back(ward: Ward) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say("在吗？")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await lin.live.close()
    await until(lambda: not desk_of(ward.serving.services).online)
    await put_back(ward, "seen_at", 500)
    zhao = await ward.desk("zhao")
    await put_back(ward, "seen_at", 500)
    await zhao.http("PUT", "/presence", {"status": "online"})
    await duties.quiet(ward.serving.services)
    await until(lambda: zhao.rows.get(conversation, {}).get("assigned_to") == zhao.me["id"])
    assert zhao.staff[ward.hospitals[0], lin.me["id"]]["status"] == "offline"


async def test_who_writes_to_somebody_who_went_long_ago_goes_back_to_the_queue(ward: Ward) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await visitor.say("在吗？")
    await until(lambda: lin.rows.get(conversation, {}).get("assigned_to") == lin.me["id"])
    await lin.say(conversation, "在的，您请讲。")
    await lin.live.close()
    await until(lambda: not desk_of(ward.serving.services).online)
    await put_back(ward, "seen_at", 500)
    await duties.quiet(ward.serving.services)
    zhao = await ward.desk("zhao")
    assert zhao.staff[ward.hospitals[0], lin.me["id"]]["status"] == "offline"
    assert zhao.rows[conversation]["assigned_to"] == lin.me["id"]
    await visitor.say("后来又疼了")
    await put_back(ward, "waiting_since", 500)
    await until(lambda: zhao.rows[conversation]["assigned_to"] == zhao.me["id"])


async def test_a_break_is_not_called_online(ward: Ward) -> None:
    lin = await ward.desk("lin")
    visitor = await ward.visitor()
    await until(lambda: visitor.desk["online"])
    await lin.http("PUT", "/presence", {"status": "break", "reason": "午饭"})
    await until(lambda: not visitor.desk["online"])
    assert visitor.desk["open"]
    assert (await ward.visitor()).desk["online"] is False


async def test_what_fell_silent_is_closed_but_never_a_waiting_visitor(ward: Ward) -> None:
    lin = await ward.desk("lin")
    answered, waiting = await ward.visitor(), await ward.visitor()
    first, second = str(await answered.start()), str(await waiting.start())
    await answered.say("谢谢")
    await waiting.say("还在吗？")
    await until(lambda: all(lin.rows.get(c, {}).get("assigned_to") for c in (first, second)))
    await lin.say(first, "不客气，再见。")
    await put_back(ward, "last_at", 30 * 24 * 3600)
    assert await duties.idle(ward.serving.services) == 1
    await until(lambda: first not in lin.rows)
    assert second in lin.rows


async def test_a_break_stops_new_conversations(ward: Ward) -> None:
    lin = await ward.desk("lin")
    await lin.http("PUT", "/presence", {"status": "break", "reason": "午饭"})
    visitor = await ward.visitor()
    conversation = str(await visitor.start())
    await until(lambda: (visitor.conversation or {}).get("position") == 1)
    await lin.http("PUT", "/presence", {"status": "online"})
    await until(lambda: lin.rows[conversation]["assigned_to"] == lin.me["id"])

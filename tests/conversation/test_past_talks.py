"""What somebody said at another hospital of the group is seen here only while they agree to that, on both sides."""

import httpx

from bedside.visit.texts import CONSENT_VERSION
from tests.conversation.conftest import Ward
from tests.conversation.test_ask_and_answer import until


async def _agree(ward: Ward, site: str, token: str, **more: object) -> None:
    body = {"site": site, "lang": "zh", "version": CONSENT_VERSION, "tracking": True, "token": token, **more}
    async with httpx.AsyncClient(base_url=ward.serving.url) as http:
        assert (await http.post("/v1/visitor/consents", json=body)).status_code == 200


async def test_talks_of_another_hospital_are_seen_only_with_consent(ward: Ward) -> None:
    lin = await ward.desk("lin")
    here, there = await ward.visitor(), await ward.visitor(site="west")
    assert here.token
    assert there.token
    elsewhere = await there.start()
    await there.say("膝盖疼要做什么检查？")
    conversation = await here.start()
    await here.say("想再问一次膝盖")
    await until(lambda: str(conversation) in lin.rows)

    async def past() -> list[tuple[str, int]]:
        thread = await lin.open(str(conversation))
        return [(each["id"], each["hospital"]) for each in thread["past"]]

    assert await past() == []
    await _agree(ward, "west", there.token, group_sharing=True)
    await _agree(ward, "east", here.token, group_sharing=True, also=there.token)
    assert await past() == [(str(elsewhere), ward.hospitals[1])]
    await _agree(ward, "west", there.token, group_sharing=False)
    assert await past() == []

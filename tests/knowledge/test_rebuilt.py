"""The index is memory only: after a kill, and after what another process changed, it is what the tables say."""

from bedside.knowledge.news import TOPIC
from bedside.knowledge.search.keeper import Keeper
from tests.knowledge.library import Shelf, body


async def test_a_new_process_finds_what_the_killed_one_had(shelf: Shelf) -> None:
    services = shelf.house.services
    await shelf.shown()
    before = await shelf.search("zhongzhiya")
    assert before
    await services.get(Keeper).close()  # all that it held is gone with it
    services.add(Keeper(services))
    assert await shelf.search("zhongzhiya") == before


async def test_what_another_process_changed_is_heard(shelf: Shelf) -> None:
    services, at = shelf.house.services, shelf.house.hospital
    id = await shelf.shown()
    assert await shelf.search("种植牙")
    async with services.database.transaction([at]) as tx:
        await tx.run("UPDATE knowledge.entries SET retired_at = now() WHERE id = %s", (id,))
    assert await shelf.search("种植牙")
    services.bus.publish(TOPIC, str(at).encode())
    assert await shelf.search("种植牙") == []


async def test_synonyms_campaigns_and_replies_are_found_too(shelf: Shelf) -> None:
    at = shelf.house.hospital
    await shelf.shown("test", body("电子胃镜", "空腹八小时。", also=[], owner_id=shelf.owner))
    assert await shelf.search("照镜子看胃") != []
    assert await shelf.search("uppertract") == []
    kept = {"hospital_id": at, "lists": [["uppertract", "胃镜"]], "version": 0}
    assert (await shelf.writer.put("/v1/knowledge-synonyms", json=kept)).status_code == 403
    assert (await shelf.approver.put("/v1/knowledge-synonyms", json=kept)).status_code == 204
    assert (await shelf.approver.put("/v1/knowledge-synonyms", json=kept)).status_code == 409
    assert [hit["title"] for hit in await shelf.search("uppertract")] == ["电子胃镜"]
    own = {"hospital_id": at, "shortcut": "tc", "topic": "停车", "zh": "地下车库可以停车。", "en": ""}
    assert (await shelf.writer.post("/v1/replies", json=own)).status_code == 201
    assert [hit["what"] for hit in await shelf.search("停车")] == ["reply"]
    seen = await shelf.approver.post("/v1/knowledge-search", json={"hospital_id": at, "text": "停车"})
    assert seen.json()["items"] == []


async def test_a_visitors_question_gets_few_and_fitting_answers(shelf: Shelf) -> None:
    await shelf.shown()
    await shelf.shown("test", body("电子胃镜", "空腹八小时。", also=[], owner_id=shelf.owner))
    hits = await shelf.search("医生您好，我妈缺了两颗牙，想问问种牙要多久？", question=True)
    assert [(hit["title"], hit["source"]) for hit in hits] == [("种植牙", "本院口腔科诊疗常规")]
    assert await shelf.search("好的谢谢", question=True) == []
    english = await shelf.search("How long does an implant take?", question=True, lang="en")
    text = english[0]["text"]
    assert [text[start:end] for start, end in english[0]["text_spans"]] != []

"""An entry that went into an answer is counted once, with what came of it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from bedside.kit.database import Transaction
from bedside.kit.ids import new_id
from bedside.knowledge.talks import Said, Talk, Talks
from tests.knowledge.library import Shelf


async def test_thanks_questions_again_and_the_end_are_counted(shelf: Shelf) -> None:
    services, at = shelf.house.services, shelf.house.hospital
    entry, talk = await shelf.shown(), new_id()
    sent, now = new_id(), services.clock.now()

    def line(minute: int, text: str, *, visitor: bool, id: UUID | None = None) -> Said:
        when = now + timedelta(minutes=minute)
        return Said(id=id or new_id(), conversation=talk, at=when, by_visitor=visitor, text=text)

    lines = [line(0, "种牙要多久？", visitor=True), line(1, "三到六个月。", visitor=False, id=sent)]
    state = {"closed": False}

    async def of(_tx: Transaction, _hospital: int, asked: Sequence[UUID]) -> list[Talk]:
        known = Talk(
            conversation=talk, lines=lines, closed=state["closed"], outcome="booked" if state["closed"] else None
        )
        return [known] if talk in asked else []

    services.get(Talks).of = of
    given = {"hospital_id": at, "id": str(sent), "entry": entry, "conversation": str(talk), "adapted": True}
    assert (await shelf.writer.post("/v1/knowledge-uses", json=given)).status_code == 204
    assert (await shelf.writer.post("/v1/knowledge-uses", json=given)).status_code == 204
    stray = await shelf.writer.post("/v1/knowledge-uses", json=given | {"conversation": str(new_id())})
    assert stray.status_code == 404
    unsaid = await shelf.writer.post("/v1/knowledge-uses", json=given | {"id": str(new_id())})
    asked = await shelf.writer.post("/v1/knowledge-uses", json=given | {"id": str(lines[0].id)})
    assert (unsaid.status_code, asked.status_code) == (404, 404)

    async def counted() -> dict[str, object]:
        return (await shelf.writer.get(f"/v1/knowledge/{entry}", params={"hospital": at})).json()["uses"]

    assert await counted() == {"used": 1, "adapted": 1, "thanked": 0, "asked_again": 0, "outcomes": {}}
    lines += [line(2, "明白了，谢谢", visitor=True), line(3, "那种牙要多久呢？", visitor=True)]
    state["closed"] = True
    assert await counted() == {"used": 1, "adapted": 1, "thanked": 1, "asked_again": 1, "outcomes": {"booked": 1}}

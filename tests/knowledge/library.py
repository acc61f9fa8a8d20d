"""A hospital that writes down what it knows: two who manage knowledge, one consultant."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from tests.visit.test_staff_endpoints import House

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def body(title: str = "种植牙", answer: str = "缺牙后可以种植，一般需要三到六个月。", **change: Any) -> dict[str, Any]:
    return {
        "title_zh": title, "title_en": "Dental implant", "also": ["种牙"],
        "parts": {"answer": {"zh": answer, "en": "An implant takes three to six months."}}, "source": "本院口腔科诊疗常规",
        "content_class": "answer", "review_on": str(TODAY + timedelta(days=200)), **change,
    }  # fmt: skip


class Shelf:
    """Entries as one person writes them and another approves, over HTTP."""

    def __init__(self, house: House, writer: httpx.AsyncClient, approver: httpx.AsyncClient, owner: str) -> None:
        self.house, self.writer, self.approver, self.owner = house, writer, approver, owner

    async def write(self, kind: str = "disease", given: dict[str, Any] | None = None) -> str:
        said = {"owner_id": self.owner} | (given or body())
        made = await self.writer.post(
            "/v1/knowledge", json={"hospital_id": self.house.hospital, "kind": kind, "body": said}
        )
        assert made.status_code == 201, made.text
        return made.json()["id"]

    async def approve(self, id: str, version: int = 1) -> httpx.Response:
        return await self.approver.post(
            f"/v1/knowledge/{id}/approval", json={"hospital_id": self.house.hospital, "version": version}
        )

    async def shown(self, kind: str = "disease", given: dict[str, Any] | None = None) -> str:
        id = await self.write(kind, given)
        done = await self.approve(id)
        assert done.status_code == 204, done.text
        return id

    async def search(self, text: str, **asked: Any) -> list[dict[str, Any]]:
        said = {"hospital_id": self.house.hospital, "text": text, **asked}
        answer = await self.writer.post("/v1/knowledge-search", json=said)
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

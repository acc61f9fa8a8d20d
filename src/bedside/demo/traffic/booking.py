"""A simulated visitor books on the booking page, moves or cancels it, or keeps it: docs/protocol.md and nothing else."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bedside.demo.furniture import load
from bedside.demo.traffic.model import Plan
from bedside.demo.traffic.phone import Phone
from bedside.demo.traffic.website import WebPage

CARE, INTAKE, SOON = 0.8, 0.7, 0.5
LOOKED_AT = 40
SOONEST = 4
DAYS = 13
Json = dict[str, Any]


class Booking:
    """`sleep` waits so many seconds of the visitor's own time."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        page: WebPage,
        plan: Plan,
        phone: Phone,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._http = http
        self._server = f"{page.server}/v1/visitor"
        self._site = page.site
        self._plan = plan
        self._phone = phone
        self._sleep = sleep
        self._dice = Random(f"booking:{plan.number}:{phone.number}")
        self._contact = ""
        self._zone = ZoneInfo(load().group.timezone)

    async def live(self, token: str | None) -> bool:
        """From the price list to a seat that is theirs; whether they got one. Raises httpx.HTTPError, TimeoutError."""
        shown = await self._get(f"sites/{self._site}/booking?lang={self._plan.lang}")
        name = load().department(self._plan.talk.department).name.of(self._plan.lang)
        department = next((each for each in shown["departments"] if each["name"] == name), None)
        if department is None:
            return False
        await self._sleep(self._dice.uniform(5, 20))
        times = await self._times(department=department["id"])
        if not times:
            return False
        known = {"token": token} if token else {}
        held = await self._post("holds", {**known, "slot": self._one_of(times)["id"]})
        await self._prove(known)
        await self._sleep(self._dice.uniform(10, 40))
        mine = await self._post(
            "confirm",
            {
                **known, "hold": held["hold"], "contact": self._contact, "new": self._new(), "health": True,
                "care": self._dice.random() < CARE, "version": shown["care_version"],
            },
        )  # fmt: skip
        await self._answer(mine)
        return True

    async def think_again(self) -> str:
        """What the plan says becomes of it: "moved", "cancelled" or "kept"."""
        for mine in (await self._post("appointments", {"contact": self._contact}))["items"]:
            where = f"appointments/{mine['id']}"
            if self._plan.books == "cancels":
                await self._post(f"{where}/cancel", {"contact": self._contact})
                return "cancelled"
            times = await self._times(doctor=mine["doctor_id"]) if self._plan.books == "moves" else []
            others = [each for each in times if each["starts_at"] != mine["starts_at"]]
            if others:
                await self._post(
                    f"{where}/reschedule", {"contact": self._contact, "slot": self._dice.choice(others)["id"]}
                )
                return "moved"
        return "kept"

    async def _times(self, **wanted: str) -> list[Json]:
        today = datetime.now(UTC).astimezone(self._zone).date()
        days = {"from": str(today), "to": str(today + timedelta(days=DAYS)), "limit": LOOKED_AT}
        return (await self._post("slots", {**wanted, **days}))["items"]

    def _one_of(self, times: list[Json]) -> Json:
        """The worried take one of the first times, others what suits them."""
        return self._dice.choice(times[:SOONEST] if self._dice.random() < SOON else times)

    async def _prove(self, known: Json) -> None:
        """That the phone is theirs."""
        at = {"kind": "phone", "address": self._phone.number}
        await self._post("codes", {**known, **at})
        code = await self._phone.code()
        self._contact = (await self._post("codes/check", {**known, **at, "code": code}))["contact"]

    def _new(self) -> Json:
        child = self._plan.talk.department == "children"
        year = self._dice.randint(2012, 2024) if child else self._dice.randint(1945, 2004)
        born = date(year, self._dice.randint(1, 12), self._dice.randint(1, 28))
        sex = "female" if self._plan.talk.department == "women" else self._dice.choice(("female", "male"))
        return {"name": load().names.made(self._dice, self._plan.lang), "sex": sex, "born": str(born)}

    async def _answer(self, mine: Json) -> None:
        """Most fill in what the department asks before the visit."""
        intake: Json = mine["intake"] or {}
        form: Json | None = intake.get("form")
        if not form or self._dice.random() > INTAKE:
            return
        fields: list[Json] = form["fields"]
        answers = {str(field["key"]): self._said(field) for field in fields}
        asked = {"contact": self._contact, "appointment": mine["id"], "version": form["version"], "answers": answers}
        await self._post("intake", asked)

    def _said(self, field: Json) -> str | bool | int:
        match field["kind"]:
            case "yes_no":
                return self._dice.random() < 0.5
            case "choice":
                return self._dice.choice(field["choices"])["value"]
            case "date":
                return str((datetime.now(UTC) - timedelta(days=self._dice.randint(3, 40))).date())
            case "number":
                return self._dice.randint(12, 30)
            case _:
                return self._plan.talk.reveals

    async def _get(self, path: str) -> Json:
        answer = await self._http.get(f"{self._server}/{path}")
        answer.raise_for_status()
        return answer.json()

    async def _post(self, path: str, body: Json) -> Json:
        answer = await self._http.post(
            f"{self._server}/{path}", json={"site": self._site, "lang": self._plan.lang, **body}
        )
        answer.raise_for_status()
        return answer.json()

"""A browser that holds two hospitals' tokens joins them only within one group and with consent on both sides."""

import httpx
import msgspec

from bedside.hospital.actions.setup import NewHospital, first_setup
from bedside.kit.services import Services
from bedside.people import questions
from bedside.people.token import read
from bedside.visit.model import Site
from bedside.visit.texts import CONSENT_VERSION
from tests.visit.conftest import make_site


async def agree(http: httpx.AsyncClient, site: Site, **more: object) -> str:
    body = {"site": site.key, "lang": "zh", "version": CONSENT_VERSION, "tracking": True, **more}
    answer = await http.post("/v1/visitor/consents", content=msgspec.json.encode(body))
    assert answer.status_code == 200, answer.text
    return answer.json()["token"]


async def test_two_tokens_of_one_browser(running: Services, http: httpx.AsyncClient) -> None:
    founded = await first_setup(
        running, group_zh="云杉", group_en="Spruce", admin_login="a", admin_zh="高远", admin_en="Gao",
        hospitals=[NewHospital(code=c, name_zh=c, name_en=c) for c in ("east", "west")], admin_password="a quiet walk home",
    )  # fmt: skip
    east = await make_site(running, founded.hospitals["east"], "east")
    west = await make_site(running, founded.hospitals["west"], "west")
    there = await agree(http, west, group_sharing=True)
    here = await agree(http, east, also=there)
    me = read(running, here)
    assert me
    assert await questions.same_person_elsewhere(running, me.hospital_id, me.visitor_id) == []
    await agree(http, east, token=here, group_sharing=True, also=there)
    found = await questions.same_person_elsewhere(running, me.hospital_id, me.visitor_id)
    assert [each.hospital_id for each in found] == [west.hospital_id]
    await agree(http, west, token=there, group_sharing=False)
    assert await questions.same_person_elsewhere(running, me.hospital_id, me.visitor_id) == []

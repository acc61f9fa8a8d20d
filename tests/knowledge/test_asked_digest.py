"""The daily digest leaves by real mail, once, to those who want it, in their language, and names nobody."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bedside.channel import parts as channel
from bedside.channel.postman import Postman
from bedside.gate import parts as gate
from bedside.hospital.actions.setup import operator
from bedside.hospital.model import Hospital
from bedside.hospital.questions.places import every_hospital
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import open_services
from bedside.kit.settings import Settings
from bedside.knowledge import parts as knowledge
from bedside.knowledge.asked.actions import want_digest
from bedside.knowledge.duties import nightly
from bedside.visit import parts as visit
from tests.channel.conftest import Office
from tests.channel.mail import mail_server
from tests.hospital.support import found, hire, viewer
from tests.knowledge.asking import Asking

EVENING = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    clock = SetClock(EVENING)
    async with open_services(Settings(home=tmp_path), database_url, clock) as services, mail_server() as mail:
        for part in (gate, channel, visit, knowledge):
            part.start(services)
        founded = await found(services, "east", "west")
        office = Office(services, clock, founded, await operator(services, founded.group_id))
        office.mail = mail
        await office.set_up(mail=mail)
        yield office
        for part in (knowledge, visit, channel, gate):
            await part.stop(services)


async def _hospital(office: Office) -> Hospital:
    async with office.services.database.system() as tx:
        return next(each for each in await every_hospital(tx) if each.id == office.hospital)


async def test_once_a_day_to_those_who_want_it(office: Office) -> None:
    services, at, mail = office.services, office.hospital, office.mail
    assert mail
    await hire(services, office.founded, "ye", {at: [Role.DESK_LEAD]})
    refuses = await hire(services, office.founded, "refuses", {at: [Role.DESK_LEAD]})
    await hire(services, office.founded, "meng", {at: [Role.CONSULTANT]})
    await want_digest(services, await viewer(services, refuses), at, wanted=False)
    asking = Asking(services, at)
    await asking.ask("我叫王小满，电话13800001111，孩子半夜磨牙怎么办？")
    await asking.ask("停车怎么收费？")
    await asking.ask("停车收费吗？我电话13800002222")
    hospital = await _hospital(office)
    assert await nightly(services, hospital), "the day before, on which nothing was asked"
    office.clock.move(timedelta(hours=4))
    assert await nightly(services, hospital)
    assert not await nightly(services, hospital)
    await services.get(Postman).look()
    await services.get(Postman).idle()
    assert mail.letters == [], "not at night"
    office.clock.move(timedelta(hours=6, minutes=10))
    await services.get(Postman).look()
    await services.get(Postman).idle()
    assert [letter["To"] for letter in mail.letters] == ["ye@example.invalid"]
    letter = mail.letters[0]
    assert letter["Subject"] == "Visitors' questions of November 20: 2 groups to look at, 3 unanswered"
    told = letter.get_body(("plain",))
    assert told
    text = told.get_content()
    assert "停车" in text
    assert "(2 asked, 2 unanswered)" in text
    assert f"{services.settings.origin}/console/questions?hospital={at}" in text
    for secret in ("王小满", "13800001111", "13800002222", "磨牙"):
        assert secret not in text
    office.clock.move(timedelta(days=1))
    assert await nightly(services, hospital)
    await services.get(Postman).look()
    await services.get(Postman).idle()
    assert len(mail.letters) == 1, "nothing was asked, nothing is sent"


async def test_in_chinese_to_whoever_reads_chinese(office: Office, database_url: str) -> None:
    services, at, mail = office.services, office.hospital, office.mail
    assert mail
    lead = await hire(services, office.founded, "ye", {at: [Role.DESK_LEAD]})
    with psycopg.connect(database_url) as owner:
        owner.execute("UPDATE hospital.staff SET lang = 'zh' WHERE id = %s", (lead.id,))
    await Asking(services, at).ask("停车怎么收费？")
    office.clock.move(timedelta(hours=11))
    await nightly(services, await _hospital(office))
    await services.get(Postman).look()
    await services.get(Postman).idle()
    letter = mail.letters[0]
    assert letter["Subject"] == "11月20日的访客问题：1 组待处理，1 次无人回答"
    told = letter.get_body(("plain",))
    assert told
    assert "只有一位访客问过的：1 组（内容见页面）" in told.get_content()

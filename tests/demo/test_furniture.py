"""The demo hospital's furniture holds together: every reference leads somewhere, every text is in both languages."""

import re
from random import Random
from typing import cast

import pytest

from bedside.demo.furniture import LANGS, Reply, Text, load

FURNITURE = load()
VARIABLES = {
    "visitor_name", "department", "consultant_name", "hospital", "campus", "hours", "address",
    "campaign", "service", "price",
}  # fmt: skip
# Cold phrases (B17), pressure (L07), promises of effect (L01), other people's title (L05).
NEVER = re.compile(
    "你说呀|你讲吧|快点|赶紧|马上预约|名额|最后|保证治|肯定能|放心吧没事|亲爱的|hurry|only today|guarantee",
    re.IGNORECASE,
)


def test_there_is_enough_of_everything():
    assert len(FURNITURE.campuses) == 2
    assert len(FURNITURE.departments) == 6
    assert len(FURNITURE.doctors) >= 14
    assert sum(not doctor.verified for doctor in FURNITURE.doctors) == 2
    assert len(FURNITURE.services) >= 40
    assert len(FURNITURE.campaigns) == 5
    assert len(FURNITURE.replies) >= 25
    assert len(FURNITURE.intake) >= 3
    roles = [person.role for person in FURNITURE.staff]
    assert roles.count("consultant") == 4
    assert {"desk_lead", "front_desk", "doctor", "relationship_manager", "director", "privacy_officer", "admin"} < set(
        roles
    )


def test_every_reference_leads_somewhere():
    campuses = {campus.key: set(campus.departments) for campus in FURNITURE.campuses}
    departments = {department.key for department in FURNITURE.departments}
    doctors = {doctor.key for doctor in FURNITURE.doctors}
    assert set().union(*campuses.values()) == departments
    for doctor in FURNITURE.doctors:
        assert all(doctor.department in campuses[campus] for campus in doctor.campuses)
        assert doctor.licence.startswith("DEMO-")
    for service in FURNITURE.services:
        assert service.department in departments | {"general"}
        assert service.price_fen >= 0
    for person in FURNITURE.staff:
        assert set(person.campuses) <= set(campuses)
        assert set(person.departments) <= departments
        assert person.doctor is None or person.doctor in doctors
    for campaign in FURNITURE.campaigns:
        assert campaign.department in campuses[campaign.campus]
    for rota in FURNITURE.rota:
        assert rota.login in {person.login for person in FURNITURE.staff}


def test_every_doctors_visit_has_a_published_price():
    services = {service.key: service.department for service in FURNITURE.services}
    for doctor in FURNITURE.doctors:
        if doctor.hours:
            assert services[FURNITURE.clinics.services[doctor.title.zh]] == "general"


def test_the_demos_people_are_known_by_their_names_and_nobody_else_is():
    dice = Random(1)
    for lang in LANGS:
        assert all(FURNITURE.names.are(FURNITURE.names.made(dice, lang)) for _ in range(200))
    assert not any(FURNITURE.names.are(name) for name in ("", "宋女士", "王小明", "Ann Lee", "杉"))
    assert re.fullmatch(r"1000\d{7}", FURNITURE.names.number(dice))


def test_keys_are_not_used_twice():
    for group in (
        FURNITURE.doctors,
        FURNITURE.services,
        FURNITURE.replies,
        FURNITURE.campaigns,
        FURNITURE.rules,
    ):
        keys = [one.key for one in group]
        assert len(set(keys)) == len(keys)
    assert len({doctor.licence for doctor in FURNITURE.doctors}) == len(FURNITURE.doctors)


@pytest.mark.parametrize("reply", FURNITURE.replies, ids=[reply.key for reply in FURNITURE.replies])
def test_replies_are_kind_and_use_known_variables(reply: Reply):
    for text in (reply.zh, reply.en):
        assert not NEVER.search(text)
        assert set(re.findall(r"\{(\w+)\}", text)) <= VARIABLES


def test_promises_give_numbers_that_the_price_list_confirms():
    prices = {service.price_fen for service in FURNITURE.services}
    for campaign in FURNITURE.campaigns:
        for yuan in re.findall(r"(\d+) 元", campaign.promise.zh):
            assert int(yuan) * 100 in prices
            assert f"{yuan} yuan" in campaign.promise.en


def test_chinese_is_written_in_chinese_punctuation():
    def texts(value: object) -> list[Text]:
        if isinstance(value, Text):
            return [value]
        if isinstance(value, list):
            return [text for one in cast("list[object]", value) for text in texts(one)]
        return [text for one in getattr(value, "__struct_fields__", ()) for text in texts(getattr(value, one))]

    found = texts(FURNITURE)
    assert len(found) > 200
    for text in found:
        assert text.en.strip()
        assert not re.search("[\u4e00-\u9fff][,;?!:]|[,;?!][\u4e00-\u9fff]", text.zh), text.zh

"""Accounts, roles and titles: who may change whom, and who may be called a doctor (rule L05)."""

import asyncio
from typing import Any

import httpx
import pytest

from bedside.hospital.rights import RIGHTS, Right, Role, needs_second_factor
from bedside.hospital.titles import claims_to_be_doctor
from bedside.kit.services import Services
from tests.hospital.support import browser, enrolled_admin, enter, found, hire


def account(login: str, *posts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"login": login, "name_zh": "新人", "name_en": "New", "posts": list(posts), **more}


def test_the_table_keeps_its_promises() -> None:
    may = {right: {role for role, rights in RIGHTS.items() if right in rights} for right in Right}
    assert may[Right.MANAGE_STAFF] == {Role.ADMIN}
    assert may[Right.REVIEW_ACCESS] == {Role.PRIVACY_OFFICER}
    assert Role.PRIVACY_OFFICER not in may[Right.BREAK_GLASS], "nobody reviews their own"
    assert may[Right.REVEAL].isdisjoint({Role.ADMIN, Role.DIRECTOR, Role.DOCTOR, Role.PRIVACY_OFFICER})
    assert RIGHTS[Role.DIRECTOR] == {Right.SEE_TOTALS}
    assert {role for role in Role if needs_second_factor([role])} == set(Role) - {Role.DIRECTOR}
    assert all(needs_second_factor([role]) for role, rights in RIGHTS.items() if Right.SEE_PERSONS in rights)


@pytest.mark.parametrize("text", ["李医生", "张主任医师", "Dr. Li", "heart specialist", "名医", "Prof., MD"])
def test_claims_are_recognised(text: str) -> None:
    assert claims_to_be_doctor(text)


@pytest.mark.parametrize("text", ["乔安", "咨询员", "Consultant", "Andrea", "护理顾问"])
def test_true_titles_pass(text: str) -> None:
    assert not claims_to_be_doctor(text)


async def test_only_verified_doctors_are_doctors(services: Services) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    shen = await hire(services, founded, "shen", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, admin)

        async def grant(**post: Any) -> httpx.Response:
            return await client.put(f"/v1/staff/{shen.id}/posts/1", json=post)

        assert (await grant(roles=["doctor"])).json()["code"] == "not_verified"
        assert (await grant(roles=["consultant"], title_zh="心内专家")).json()["code"] == "not_verified"
        named = account("li", {"hospital_id": 1, "roles": ["consultant"]}) | {"name_zh": "李医生"}
        assert (await client.post("/v1/staff", json=named)).json()["code"] == "not_verified"
        given = {"hospital_id": 1, "code": "shen", "name_zh": "沈知遥", "name_en": "Shen", "staff_id": str(shen.id)}
        titled = await client.post("/v1/doctors", json={**given, "title_zh": "主任医师"})
        assert titled.json()["code"] == "not_verified"
        made = (await client.post("/v1/doctors", json={**given, "licence": "DEMO-1"})).json()["id"]
        assert (await grant(roles=["doctor"])).json()["code"] == "not_verified", "a licence alone is not enough"
        verify = {"hospital_id": 1, "version": 1, "verified": True}
        assert (await client.post(f"/v1/doctors/{made}/verification", json=verify)).status_code == 204
        assert (await grant(roles=["doctor"], title_zh="主任医师")).status_code == 204
        change = {**given, "licence": "DEMO-1", "title_zh": "主任医师", "version": 2}
        change.pop("code")
        assert (await client.put(f"/v1/doctors/{made}", json=change)).status_code == 204
        withdrawn = {"hospital_id": 1, "version": 3, "verified": False}
        assert (await client.post(f"/v1/doctors/{made}/verification", json=withdrawn)).status_code == 204
        doctor = (await client.get("/v1/doctors")).json()["items"][0]
        assert (doctor["verified"], doctor["title_zh"]) == (False, "")
        posts = (await client.get(f"/v1/staff/{shen.id}")).json()["posts"]
        assert posts[0]["roles"] == [], "the doctor role went with the verification"


async def test_a_new_licence_is_verified_anew(services: Services) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client:
        await enter(services, client, admin)
        given = {"hospital_id": 1, "name_zh": "沈知遥", "name_en": "Shen", "licence": "A1", "title_zh": "主任医师"}
        made = await client.post("/v1/doctors", json={**given, "code": "shen", "verified": True})
        address = f"/v1/doctors/{made.json()['id']}"
        refused = await client.put(address, json={**given, "licence": "B2", "version": 2})
        assert refused.json()["code"] == "not_verified"
        changed = await client.put(address, json={**given, "licence": "B2", "title_zh": "", "version": 2})
        assert changed.status_code == 204, changed.text
        doctor = (await client.get("/v1/doctors")).json()["items"][0]
        assert (doctor["verified"], doctor["licence"]) == (False, "B2")


async def test_an_admin_of_one_hospital_cannot_enter_another(services: Services) -> None:
    founded = await found(services, "east", "west")
    one = await hire(services, founded, "one", {1: [Role.ADMIN]})
    shared = await hire(services, founded, "shared", {1: [Role.CONSULTANT], 2: [Role.DIRECTOR]})
    elsewhere = await hire(services, founded, "elsewhere", {2: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, one)
        assert [each["login"] for each in (await client.get("/v1/staff")).json()["items"]] == ["admin", "one", "shared"]
        posts = (await client.get(f"/v1/staff/{shared.id}")).json()["posts"]
        assert [post["hospital_id"] for post in posts] == [1], "not even that there is another post"
        for action in ("reset-password", "reset-second-factor", "sign-out"):
            answer = await client.post(f"/v1/staff/{shared.id}/{action}")
            assert (answer.status_code, answer.json()["code"]) == (403, "not_all_hospitals"), action
            assert (await client.post(f"/v1/staff/{elsewhere.id}/{action}")).status_code == 404, action
        for roles in (["admin"], []):
            refused = await client.put(f"/v1/staff/{one.id}/posts/2", json={"roles": roles})
            assert refused.status_code == 403
        for body in (
            account("x", {"hospital_id": 2, "roles": ["admin"]}),
            account("x", {"hospital_id": 2, "roles": []}),
        ):
            assert (await client.post("/v1/staff", json=body)).status_code in (403, 422)
        group = {"version": 1, "name_zh": "我的", "name_en": "Mine"}
        assert (await client.put(f"/v1/groups/{founded.group_id}", json=group)).json()["code"] == "not_all_hospitals"
        campus = {"group_id": founded.group_id, "code": "north", "name_zh": "北", "name_en": "North"}
        assert (await client.post("/v1/hospitals", json=campus)).json()["code"] == "not_all_hospitals"


async def test_the_last_admin_stays(services: Services) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    other = await hire(services, founded, "other", {1: [Role.ADMIN]})
    async with browser(services) as one, browser(services) as two:
        await enter(services, one, admin)
        await enter(services, two, other)
        leave = {"roles": ["consultant"]}
        answers = await asyncio.gather(
            one.put(f"/v1/staff/{other.id}/posts/1", json=leave), two.put(f"/v1/staff/{admin.id}/posts/1", json=leave)
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes in ([204, 403], [204, 409]), "two admins cannot end each other at once"


async def test_an_account_from_the_console(services: Services) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client, browser(services) as newcomer:
        await enter(services, client, admin)
        department = {"hospital_id": 1, "code": "dental", "name_zh": "口腔科", "name_en": "Dentistry"}
        dental = (await client.post("/v1/departments", json=department)).json()["id"]
        skill = {"hospital_id": 1, "code": "english", "name_zh": "英语", "name_en": "English"}
        english = (await client.post("/v1/skills", json=skill)).json()["id"]
        post = {"hospital_id": 1, "roles": ["consultant"], "departments": [dental], "skills": [english]}
        made = await client.post("/v1/staff", json=account("bai", post, capacity=4))
        assert made.status_code == 201, made.text
        first = await newcomer.post("/v1/session", json={"login": "bai", "password": made.json()["password"]})
        assert first.json()["step"] == "enrol"
        taken = await client.post("/v1/staff", json=account("BAI", post))
        assert taken.json()["code"] == "login_taken"
        foreign = account("ou", {**post, "departments": [english]})
        assert (await client.post("/v1/staff", json=foreign)).status_code == 422
        found_again = (await client.get("/v1/staff", params={"q": "bai"})).json()["items"]
        assert found_again[0]["posts"][0]["departments"] == [dental]
        assert found_again[0]["capacity"] == 4
        nobody = await client.post("/v1/staff", json=account("li;--", post))
        assert nobody.status_code == 400


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.DOCTOR}))
async def test_only_admins_set_up(services: Services, role: Role) -> None:
    founded = await found(services, "east")
    who = await hire(services, founded, "who", {1: [role]})
    async with browser(services) as client:
        await enter(services, client, who)
        refused = {
            "departments": {"hospital_id": 1, "code": "x", "name_zh": "x", "name_en": "x"},
            "skills": {"hospital_id": 1, "code": "x", "name_zh": "x", "name_en": "x"},
            "services": {"hospital_id": 1, "code": "x", "name_zh": "x", "name_en": "x", "price_fen": 1},
            "doctors": {"hospital_id": 1, "code": "x", "name_zh": "x", "name_en": "x"},
            "staff": account("x", {"hospital_id": 1, "roles": ["admin"]}),
            "oidc/settings": {
                "name_zh": "x", "name_en": "x", "issuer": "https://id.example", "client_id": "x", "client_secret": "x",
            },
        }  # fmt: skip
        for path, body in refused.items():
            answer = await client.post(f"/v1/{path}", json=body)
            assert (answer.status_code, answer.json()["way_out"] != "") == (403, True), path
        audit = await client.get("/v1/audit")
        assert audit.status_code == (200 if role is Role.PRIVACY_OFFICER else 403)

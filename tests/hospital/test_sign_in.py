"""Signing in: password, second factor, what is refused and how it is said."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from pyotp.totp import TOTP

from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import Services
from tests.hospital.support import PASSWORD, browser, enrolled_admin, enter, found, hire


async def begin(client: httpx.AsyncClient, login: str, password: str) -> httpx.Response:
    return await client.post("/v1/session", json={"login": login, "password": password})


async def test_password_then_code_then_in(services: Services) -> None:
    founded = await found(services, "east", "west")
    qiao = await hire(services, founded, "qiao", {founded.hospitals["east"]: [Role.CONSULTANT]})
    async with browser(services) as client:
        assert (await client.get("/v1/session")).status_code == 401
        first = await begin(client, "  QIAO ", PASSWORD)
        assert first.json()["step"] == "code"
        assert (await client.get("/v1/session")).status_code == 401, "half signed in opens nothing"
        await client.post("/v1/session/code", json={"code": qiao.code(services.clock.now())})
        me = (await client.get("/v1/session")).json()
    assert me["login"] == "qiao"
    assert [each["id"] for each in me["hospitals"]] == [founded.hospitals["east"]]
    assert me["roles"] == [{"hospital": founded.hospitals["east"], "role": "consultant"}]
    assert "converse" in me["permissions"]
    assert "manage_staff" not in me["permissions"]


async def test_cookie_is_for_the_server_only(services: Services) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        cookie = (await begin(client, "qiao", PASSWORD)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie, "this server is reached over plain http"


async def test_unsafe_methods_need_our_header(services: Services) -> None:
    async with browser(services) as client:
        answer = await client.post("/v1/session", json={"login": "a", "password": "b"}, headers={"X-Bedside": "0"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


@pytest.mark.parametrize(("login", "password"), [("nobody", PASSWORD), ("qiao", "wrong"), ("gone", PASSWORD)])
async def test_all_failures_look_alike(services: Services, login: str, password: str) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    gone = await hire(services, founded, "gone", {1: [Role.CONSULTANT]})
    admin = await enrolled_admin(services, founded)
    async with browser(services) as client:
        await enter(services, client, admin)
        await client.delete("/v1/session")
    async with services.database.system() as tx:
        assert await tx.value("SELECT count(*) FROM hospital.sessions WHERE revoked_at IS NULL") == 0
    async with services.database.transaction([1]) as tx:
        await tx.run("UPDATE hospital.staff SET disabled_at = now() WHERE id = %s", (gone.id,))
    async with browser(services) as client:
        answer = await begin(client, login, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")
    assert "set-cookie" not in answer.headers


async def test_a_code_is_good_once(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client, browser(services) as thief:
        await enter(services, client, qiao)
        await begin(thief, "qiao", PASSWORD)
        replayed = await thief.post("/v1/session/code", json={"code": qiao.code(clock.now())})
        assert replayed.json()["code"] == "sign_in_failed"
        earlier = await thief.post("/v1/session/code", json={"code": qiao.code(clock.now() - timedelta(seconds=30))})
        assert earlier.json()["code"] == "sign_in_failed"
        clock.move(timedelta(seconds=30))
        later = await thief.post("/v1/session/code", json={"code": qiao.code(clock.now())})
        assert later.json()["step"] == "done"


async def test_parallel_use_of_one_code_succeeds_once(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as one, browser(services) as two:
        await begin(one, "qiao", PASSWORD)
        await begin(two, "qiao", PASSWORD)
        code = {"code": qiao.code(clock.now())}
        answers = await asyncio.gather(*(each.post("/v1/session/code", json=code) for each in (one, two)))
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_whoever_sees_persons_must_enrol(services: Services, clock: SetClock) -> None:
    await found(services, "east")
    async with browser(services) as client:
        first = await begin(client, "admin", PASSWORD)
        assert first.json()["step"] == "enrol"
        enrolment = (await client.post("/v1/session/enrol")).json()
        assert enrolment["uri"].startswith("otpauth://totp/")
        assert enrolment["qr_svg"].startswith("<svg")
        wrong = await client.post("/v1/session/enrol/confirm", json={"code": "000000"})
        assert wrong.status_code == 401
        code = TOTP(enrolment["secret"]).at(clock.now())
        done = (await client.post("/v1/session/enrol/confirm", json={"code": code})).json()
        assert done["step"] == "done"
        assert len(done["recovery_codes"]) == 10
        assert (await client.get("/v1/session")).status_code == 200
        await client.delete("/v1/session")
        await begin(client, "admin", PASSWORD)
        recovered = await client.post("/v1/session/code", json={"code": done["recovery_codes"][0].upper()})
        assert recovered.json()["step"] == "done"
        await client.delete("/v1/session")
        await begin(client, "admin", PASSWORD)
        again = await client.post("/v1/session/code", json={"code": done["recovery_codes"][0]})
        assert again.status_code == 401, "a recovery code is good once"


async def test_second_factor_is_encrypted_at_rest(services: Services) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with services.database.system() as tx:
        kept = await tx.value("SELECT totp_secret FROM hospital.credentials WHERE staff_id = %s", (qiao.id,))
    assert qiao.secret.encode() not in bytes(kept)


async def test_a_first_password_must_be_changed(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as desk, browser(services) as client:
        await enter(services, desk, admin)
        first = (await desk.post(f"/v1/staff/{qiao.id}/reset-password")).json()["password"]
        assert (await begin(client, "qiao", PASSWORD)).status_code == 401
        await begin(client, "qiao", first)
        step = await client.post("/v1/session/code", json={"code": qiao.code(clock.now())})
        assert step.json()["step"] == "password"
        assert (await client.get("/v1/session")).status_code == 401
        weak = await client.post("/v1/password", json={"new": "password123"})
        assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
        same = await client.post("/v1/password", json={"new": first})
        assert same.json()["code"] == "weak_password"
        done = await client.post("/v1/password", json={"new": "an entirely new one"})
        assert done.json()["step"] == "done"
        assert (await client.get("/v1/session")).status_code == 200


async def test_changing_the_password_ends_other_sessions(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as here, browser(services) as there:
        await enter(services, here, qiao)
        clock.move(timedelta(seconds=30))
        await enter(services, there, qiao)
        wrong = await here.post("/v1/password", json={"old": "not it at all", "new": "another long secret"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
        changed = await here.post("/v1/password", json={"old": PASSWORD, "new": "another long secret"})
        assert changed.status_code == 200
        assert (await here.get("/v1/session")).status_code == 200
        assert (await there.get("/v1/session")).status_code == 401

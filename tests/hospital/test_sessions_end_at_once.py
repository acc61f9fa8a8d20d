"""Sessions: listed, ended one by one or all, idle, absolute; and known at once to open sockets."""

from datetime import timedelta

import pytest

from bedside.hospital.actions.sessions import keep_alive
from bedside.hospital.doorkeeper import doorkeeper, session_topic, viewer_of_cookie
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.problems import Problem
from bedside.kit.services import Services
from tests.hospital.support import browser, enrolled_admin, enter, found, hire

STEP = timedelta(seconds=30)


async def test_one_of_several_devices_is_signed_out(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    heard: list[bytes] = []
    async with browser(services) as here, browser(services, "203.0.113.9") as there:
        await enter(services, here, qiao)
        clock.move(STEP)
        await enter(services, there, qiao)
        devices = (await here.get("/v1/sessions")).json()["items"]
        assert {device["address"] for device in devices} == {"192.0.2.7", "203.0.113.9"}
        other = next(device for device in devices if not device["current"])
        viewer = await doorkeeper(services).viewer(there.cookies["bedside_session"])
        services.bus.subscribe(session_topic(viewer.session_id), heard.append)
        assert (await here.delete(f"/v1/sessions/{other['id']}")).status_code == 204
        assert heard == [b"revoked"], "an open socket closes at once"
        assert (await there.get("/v1/session")).status_code == 401
        assert (await here.get("/v1/session")).status_code == 200
        assert (await here.delete(f"/v1/sessions/{other['id']}")).status_code == 404


async def test_all_others_are_signed_out(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as here, browser(services) as there:
        await enter(services, there, qiao)
        clock.move(STEP)
        await enter(services, here, qiao)
        assert (await here.delete("/v1/sessions")).json() == {"ended": 1}
        assert (await there.get("/v1/session")).status_code == 401
        assert (await here.get("/v1/session")).status_code == 200


async def test_nobody_ends_a_strangers_session(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    bai = await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    async with browser(services) as one, browser(services) as two:
        await enter(services, one, qiao)
        await enter(services, two, bai)
        session = (await two.get("/v1/session")).json()["session"]
        assert (await one.delete(f"/v1/sessions/{session}")).status_code == 404
        assert (await two.get("/v1/session")).status_code == 200


async def test_idle_and_absolute_ends(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, qiao)
        keeper = doorkeeper(services)
        token = client.cookies["bedside_session"]
        clock.move(timedelta(minutes=29))
        viewer = await keeper.viewer(token)
        await keep_alive(services, viewer)
        clock.move(timedelta(minutes=29))
        assert (await keeper.session(token)) is not None, "work over a socket keeps it"
        clock.move(timedelta(minutes=31))
        assert (await keeper.session(token)) is None, "idle"
        await enter(services, client, qiao)
        token = client.cookies["bedside_session"]
        for _ in range(24):
            clock.move(timedelta(minutes=29))
            assert await keeper.session(token)
        clock.move(timedelta(minutes=29))
        assert (await keeper.session(token)) is None, "twelve hours are the end, busy or not"


async def test_a_role_change_is_seen_at_once(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east", "west")
    admin = await enrolled_admin(services, founded)
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT], 2: [Role.CONSULTANT]})
    async with browser(services) as desk, browser(services) as client:
        await enter(services, desk, admin)
        await enter(services, client, qiao)
        assert len((await client.get("/v1/session")).json()["hospitals"]) == 2
        left = await desk.put(f"/v1/staff/{qiao.id}/posts/2", json={"roles": []})
        assert left.status_code == 204, left.text
        assert [each["id"] for each in (await client.get("/v1/session")).json()["hospitals"]] == [1]
        await desk.post(f"/v1/staff/{qiao.id}/sign-out")
        assert (await client.get("/v1/session")).status_code == 401


async def test_a_disabled_account_is_out(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    admin = await enrolled_admin(services, founded)
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as desk, browser(services) as client:
        await enter(services, desk, admin)
        await enter(services, client, qiao)
        account = (await desk.get(f"/v1/staff/{qiao.id}")).json()
        change = {key: account[key] for key in ("name_zh", "name_en", "version")}
        assert (await desk.put(f"/v1/staff/{qiao.id}", json={**change, "disabled": True})).status_code == 204
        assert (await client.get("/v1/session")).status_code == 401
        again = await client.post("/v1/session", json={"login": "qiao", "password": "a quiet morning walk"})
        assert again.status_code == 401


async def test_sockets_of_other_sites_are_refused(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    qiao = await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        await enter(services, client, qiao)
        token = client.cookies["bedside_session"]
    viewer = await viewer_of_cookie(services, token, "http://127.0.0.1:8080")
    assert viewer.staff_id == qiao.id
    assert await viewer_of_cookie(services, token, "http://desk.example:81", "desk.example:81")
    assert await viewer_of_cookie(services, token, None)
    with pytest.raises(Problem, match="forged"):
        await viewer_of_cookie(services, token, "http://evil.example", "desk.example:81")
    with pytest.raises(Problem, match="signed_out"):
        await viewer_of_cookie(services, "made up", "http://127.0.0.1:8080")

"""OpenID Connect: code flow with PKCE against a real (tiny) provider, and every way in which it must not work."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import Services
from tests.hospital.provider import CLIENT, SECRET, Provider, provider
from tests.hospital.support import Founded, Person, browser, enrolled_admin, enter, found, hire


@pytest.fixture
def idp(clock: SetClock) -> Iterator[Provider]:
    with provider() as running:
        running.now = lambda: clock.now().timestamp()
        yield running


async def set_up(services: Services, idp: Provider, **more: Any) -> tuple[Founded, str]:
    """A hospital whose administrator has set the provider up; answers with the provider's id."""
    founded = await found(services, "east")
    async with browser(services) as client:
        await enter(services, client, await enrolled_admin(services, founded))
        given = {"name_zh": "院内统一登录", "name_en": "Hospital account", "issuer": idp.issuer, "client_id": CLIENT}
        made = await client.post("/v1/oidc/settings", json={**given, "client_secret": SECRET, **more})
        assert made.status_code == 201, made.text
        shown = (await client.get("/v1/oidc/settings")).json()["items"][0]
        assert SECRET not in str(shown)
        assert shown["redirect_uri"].endswith(f"/v1/oidc/{made.json()['id']}/callback")
    return founded, made.json()["id"]


async def go(client: httpx.AsyncClient, provider_id: str) -> str:
    """Leave for the provider, sign in there; the address that it sends the browser back to."""
    start = await client.get(f"/v1/oidc/{provider_id}/start")
    assert start.status_code == 302
    async with httpx.AsyncClient() as outside:
        return (await outside.get(start.headers["location"])).headers["location"]


async def back(client: httpx.AsyncClient, address: str) -> dict[str, str]:
    """What the console's sign-in page is told."""
    answer = await client.get(address)
    assert answer.status_code == 302
    location = urlsplit(answer.headers["location"])
    assert location.path == "/console/sign-in"
    return {name: values[0] for name, values in parse_qs(location.query).items()}


async def hired(services: Services, founded: Founded) -> Person:
    return await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})


async def test_there_and_back_then_our_second_factor(services: Services, idp: Provider, clock: SetClock) -> None:
    founded, id = await set_up(services, idp)
    qiao = await hired(services, founded)
    async with browser(services) as client:
        offered = (await client.get("/v1/oidc/providers")).json()["items"]
        assert offered == [
            {"id": id, "name": "Hospital account", "name_zh": "院内统一登录", "name_en": "Hospital account"}
        ]
        assert await back(client, await go(client, id)) == {"step": "code"}
        assert (await client.get("/v1/session")).status_code == 401
        done = await client.post("/v1/session/code", json={"code": qiao.code(clock.now())})
        assert done.json()["step"] == "done"
        assert (await client.get("/v1/session")).json()["login"] == "qiao"
        device = (await client.get("/v1/sessions")).json()["items"][0]
        assert device["provider"] == "Hospital account"


async def test_its_second_factor_may_save_ours(services: Services, idp: Provider, clock: SetClock) -> None:
    founded, id = await set_up(services, idp, second_factor=True)
    await hired(services, founded)
    async with browser(services) as client:
        idp.claims["amr"] = ["pwd"]
        assert await back(client, await go(client, id)) == {"step": "code"}
        idp.claims["amr"] = ["pwd", "otp"]
        assert await back(client, await go(client, id)) == {"step": "done"}
        assert (await client.get("/v1/session")).status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        {"aud": "another"},
        {"iss": "http://127.0.0.1:1"},
        {"nonce": "old"},
        {"exp": 1_000_000_000},
        {"sub": "u-2", "preferred_username": "nobody"},
    ],
)
async def test_a_token_that_is_not_for_us(
    services: Services, idp: Provider, clock: SetClock, spoil: dict[str, Any]
) -> None:
    founded, id = await set_up(services, idp)
    await hired(services, founded)
    idp.spoil = spoil
    async with browser(services) as client:
        assert await back(client, await go(client, id)) == {"problem": "oidc_failed"}
        assert "bedside_session" not in client.cookies


async def test_a_forged_signature(services: Services, idp: Provider, clock: SetClock) -> None:
    founded, id = await set_up(services, idp)
    await hired(services, founded)
    idp.wrong_key = True
    async with browser(services) as client:
        assert await back(client, await go(client, id)) == {"problem": "oidc_failed"}


async def test_an_answer_that_this_browser_did_not_ask_for(services: Services, idp: Provider, clock: SetClock) -> None:
    founded, id = await set_up(services, idp)
    await hired(services, founded)
    async with browser(services) as client, browser(services) as victim:
        address = await go(client, id)
        assert await back(victim, address) == {"problem": "oidc_failed"}, "no trip of this browser"
        await go(victim, id)
        assert await back(victim, address) == {"problem": "oidc_failed"}, "another trip's state"
        late = await go(client, id)
        clock.move(timedelta(minutes=11))
        assert await back(client, late) == {"problem": "oidc_failed"}, "too late"


async def test_the_link_holds_when_names_change_hands(services: Services, idp: Provider, clock: SetClock) -> None:
    founded, id = await set_up(services, idp)
    await hired(services, founded)
    await hire(services, founded, "bai", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        assert await back(client, await go(client, id)) == {"step": "code"}
        idp.claims = {"sub": "u-9", "preferred_username": "qiao"}
        assert await back(client, await go(client, id)) == {"problem": "oidc_failed"}, (
            "qiao is linked to another subject"
        )
        idp.claims = {"sub": "u-5", "preferred_username": "x", "email": "bai@example.invalid", "email_verified": False}
        assert await back(client, await go(client, id)) == {"problem": "oidc_failed"}
        idp.claims["email_verified"] = True
        assert await back(client, await go(client, id)) == {"step": "code"}


async def test_a_provider_that_is_away(services: Services, idp: Provider, clock: SetClock) -> None:
    _, id = await set_up(services, idp)
    idp.issuer = "http://127.0.0.1:9"
    async with browser(services) as client:
        assert await back(client, f"/v1/oidc/{id}/start") == {"problem": "oidc_failed"}, "another issuer answers"


async def test_only_over_tls(services: Services, idp: Provider, clock: SetClock) -> None:
    founded = await found(services, "east")
    async with browser(services) as client:
        await enter(services, client, await enrolled_admin(services, founded))
        given = {"name_zh": "x", "name_en": "x", "issuer": "http://id.example", "client_id": "x", "client_secret": "x"}
        assert (await client.post("/v1/oidc/settings", json=given)).status_code == 422

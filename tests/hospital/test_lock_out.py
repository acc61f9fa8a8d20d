"""Guessing gets slow: per login and per address, for logins that exist and for those that do not."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from bedside.hospital.actions.sign_in import FREE_PER_ADDRESS, FREE_PER_LOGIN, LONGEST_DELAY, delay
from bedside.hospital.rights import Role
from bedside.kit.clock import SetClock
from bedside.kit.services import Services
from tests.hospital.support import PASSWORD, browser, found, hire


async def attempt(client: httpx.AsyncClient, login: str, password: str) -> httpx.Response:
    return await client.post("/v1/session", json={"login": login, "password": password})


def test_the_delay_grows_and_ends() -> None:
    waits = [delay(failures, 5) for failures in range(1, 20)]
    assert waits[:4] == [None] * 4
    assert waits[4:7] == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert waits[-1] == LONGEST_DELAY


@pytest.mark.parametrize("login", ["qiao", "nobody"])
async def test_a_login_locks_and_opens_again(services: Services, clock: SetClock, login: str) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        for _ in range(FREE_PER_LOGIN):
            assert (await attempt(client, login, "wrong")).status_code == 401
        locked = await attempt(client, login, PASSWORD)
        assert (locked.status_code, locked.json()["code"]) == (429, "locked")
        clock.move(timedelta(seconds=16))
        again = await attempt(client, login, "wrong")
        assert again.status_code == 401
        assert (await attempt(client, login, "wrong")).status_code == 429
        clock.move(timedelta(seconds=31))
        opened = await attempt(client, login, PASSWORD)
    assert opened.status_code == (200 if login == "qiao" else 401)


async def test_an_address_locks_over_many_logins(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services, "198.51.100.1") as attacker, browser(services, "198.51.100.2") as other:
        for n in range(FREE_PER_ADDRESS):
            await attempt(attacker, f"guess{n}", "wrong")
        assert (await attempt(attacker, "qiao", PASSWORD)).status_code == 429
        assert (await attempt(other, "qiao", PASSWORD)).status_code == 200


async def test_guesses_in_parallel_count_each(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    async with browser(services) as client:
        answers = await asyncio.gather(*(attempt(client, "qiao", f"wrong {n}") for n in range(12)))
    judged = [answer for answer in answers if answer.status_code == 401]
    assert len(judged) == FREE_PER_LOGIN
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_codes_are_not_guessed_by_signing_in_again(services: Services, clock: SetClock) -> None:
    founded = await found(services, "east")
    await hire(services, founded, "qiao", {1: [Role.CONSULTANT]})
    statuses: list[int] = []
    async with browser(services) as client:
        for n in range(FREE_PER_LOGIN + 1):
            await attempt(client, "qiao", PASSWORD)
            statuses.append((await client.post("/v1/session/code", json={"code": f"{n:06d}"})).status_code)
    assert statuses == [401] * FREE_PER_LOGIN + [429]

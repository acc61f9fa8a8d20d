"""Fuzz every endpoint of the OpenAPI document with what it admits and what it does not: never a 5xx, always a problem."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from bedside.hospital.rights import Role
from tests.hospital.support import browser, enter, found, hire
from tests.support.server import serving
from tests.visit.conftest import make_site

EXAMPLES = 4
ENDS_THE_SESSION = {("DELETE", "/v1/session"), ("DELETE", "/v1/sessions"), ("POST", "/v1/password")}


def fuzz(document: dict[str, Any], url: str, cookie: str) -> list[str]:
    """Every operation in turn, as somebody with all rights; returns what went wrong."""
    wrong: list[str] = []
    schema: Any = schemathesis.openapi.from_dict(document)
    with httpx.Client(
        base_url=url, timeout=30, headers={"X-Bedside": "1"}, cookies={"bedside_session": cookie}
    ) as http:
        for found_operation in schema.get_all_operations():
            operation = found_operation.ok()
            if (operation.method.upper(), operation.path) in ENDS_THE_SESSION:
                continue

            def attempt(case: Any) -> None:
                sent = case.as_transport_kwargs(base_url=url)
                sent.pop("cookies", None)
                sent.pop("timeout", None)
                headers = {k: v for k, v in sent.pop("headers", {}).items() if k.lower() == "content-type"}
                try:
                    answer = http.request(**sent, headers=headers)
                except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError, ValueError, TypeError):
                    return  # the client itself cannot say this
                if answer.status_code >= 500:
                    wrong.append(f"{answer.status_code} {case.method} {answer.request.url} {sent} {answer.text[:200]}")
                elif answer.status_code >= 400:
                    assert "code" in answer.json(), (case.method, answer.request.url, answer.text[:200])

            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                strategy = operation.as_strategy(generation_mode=mode)
                run = settings(
                    max_examples=EXAMPLES,
                    deadline=None,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=[
                        HealthCheck.too_slow,
                        HealthCheck.data_too_large,
                        HealthCheck.filter_too_much,
                    ],
                )(seed(20261121)(given(strategy)(attempt)))
                with suppress(Unsatisfiable):  # an operation without input has no wrong input
                    run()
    return wrong


async def test_no_request_breaks_it(database_url: str, tmp_path: Path) -> None:
    async with serving(database_url, tmp_path) as server:
        services = server.services
        founded = await found(services, "E", "W")
        await make_site(services, founded.hospitals["E"], "east")
        roles = [role for role in Role if role is not Role.DOCTOR]
        who = await hire(services, founded, "fuzzer", dict.fromkeys(founded.hospitals.values(), roles))
        async with browser(services) as http:
            await enter(services, http, who)
            cookie = http.cookies["bedside_session"]
        async with httpx.AsyncClient(base_url=server.url) as http:
            document = (await http.get("/schema/openapi.json")).json()
        wrong = await asyncio.to_thread(fuzz, document, server.url, cookie)
    assert wrong == []

"""Whatever an endpoint does, asking it ends in time with an answer or a reason."""

import asyncio

import httpx
import pytest

from bedside.coach.assistant.breaker import FAILURES, PAUSE, Breaker
from bedside.coach.assistant.endpoint import Failed, Line, ask, is_trustworthy
from bedside.coach.assistant.prompts import Said
from tests.support.llm import KEY, Model, llm

LONG = 20.0
"""Seconds: a time-out that does not end the asking would only end with this, or with the endpoint's own patience of 60."""
SAID = [Said("system", "起草"), Said("user", "您好")]


async def asked(model: Model, *, stream: bool = False, seconds: float = 5.0, url: str = "") -> str:
    line = Line(base=url or model.url, model="m", key=KEY, stream=stream, seconds=seconds, most_tokens=100)
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await ask(client, line, SAID)).text


@pytest.mark.parametrize("stream", [True, False])
async def test_it_answers_whole_and_in_a_stream(stream: bool) -> None:
    async with llm() as model:
        assert await asked(model, stream=stream) == model.answer
        assert model.keys == [f"Bearer {KEY}"]
        assert model.asked[0]["stream"] is stream


@pytest.mark.parametrize(
    ("manner", "why"),
    [
        ("redirect", "redirected"),
        ("limit", "too_many"),
        ("refuse", "refused"),
        ("error inside", "refused"),
        ("fail", "failing"),
        ("garbage", "senseless"),
        ("wrong json", "senseless"),
        ("zipped", "senseless"),
        ("nothing", "empty"),
        ("huge", "too_long"),
        ("endless", "too_long"),
        ("hang", "timeout"),
        ("drip", "timeout"),
    ],
)
async def test_a_fault_ends_in_time_with_its_reason(manner: str, why: str) -> None:
    async with llm() as model:
        model.manner = manner
        with pytest.raises(Failed) as failed:
            async with asyncio.timeout(LONG):
                await asked(model, stream=manner in ("endless", "drip"), seconds=0.7)
        assert failed.value.why == why
        assert model.elsewhere == 0, "a redirect was followed"
        assert failed.value.after == (30.0 if manner == "limit" else 0.0)


async def test_nobody_there_is_a_reason_too() -> None:
    async with llm() as model:
        pass
    with pytest.raises(Failed) as failed:
        await asked(model)
    assert failed.value.why == "unreachable"


@pytest.mark.parametrize(
    ("base", "may"),
    [
        ("https://model.example/v1", True),
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8000/v1", True),
        ("http://10.0.0.8:8000/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://model.example/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://169.254.169.254/latest", False),
        ("http://0.0.0.0/v1", False),
        ("https://user:word@model.example/v1", False),
        ("https://model.example/v1?key=1", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[bad", False),
        ("https://model.example:port/v1", False),
        ("", False),
    ],
)
def test_where_it_may_go(base: str, may: bool) -> None:
    assert is_trustworthy(base) is may


def test_the_breaker_opens_after_failures_and_tries_again() -> None:
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.begin(0.0)
        breaker.failed(0.0)
    assert not breaker.begin(PAUSE - 1)
    assert breaker.begin(PAUSE), "one question tries it"
    assert not breaker.begin(PAUSE), "and no other while it is on its way"
    breaker.answered()
    assert breaker.begin(PAUSE)
    breaker.failed(PAUSE, after=20.0)
    assert breaker.away(PAUSE) == 20.0, "it asked to be left alone"

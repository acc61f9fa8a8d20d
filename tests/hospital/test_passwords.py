"""What passes as a password, and that an unknown login costs as much as a known one."""

import time

import pytest
from argon2 import PasswordHasher

from bedside.hospital.passwords import Hasher, invented, weakness


@pytest.mark.parametrize(
    "password",
    ["short", "1234567890", "password123", "Password2026!", "qwertyuiop", "aaaaaaaaaaaa", "ababababab", "woaini1314520",
     "qiaoqiao12", "x" * 201],
)  # fmt: skip
def test_weak_ones_are_refused(password: str) -> None:
    assert weakness(password, "qiaoqiao") is not None


@pytest.mark.parametrize("password", ["a quiet morning walk", "早上好，今天去爬山吧！", "tZ4-kkw-91p-xx"])
def test_good_ones_pass(password: str) -> None:
    assert weakness(password, "qiao") is None


def test_invented_ones_pass() -> None:
    assert [weakness(invented(), "qiao") for _ in range(50)] == [None] * 50


async def test_an_unknown_login_takes_as_long() -> None:
    hasher = Hasher(PasswordHasher())
    stored = await hasher.hashed("a quiet morning walk")
    assert stored.startswith("$argon2id$")

    async def seconds(kept: str | None) -> float:
        before = time.process_time()
        assert not await hasher.matches(kept, "wrong")
        return time.process_time() - before

    known = min([await seconds(stored) for _ in range(3)])
    unknown = min([await seconds(None) for _ in range(3)])
    assert 0.5 < known / unknown < 2
    assert not await hasher.matches(None, "a quiet morning walk")
    assert await hasher.matches(stored, "a quiet morning walk")

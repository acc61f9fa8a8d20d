"""The contact rules as shipped (contact.toml), and as a hospital has them."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import TypeVar

import msgspec

from bedside.gate.model import SETTINGS, Rule

S = TypeVar("S", bound=msgspec.Struct)


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a hospital's own."""

    rule_id: str
    rev: int
    active: bool
    settings: dict[str, object]
    effective: date
    note: str


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """In their order. Raises msgspec.ValidationError when the file is wrong."""
    read = tomllib.loads((resources.files("bedside.gate") / "contact.toml").read_text("utf-8"))
    rules = msgspec.convert(read["rule"], tuple[Rule, ...])
    for rule in rules:
        msgspec.convert(rule.settings, SETTINGS[rule.kind])
    return rules


def as_amended(amendments: Sequence[Amendment], on: date | None = None) -> list[Rule]:
    """Each rule with its newest amendment; with `on`, with the newest that is in effect on that day."""
    rules: list[Rule] = []
    for rule in shipped():
        mine = [each for each in amendments if each.rule_id == rule.id and (on is None or each.effective <= on)]
        newest = max(mine, key=lambda each: each.rev, default=None)
        rules.append(
            rule
            if newest is None
            else msgspec.structs.replace(
                rule, settings=dict(newest.settings), active=newest.active or rule.fixed, rev=newest.rev,
                effective=newest.effective, note=newest.note,
            )
        )  # fmt: skip
    return rules


def in_force(amendments: Sequence[Amendment], on: date) -> list[Rule]:
    """The rules that hold on this day."""
    return [rule for rule in as_amended(amendments, on) if rule.active and rule.effective <= on]


def settings(rule: Rule, kind: type[S]) -> S:
    return msgspec.convert(rule.settings, kind)

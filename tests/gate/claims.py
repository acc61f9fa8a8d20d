"""Amendments of claims rules, as tests make them."""

from datetime import date
from typing import Any

from bedside.gate.claims.model import Amendment


def amended(rule: str, **change: Any) -> Amendment:
    given: dict[str, Any] = {"rev": 1, "active": True, "effective": date(2026, 11, 1), "note": "试用", **change}
    return Amendment(rule_id=rule, **given)

"""Shapes of the gate's endpoints."""

from typing import Annotated

import msgspec

RuleId = Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[A-Za-z0-9.\-]+$")]

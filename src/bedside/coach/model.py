"""What the coach is given to read: a conversation as lines of text, and nothing else of it."""

from datetime import datetime
from typing import Literal

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One message. `canned`: it was put in whole from a ready-made text."""

    by: Literal["visitor", "staff"]
    text: str
    at: datetime
    canned: bool = False

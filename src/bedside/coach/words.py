"""The words of the coach's rules (words.toml), compiled."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

FILE = "words.toml"


@lru_cache(maxsize=8)
def words(part: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of one part by their names. Raises KeyError for a part that there is not."""
    read = tomllib.loads((resources.files("bedside.coach") / FILE).read_text("utf-8"))
    return {name: re.compile(pattern) for name, pattern in read[part].items()}

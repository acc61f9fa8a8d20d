"""The smallest body that a JSON schema admits, so that a request gets past decoding to the question who may do this."""

import re
from typing import Any
from uuid import UUID

Schema = dict[str, Any]
SAMPLES = (
    "a1", "abcdef", "测试", "spruce-demo-1", "2026-12-01", "09:00", "https://example.invalid", "000000", "#0b7285", "zh",
    "a quiet morning walk", "/zh/", "2026-12-01T08:00:00+08:00", "1.0", "",
)  # fmt: skip
STRAY = UUID(int=0x0199_0000_0000_7000_8000_0000_0000_0001)


class Bodies:
    """`known` gives values by field name (hospital, staff, department …) where a schema alone cannot know them."""

    def __init__(self, components: Schema, known: dict[str, Any]) -> None:
        self._components = components
        self._known = known

    def make(self, schema: Schema, name: str = "") -> Any:
        if name in self._known:
            return self._known[name]
        if "$ref" in schema:
            return self.make(self._components[schema["$ref"].rsplit("/", 1)[1]], name)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                chosen = next((s for s in schema[several] if s.get("type") != "null"), schema[several][0])
                return self.make(chosen, name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        said: str | list[str] = schema.get("type", "object")
        kind = said if isinstance(said, str) else said[0]
        return getattr(self, f"_{kind}")(schema, name)

    def _object(self, schema: Schema, name: str) -> Any:
        needed = set(schema.get("required", []))
        return {
            key: self.make(each, key)
            for key, each in schema.get("properties", {}).items()
            if key in needed or key in self._known
        }

    def _array(self, schema: Schema, name: str) -> Any:
        return [self.make(schema.get("items", {"type": "string"}), name[:-1])] * schema.get("minItems", 0)

    def _string(self, schema: Schema, name: str) -> str:
        if schema.get("format") == "uuid":
            return str(STRAY)
        if schema.get("format") == "date-time":
            return "2026-12-01T08:00:00+08:00"
        if schema.get("format") == "date":
            return "2026-12-01"
        pattern, least, most = schema.get("pattern"), schema.get("minLength", 0), schema.get("maxLength", 10_000)
        for sample in SAMPLES:
            if least <= len(sample) <= most and (pattern is None or re.search(pattern, sample)):
                return sample
        return "x" * least

    def _integer(self, schema: Schema, name: str) -> int:
        return max(1, int(schema.get("minimum", 1)))

    def _number(self, schema: Schema, name: str) -> float:
        return float(schema.get("minimum", 1))

    def _boolean(self, schema: Schema, name: str) -> bool:
        return True

    def _null(self, schema: Schema, name: str) -> None:
        return None

"""The OpenAPI document says what a call takes, also where its body is read by hand: beacons and simple requests of visitors'
pages, files, and what is signed."""

from dataclasses import dataclass
from typing import Any, cast

import msgspec
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

_DEFS = "#/$defs/"


def takes(kind: type[msgspec.Struct]) -> type[Operation]:
    """For a handler's `operation_class`: its body is this Struct, as JSON."""

    @dataclass
    class Taking(Operation):
        def __post_init__(self) -> None:
            self.request_body = RequestBody({"application/json": OpenAPIMediaType(_schema(kind))}, required=True)

    return Taking


@dataclass
class TakesFile(Operation):
    """The body is a file as it is."""

    def __post_init__(self) -> None:
        binary = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody({"application/octet-stream": OpenAPIMediaType(binary)}, required=True)


def _schema(kind: type[msgspec.Struct]) -> Schema:
    said = msgspec.json.schema(kind)
    # As it is written into the document: the parts that it names stand in it, not beside it.
    return cast(Schema, _whole(said, said.get("$defs", {})))


def _whole(part: Any, defs: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_whole(each, defs) for each in cast("list[Any]", part)]
    if not isinstance(part, dict):
        return part
    found = cast("dict[str, Any]", part)
    if "$ref" in found:
        return _whole(defs[found["$ref"].removeprefix(_DEFS)], defs)
    return {name: _whole(each, defs) for name, each in found.items() if name != "$defs"}

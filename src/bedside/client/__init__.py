"""A tiny client of Bedside's public protocol (docs/protocol.md), for programs, benches and tests.

`VisitorClient` is somebody on the hospital's website; `DeskClient` a signed-in consultant. Both resume by themselves.
"""

from bedside.client.desk import DeskClient, sign_in
from bedside.client.live import Closed, LiveSocket, Refused
from bedside.client.visitor import VisitorClient

__all__ = ["Closed", "DeskClient", "LiveSocket", "Refused", "VisitorClient", "sign_in"]

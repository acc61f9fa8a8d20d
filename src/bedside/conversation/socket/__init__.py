"""The WebSocket faces: decode, authorise, call, encode."""

from litestar.types import ControllerRouterHandler

from bedside.conversation.socket.desk import desk_socket
from bedside.conversation.socket.visitor import visitor_socket

routes: list[ControllerRouterHandler] = [visitor_socket, desk_socket]

"""The HTTP faces of the desk and of the visitor's conversation."""

from litestar.types import ControllerRouterHandler

from bedside.conversation.api.assistant import routes as assistant
from bedside.conversation.api.counts import routes as counts
from bedside.conversation.api.desk import routes as desk
from bedside.conversation.api.flags import routes as flags
from bedside.conversation.api.quality import routes as quality
from bedside.conversation.api.readings import routes as readings
from bedside.conversation.api.visitor import routes as visitor

routes: list[ControllerRouterHandler] = [*desk, *counts, *flags, *readings, *quality, *assistant, *visitor]

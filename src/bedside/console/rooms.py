"""Which rooms there are, for those who need them all: their routes, parts, duties and readers."""

from litestar.types import ControllerRouterHandler

from bedside.appointment import api as appointment_api
from bedside.appointment import parts as appointment
from bedside.channel import api as channel_api
from bedside.channel import duties as channel_duties
from bedside.channel import parts as channel
from bedside.conversation import api as conversation_api
from bedside.conversation import duties as conversation_duties
from bedside.conversation import parts as conversation
from bedside.conversation import socket as conversation_socket
from bedside.conversation.quality import duties as quality_duties
from bedside.gate import api as gate_api
from bedside.gate import parts as gate
from bedside.hospital import api as hospital_api
from bedside.hospital import duties as hospital_duties
from bedside.kit.duties import Duty
from bedside.kit.services import Services
from bedside.kit.tail import Reader
from bedside.knowledge import api as knowledge_api
from bedside.knowledge import duties as knowledge_duties
from bedside.knowledge import parts as knowledge
from bedside.people import api as people_api
from bedside.people import duties as people_duties
from bedside.visit import api as visit_api
from bedside.visit import duties as visit_duties
from bedside.visit import parts as visit


def routes() -> list[ControllerRouterHandler]:
    """Every face of every room."""
    return [
        *hospital_api.routes,
        *people_api.routes,
        *gate_api.routes,
        *channel_api.routes,
        *visit_api.routes,
        *knowledge_api.routes,
        *conversation_api.routes,
        *conversation_socket.routes,
        *appointment_api.routes,
    ]


def start(services: Services) -> None:
    """From the ground up: a room may use the parts of those below it."""
    gate.start(services)
    channel.start(services)
    visit.start(services)
    knowledge.start(services)
    conversation.start(services)
    appointment.start(services)


async def stop(services: Services) -> None:
    """From the top down."""
    await appointment.stop(services)
    await conversation.stop(services)
    await knowledge.stop(services)
    await visit.stop(services)
    await channel.stop(services)
    await gate.stop(services)


def duties(services: Services, *, web: bool, work: bool) -> list[Duty]:
    due: list[Duty] = []
    if web:
        due += conversation.duties_of_web(services)
    if work:
        due += hospital_duties.duties(services)
        due += people_duties.duties(services)
        due += channel_duties.duties(services)
        due += visit_duties.duties(services)
        due += knowledge_duties.duties(services)
        due += conversation.duties_of_work(services)
        due += quality_duties.duties(services)
        due += appointment.duties_of_work(services)
    return due


def readers(services: Services) -> list[Reader]:
    return [
        channel_duties.reader(services),
        conversation_duties.reader(services),
        quality_duties.reader(services),
        *appointment.readers(services),
    ]

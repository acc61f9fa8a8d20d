"""Where an SMS gateway tells its news: what people answered, and what arrived. Signed, no session."""

from typing import Annotated, Any

from litestar import Request, Router, post
from litestar.params import FromPath, HeaderParameter

from bedside.channel.incoming import News, take
from bedside.channel.problems import UNSIGNED
from bedside.hospital.api.bodies import takes
from bedside.kit.problems import Problem
from bedside.kit.services import Services

LIMIT = 256 * 1024
Header = Annotated[str, HeaderParameter(name="X-Bedside-Time", required=False, max_length=20)]
Signed = Annotated[str, HeaderParameter(name="X-Bedside-Signature", required=False, max_length=128)]


@post(
    "/sms/{hospital_id:int}",
    summary="Answers and reports of an SMS gateway",
    status_code=204,
    operation_class=takes(News),
)
async def sms_news(
    request: Request[Any, Any, Any],
    hospital_id: FromPath[int],
    services: Services,
    time: Header = "",
    signed: Signed = "",
) -> None:
    if not 1 <= hospital_id <= 2_147_483_647 or not time or not signed:
        raise Problem(UNSIGNED)
    await take(services, hospital_id, time, signed, await request.body())


router = Router(path="/hooks", route_handlers=[sms_news], request_max_body_size=LIMIT, tags=["gateways"])

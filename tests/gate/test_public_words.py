"""What a hospital publishes of its services and doctors passes the claims gate when it is saved."""

import msgspec
import pytest

from bedside.gate.claims.problems import ClaimsBlocked
from bedside.hospital.actions.doctors import add_doctor, change_doctor
from bedside.hospital.actions.places import add_service, change_service
from bedside.hospital.model import Doctor, Service
from bedside.kit.ids import new_id
from tests.channel.conftest import Office, office

__all__ = ["office"]


async def test_a_service_and_a_doctors_focus_promise_nothing(office: Office) -> None:
    services, who, at = office.services, office.holder, office.hospital
    service = Service(at, new_id(), None, "cure", "根治胃病套餐，无效退款", "Check-up", "次", "visit", 100, False, 1)
    with pytest.raises(ClaimsBlocked):
        await add_service(services, who, service)
    honest = msgspec.structs.replace(service, name_zh="胃镜检查")
    honest = msgspec.structs.replace(honest, id=await add_service(services, who, honest))
    with pytest.raises(ClaimsBlocked):
        await change_service(services, who, msgspec.structs.replace(honest, name_zh=service.name_zh))
    await change_service(services, who, msgspec.structs.replace(honest, name_zh=service.name_zh, retired=True))

    doctor = Doctor(
        at, new_id(), None, None, "d9", "沈明", "Shen Ming", "", "", "三个疗程治好糖尿病", "", ["zh"], "L9", False, False, 1
    )  # fmt: skip
    with pytest.raises(ClaimsBlocked):
        await add_doctor(services, who, doctor)
    honest = msgspec.structs.replace(doctor, focus_zh="糖尿病的长期随访")
    honest = msgspec.structs.replace(honest, id=await add_doctor(services, who, honest))
    with pytest.raises(ClaimsBlocked):
        await change_doctor(services, who, msgspec.structs.replace(honest, focus_zh=doctor.focus_zh))

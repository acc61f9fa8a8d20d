"""Taking data out (rule L30): a right of its own, with a reason that is logged."""

from io import BytesIO
from typing import Any

from bedside.hospital.actions.audit import reason_given, record
from bedside.hospital.model import Viewer
from bedside.hospital.rights import Right
from bedside.hospital.store import places as store
from bedside.kit.database import Transaction
from bedside.kit.services import Services

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def log_export(tx: Transaction, viewer: Viewer, hospital_id: int, what: str, rows: int, reason: str) -> None:
    """Every room's exports pass here, in the transaction that reads them. Raises Problem REFUSED, REASON_NEEDED."""
    viewer.require(Right.EXPORT, hospital_id)
    await record(tx, viewer, hospital_id, "exported", f"export:{what}", reason_given(reason), {"rows": rows})


async def export_services(services: Services, viewer: Viewer, hospital_id: int, reason: str) -> bytes:
    """The published price list as an Excel file. Raises Problem REFUSED, REASON_NEEDED."""
    viewer.require(Right.EXPORT, hospital_id)
    async with services.database.transaction([hospital_id]) as tx:
        found = await store.services(tx, [hospital_id])
        names = {each.id: each for each in await store.departments(tx, [hospital_id], retired=True)}
        await log_export(tx, viewer, hospital_id, "services", len(found), reason)
    rows: list[list[Any]] = []
    for each in found:
        department = names[each.department_id].name_zh if each.department_id else ""
        price = each.price_fen / 100
        rows.append([each.code, department, each.name_zh, each.name_en, each.unit_zh, each.unit_en, price])
    return workbook(["代码 Code", "科室 Department", "名称", "Name", "单位", "Unit", "价格（元） Price (CNY)"], rows)


def workbook(head: list[str], rows: list[list[Any]]) -> bytes:
    """One sheet. Text that a spreadsheet would run as a formula is written as text."""
    from openpyxl import Workbook  # slow to load, and few processes ever write a sheet
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()

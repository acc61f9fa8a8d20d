"""Whatever an entry says comes back as it was, in every format; bombs and broken files are refused."""

import csv
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook

from bedside.kit.problems import Problem
from bedside.knowledge.entries.model import PARTS, Body, Entry, Words
from bedside.knowledge.exchange import formats
from bedside.knowledge.exchange.columns import COLUMNS, Row, heading
from bedside.knowledge.exchange.names import House, names
from bedside.knowledge.exchange.plan import plan
from bedside.knowledge.exchange.rows import row_of
from bedside.knowledge.exchange.sizes import MOST_ROWS

TODAY = date(2026, 11, 22)
MADE = datetime(2026, 11, 1, tzinfo=UTC)
OWNER, ROOM = UUID(int=7), UUID(int=8)
HOUSE = House(names([(ROOM, ["口腔科", "dental"])]), names([(OWNER, ["林静", "Lin Jing"])]), names([]), names([]))
ODD = [
    "=1+1", "'=1+1", "''", "'quoted", "+86", "-", "@sum(a1)", "\t=x", "＝1", "_x000D_", "_x005F_x000D_", "a\uffffb", "\ufffe",
    '"', '","', "a;b", "## answer zh", "\\## answer zh", "\\\\## drugs en ", "---", "a\n---\nb", "a\r\nb", "\r0",
    "\r=1", "\u2028", "\x85", "　首行缩进", "<b>&amp;</b>", "👩🏽‍⚕️", "价格：{price}", "\n\n换行\n\n", "id: x", '["a"]', "{}",
    "null", "1e5", "00123", "2026-01-01",
]  # fmt: skip
LOST = [chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127)]
"""Characters that no entry is kept with."""
_any = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=LOST))
_text = _any | st.sampled_from(ODD) | st.tuples(st.sampled_from(ODD), _any).map("".join)
_line = _text.map(lambda text: "".join(each for each in text if each >= " ")[:60])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(list(PARTS)))
    texts = draw(st.lists(st.tuples(_text, _text), max_size=3))
    said = Body(
        title_zh=draw(_line) + "题", title_en=draw(_line), also=[each for each in draw(st.lists(_line, max_size=3)) if each],
        source=draw(_line), content_class="answer", department_id=draw(st.sampled_from([None, ROOM])), owner_id=OWNER,
        parts={part: Words(zh=zh, en=en) for part, (zh, en) in zip(PARTS[kind], texts, strict=False)},
        review_on=TODAY + timedelta(days=9),
    )  # fmt: skip
    id = draw(st.uuids())
    if kind == "campaign":
        said = replace(
            said, starts_on=TODAY, ends_on=TODAY, utm_campaign=f"{draw(_line)[:20]}{id}"[:60], landing=draw(_line)
        )
    elif kind == "reply":
        answer = said.parts.get("answer", Words())
        said = replace(
            said, shortcut=id.hex[:20],
            parts={"answer": Words(zh="{hours}" + answer.zh.replace("{", ""), en=answer.en.replace("{", ""))},
        )  # fmt: skip
    return Entry(
        hospital_id=1, id=id, kind=kind, version=3, approved=None, retired=False, body=said, made_by=OWNER,
        made_at=MADE,
    )  # fmt: skip


@pytest.mark.parametrize("format", list(formats.FORMATS))
@settings(deadline=None, max_examples=25)
@given(found=st.lists(entries(), min_size=1, max_size=3, unique_by=lambda entry: entry.id))
def test_what_was_exported_and_comes_back_changes_nothing(format: formats.Name, found: list[Entry]) -> None:
    content = formats.FORMATS[format].write([row_of(entry, HOUSE) for entry in found])
    assert formats.format_of(content) == format
    steps = plan(formats.read(content), found, HOUSE, TODAY)
    assert [(step.outcome, step.wrong) for step in steps] == [("unchanged", ())] * len(found)
    assert {step.id for step in steps} == {entry.id for entry in found}


@pytest.mark.parametrize("format", list(formats.FORMATS))
@settings(deadline=None, max_examples=25)
@given(text=_text)
@example(text='=HYPERLINK("http://x.example")')
def test_text_comes_back_exactly(format: formats.Name, text: str) -> None:
    wanted = text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
    row = Row(place="2", cells={"kind": "policy", "title_zh": "题", **({"answer_zh": wanted} if wanted else {})})
    assert [each.cells for each in formats.read(formats.FORMATS[format].write([row]))] == [row.cells]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "'=1"])
def test_nothing_runs_in_a_spreadsheet(text: str) -> None:
    row = Row(place="2", cells={"kind": "policy", "title_zh": text})
    sheet = load_workbook(BytesIO(formats.FORMATS["excel"].write([row]))).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line if cell.value]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    lines = list(csv.reader(StringIO(formats.FORMATS["csv"].write([row]).decode("utf-8-sig"))))
    for value in [str(cell.value) for cell in cells] + [cell for cell in lines[1] if cell]:
        assert not value.startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_other_programs_are_read(encoding: str, delimiter: str) -> None:
    lines = [
        ["类别", "备注", "中文标题", "回答（中文）", "复核日期"],
        ["疾病", "不要", "高血压", "定期测量", "2027年1月31日"],
        ["", "", "", "", ""],
    ]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    (row,) = formats.read(content)
    assert row.place == "2"
    assert row.cells == {"kind": "疾病", "title_zh": "高血压", "answer_zh": "定期测量", "review_on": "2027年1月31日"}


def test_days_and_numbers_of_a_sheet_are_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([heading("kind"), heading("title_zh"), heading("review_on"), heading("version")])
    sheet.append(["policy", 2026, date(2027, 1, 31), 3.0])
    file = BytesIO()
    book.save(file)
    (row,) = formats.read(file.getvalue())
    assert row.cells == {"kind": "policy", "title_zh": "2026", "review_on": "2027-01-31", "version": "3"}


def zipped(**files: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return file.getvalue()


def sheet_with(part: bytes) -> bytes:
    file = BytesIO(formats.FORMATS["excel"].write([]))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/extra.xml", part)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "knowledge_file"),
        (b"PK\x03\x04 not a zip", "knowledge_file"),
        (b"\x00\x01\x02", "knowledge_file"),
        (b"kind,title_zh\n\"never closed", "knowledge_file"),
        (b"kind,title_zh,kind\n", "knowledge_file"),
        (b"name,words\na,b\n", "knowledge_file"),
        (zipped(**{"readme.txt": b"x"}), "knowledge_file"),
        (zipped(**{"a.md": b"no head"}), "knowledge_file"),
        (zipped(**{"a.md": b"---\nkind: policy\nnever ended"}), "knowledge_file"),
        (zipped(**{"a.md": "---\n---\n价".encode("gbk")}), "knowledge_file"),
        (zipped(**{"[Content_Types].xml": b"<x/>"}), "knowledge_file"),
        (zipped(**{"bomb.md": b"0" * (97 * 1024 * 1024)}), "knowledge_file_large"),
        (zipped(**{f"{n}.md": b"" for n in range(MOST_ROWS + 1)}), "knowledge_file_large"),
        (sheet_with(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "knowledge_file"),
        (sheet_with(b" " * (97 * 1024 * 1024)), "knowledge_file_large"),
        (b"kind,title_zh\n" + b"policy,x\n" * (MOST_ROWS + 1), "knowledge_file_large"),
        (b"kind,title_zh\n" + b" " * 16 * 1024 * 1024, "knowledge_file_large"),
    ],
)  # fmt: skip
def test_bombs_and_broken_files_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as refused:
        formats.read(content)
    assert refused.value.code == code


@settings(deadline=None, max_examples=150)
@given(
    content=st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: f"kind,title_zh\n{text}".encode("utf-8", "ignore"))
)
def test_no_file_breaks_the_reader(content: bytes) -> None:
    with suppress(Problem):
        assert all(set(row.cells) <= set(COLUMNS) for row in formats.read(content))

"""The demo's mailbox keeps what a real SMTP client sends, and its page shows it without running any of it."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from bedside.demo.gateway import Gateway
from bedside.demo.mailbox import LARGEST, Mailbox
from bedside.demo.post import Counter


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, int]]:
    box = Mailbox()
    async with await box.serve("127.0.0.1", 0) as listening:
        yield box, listening.sockets[0].getsockname()[1]


def _letter(subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "desk@hospital.example", "song@visitors.example", subject
    letter.set_content(text)
    return letter


async def _page(box: Mailbox) -> str:
    transport = httpx.ASGITransport(app=Counter(Gateway({}), box, Gateway({})))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://post.example") as http:
        return (await http.get("/mail")).text


async def test_a_letter_is_kept_whole_and_shown(mailbox: tuple[Mailbox, int]):
    box, port = mailbox
    letter = _letter("已为您约好 <周三>", "您好：\n.这一行以点开头\n<script>alert(1)</script>\n")
    letter.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="visit.ics")
    await aiosmtplib.send(letter, hostname="127.0.0.1", port=port, start_tls=False)
    (kept,) = box.letters
    assert kept.to == ("song@visitors.example",)
    assert kept.subject == "已为您约好 <周三>"
    assert ".这一行以点开头" in kept.text
    assert kept.files == ("visit.ics",)
    page = await _page(box)
    assert "已为您约好 &lt;周三&gt;" in page
    assert "<script>" not in page


async def test_several_letters_over_one_connection(mailbox: tuple[Mailbox, int]):
    box, port = mailbox
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for n in range(3):
            await client.send_message(_letter(f"letter {n}", "text"))
    assert [each.subject for each in box.letters] == ["letter 0", "letter 1", "letter 2"]


async def test_nonsense_is_refused_and_too_much_is_cut_off(mailbox: tuple[Mailbox, int]):
    box, port = mailbox
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"GET / HTTP/1.1\r\n")
    assert (await reader.readline()).startswith(b"502")
    writer.write(b"DATA\r\n")
    assert (await reader.readline()).startswith(b"354")
    writer.write((b"x" * 998 + b"\r\n") * (LARGEST // 1000 + 2))
    assert await reader.read() == b""
    writer.close()
    assert box.letters == []


async def test_the_rest_of_the_page_is_the_gateways(mailbox: tuple[Mailbox, int]):
    transport = httpx.ASGITransport(app=Counter(Gateway({}), mailbox[0], Gateway({})))  # pyright: ignore[reportArgumentType]
    async with httpx.AsyncClient(transport=transport, base_url="http://post.example") as http:
        assert (await http.get("/messages")).json() == {"items": []}
        assert "演示短信" in (await http.get("/")).text

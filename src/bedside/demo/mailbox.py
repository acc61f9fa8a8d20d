"""A mailbox of the demo: an SMTP server that delivers nowhere, keeps what the hospital wrote, and shows it."""

import asyncio
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape

import msgspec

KEPT = 500
LARGEST = 1024 * 1024
LINE_SECONDS = 60
_ADDRESS = re.compile(r"(?i)(?:FROM|TO):\s*<([^<>\s]*)>")


class Letter(msgspec.Struct, frozen=True):
    to: tuple[str, ...]
    subject: str
    text: str
    files: tuple[str, ...]
    at: datetime


class Mailbox:
    """`serve` listens; `letters` are what came, oldest first."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def serve(self, host: str, port: int) -> asyncio.Server:
        return await asyncio.start_server(self._talk, host, port, limit=LARGEST)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, command by command (RFC 5321); who falls silent or says nonsense is left."""
        to: list[str] = []

        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        try:
            await say("220 demo.example ready")
            while line := await asyncio.wait_for(reader.readline(), LINE_SECONDS):
                verb = line[:4].decode("latin-1").upper()
                if verb == "RCPT" and (found := _ADDRESS.search(line.decode("utf-8", "replace"))):
                    to.append(found[1])
                    await say("250 ok")
                elif verb == "DATA":
                    await say("354 go on")
                    self._keep(to, await _letter(reader))
                    to = []
                    await say("250 kept")
                elif verb == "QUIT":
                    await say("221 bye")
                    break
                elif verb in ("EHLO", "HELO", "MAIL", "RSET", "NOOP"):
                    to = [] if verb != "NOOP" else to
                    await say("250 demo.example")
                else:
                    await say("502 not here")
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _keep(self, to: list[str], raw: bytes) -> None:
        letter = message_from_bytes(raw, EmailMessage, policy=default)
        body = letter.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        files = tuple(part.get_filename() or "" for part in letter.iter_attachments())
        self.letters.append(Letter(tuple(to), str(letter["Subject"] or ""), text, files, datetime.now(UTC)))
        del self.letters[:-KEPT]

    def page(self) -> str:
        """The newest first."""
        shown = "".join(_shown(each) for each in reversed(self.letters[-100:]))
        return shown or "<p>还没有邮件。<span lang='en'>No letters yet.</span></p>"


async def _letter(reader: asyncio.StreamReader) -> bytes:
    """Up to the lone dot. Raises ValueError when it is too large."""
    lines, size = list[bytes](), 0
    while (line := await asyncio.wait_for(reader.readline(), LINE_SECONDS)) != b".\r\n":
        size += len(line)
        if not line or size > LARGEST:
            raise ValueError("too large, or cut off")
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(lines)


def _shown(letter: Letter) -> str:
    files = f"<p>{escape('、'.join(letter.files))}</p>" if letter.files else ""
    return (
        f"<section><h2>{escape(letter.subject)}</h2><small>{escape('、'.join(letter.to))}, {letter.at:%Y-%m-%d %H:%M} UTC</small>"
        f"<p class='sms'>{escape(letter.text)}</p>{files}</section>"
    )

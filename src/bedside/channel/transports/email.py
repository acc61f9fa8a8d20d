"""Email over SMTP, with TLS as the hospital's server has it."""

import asyncio
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from bedside.channel.model import EmailSettings
from bedside.channel.transports.contract import SECONDS, Answer, Parcel
from bedside.kit.clock import Clock


class Smtp:
    def __init__(
        self, settings: EmailSettings, password: str, clock: Clock, context: ssl.SSLContext | None = None
    ) -> None:
        self._settings = settings
        self._password = password
        self._clock = clock
        self._context = context

    async def send(self, parcel: Parcel) -> Answer:
        settings = self._settings
        try:
            letter = self._letter(parcel)
        except ValueError:
            return Answer(outcome="failed", error="bad_letter")
        try:
            async with asyncio.timeout(SECONDS):
                await aiosmtplib.send(
                    letter, hostname=settings.host, port=settings.port, username=settings.user or None,
                    password=self._password or None, use_tls=settings.security == "tls",
                    # Never "if the server has it": whoever stands between could say that it has not.
                    start_tls=settings.security == "starttls", tls_context=self._context, timeout=SECONDS,
                )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(max((each.code for each in error.recipients), default=550))
        except aiosmtplib.SMTPResponseException as error:
            # A password that is refused is mended by the administrator; the message waits for that.
            if isinstance(error, aiosmtplib.SMTPAuthenticationError):
                return Answer(outcome="retry", error=f"smtp_{error.code}")
            return _refused(error.code)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            return Answer(outcome="retry", error=type(error).__name__)
        return Answer(outcome="sent", provider_id=str(letter["Message-ID"]))

    def _letter(self, parcel: Parcel) -> EmailMessage:
        """Raises ValueError when a header cannot be written."""
        settings, content = self._settings, parcel.content
        letter = EmailMessage()
        letter["From"] = Address(settings.sender_name or parcel.sender, addr_spec=settings.sender)
        letter["To"] = parcel.address
        letter["Subject"] = " ".join(content.subject.split())
        letter["Date"] = format_datetime(self._clock.now())
        # The same at every try: a mailbox that gets it twice knows that it is one.
        letter["Message-ID"] = f"<{parcel.key}@{settings.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["Content-Language"] = "en" if parcel.lang == "en" else "zh-CN"
        if settings.reply_to:
            letter["Reply-To"] = settings.reply_to
        if content.stop_link:
            letter["List-Unsubscribe"] = f"<{content.stop_link}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(content.text + "\n")
        for each in content.attachments:
            main, _, sub = each.type.partition(";")[0].partition("/")
            letter.add_attachment(
                each.body, maintype=main or "application", subtype=sub or "octet-stream", filename=each.name
            )
        return letter


def _refused(code: int) -> Answer:
    """5xx is for ever, 4xx for now (RFC 5321)."""
    return Answer(outcome="failed" if code >= 500 else "retry", error=f"smtp_{code}")

"""Email over a real SMTP server: what it says, TLS, passwords, refusals for now and for ever."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bedside.channel.model import Attachment, Content, EmailSettings
from bedside.channel.transports.contract import Parcel
from bedside.channel.transports.email import Smtp
from bedside.kit.clock import SystemClock
from tests.channel.conftest import Office
from tests.channel.mail import MailServer, mail_server

CALENDAR = Attachment("visit.ics", "text/calendar; method=PUBLISH", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


@pytest.fixture
async def mail(office: Office) -> MailServer:
    assert office.mail
    return office.mail


async def test_a_letter_with_a_calendar_entry_says_why_and_how_to_stop(office: Office, mail: MailServer) -> None:
    person = await office.patient("王小满", "", email="wang@example.invalid")
    made = await office.write(
        person, channel="email", template="booked", attachments=(CALENDAR,),
        values={"name": "王*满", "time": datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "place": "门诊楼 3 层", "price": "25 元"},
    )  # fmt: skip
    await office.deliver()
    assert (await office.state(made)).state == "sent"
    letter = mail.letters[0]
    assert (letter["Subject"], letter["To"]) == ("预约成功：11月24日（周二）09:30", "wang@example.invalid")
    assert letter["From"] == "云杉示范医院 <desk@spruce.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_body(("plain",))
    assert body
    text = body.get_content()
    assert "时间：11月24日（周二）09:30\n地点：门诊楼 3 层\n费用：25 元" in text
    assert "因为您同意接收就诊通知" in text
    link = letter["List-Unsubscribe"].strip("<>")
    assert "/stop/" in link
    assert link in text
    attached = list(letter.iter_attachments())
    assert [(each.get_filename(), each.get_content_type()) for each in attached] == [("visit.ics", "text/calendar")]
    assert attached[0].get_payload(decode=True) == CALENDAR.body


async def test_refused_for_now_is_tried_again_with_the_same_message_id(office: Office, mail: MailServer) -> None:
    mail.answers += ["451 later"]
    made = await office.write(await office.patient("李静", "", email="li@example.invalid"), channel="email")
    await office.deliver()
    waiting = await office.state(made)
    assert (waiting.state, waiting.error) == ("queued", "smtp_451")
    office.clock.move(timedelta(seconds=10))
    await office.deliver()
    assert (await office.state(made)).state == "sent"
    assert [letter["Message-ID"] for letter in mail.letters] == [f"<{made.id.hex}@spruce.example>"]


async def test_refused_for_good_is_not(office: Office, mail: MailServer) -> None:
    gone = await office.write(await office.patient("赵安", "", email="nobody@example.invalid"), channel="email")
    mail.answers += ["554 not here"]
    spam = await office.write(await office.patient("李静", "", email="li@example.invalid"), channel="email")
    await office.deliver()
    assert {(await office.state(each)).error for each in (gone, spam)} == {"smtp_550", "smtp_554"}
    assert {(await office.state(each)).state for each in (gone, spam)} == {"failed"}


def parcel(**change: str) -> Parcel:
    content = Content(text="您好", subject=change.get("subject", "问候"))
    return Parcel(
        key="k1",
        address=change.get("address", "a@example.invalid"),
        template="test",
        lang="zh",
        content=content,
        sender="云杉",
    )


def settings(mail: MailServer, **change: object) -> EmailSettings:
    given = {"host": "127.0.0.1", "port": mail.port, "security": "none", "sender": "desk@spruce.example", **change}
    return EmailSettings(**given)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(the server's, that of a client who trusts it) for 127.0.0.1."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key, name, now = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]),
        datetime.now(UTC),
    )
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "both.pem").write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_tls_with_a_password(tls: tuple[ssl.SSLContext, ssl.SSLContext], security: str) -> None:
    server, trusting = tls
    given = {"tls": server} if security == "tls" else {"starttls": server}
    async with mail_server(password="secret", **given) as mail:  # pyright: ignore[reportArgumentType]
        with_tls = settings(mail, security=security, user="desk")
        assert (await Smtp(with_tls, "secret", SystemClock(), trusting).send(parcel())).outcome == "sent"
        wrong = await Smtp(with_tls, "guess", SystemClock(), trusting).send(parcel())
        assert (wrong.outcome, wrong.error) == ("retry", "smtp_535"), "an administrator can mend that"
        distrusting = await Smtp(with_tls, "secret", SystemClock()).send(parcel())
        assert distrusting.outcome == "retry"
        assert len(mail.letters) == 1


async def test_starttls_is_never_left_out_because_the_server_has_none() -> None:
    async with mail_server() as mail:
        answer = await Smtp(settings(mail, security="starttls"), "", SystemClock()).send(parcel())
        assert (answer.outcome, mail.letters) == ("retry", [])


async def test_nothing_listens() -> None:
    async with mail_server() as mail:
        gone = settings(mail)
    assert (await Smtp(gone, "", SystemClock()).send(parcel())).outcome == "retry"


async def test_a_line_break_makes_no_header() -> None:
    async with mail_server() as mail:
        await Smtp(settings(mail), "", SystemClock()).send(parcel(subject="问候\r\nBcc: spy@example.invalid"))
        assert mail.letters[0]["Bcc"] is None
        bad = await Smtp(settings(mail), "", SystemClock()).send(
            parcel(address="a@example.invalid\nBcc: spy@example.invalid")
        )
        assert bad.outcome == "failed"
        assert len(mail.letters) == 1

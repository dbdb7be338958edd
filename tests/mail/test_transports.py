"""What a transport does when a mail server gives it trouble."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiosmtplib
import pytest

from koncern.base.mail_servers import read_smtp_url
from koncern.mail import DeliveryFailed, Mail, MailState, transports

MAIL = Mail(
    id=uuid4(),
    app=uuid4(),
    to="anna@example.com",
    subject="Hello",
    template="welcome",
    language="en",
    state=MailState.QUEUED,
    attempts=1,
    error=None,
    created_at=datetime.now(UTC),
    due_at=None,
    finished_at=None,
    sender_name="Shop",
    text="Hello",
    html="<p>Hello</p>",
)
TROUBLES = {
    "nobody listens": (OSError("nobody listens"), False),
    "it hangs up": (aiosmtplib.SMTPServerDisconnected("it hung up"), False),
    "it is busy": (aiosmtplib.SMTPDataError(451, "later"), False),
    "it refuses the text": (aiosmtplib.SMTPDataError(554, "never"), True),
}


class Connection:
    """A connection to a mail server that has some trouble with each mail, or none."""

    def __init__(self, trouble: BaseException | None = None) -> None:
        self._trouble = trouble
        self.is_open = True

    async def send_message(self, *_: Any, **__: Any) -> None:
        if self._trouble:
            raise self._trouble

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def transport() -> transports.SmtpTransport:
    server = read_smtp_url("smtp://192.0.2.1:25")
    return transports.SmtpTransport(server, "shop@example.com")


def connect_to(
    monkeypatch: pytest.MonkeyPatch, found: Connection | BaseException
) -> None:
    """Let a transport find a connection, or not even get that far."""

    async def connect(_: Any) -> Connection:
        if isinstance(found, Connection):
            return found
        raise found

    monkeypatch.setattr(transports, "connect", connect)


@pytest.mark.parametrize(("trouble", "is_final"), TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize("is_connected", [False, True])
def test_trouble_is_told_in_the_servers_words_and_leaves_no_connection(
    transport: transports.SmtpTransport,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    *,
    is_final: bool,
    is_connected: bool,
):
    connection = Connection(trouble)
    connect_to(monkeypatch, connection if is_connected else trouble)

    with pytest.raises(DeliveryFailed) as told:
        asyncio.run(transport.deliver(MAIL))

    assert told.value.is_final is is_final
    assert told.value.reason in {str(trouble), "451 later", "554 never"}
    assert connection.is_open is not is_connected
    assert transport._idle == []


@pytest.mark.parametrize("is_connected", [False, True])
def test_who_is_stopped_half_way_leaves_no_connection(
    transport: transports.SmtpTransport,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_connected: bool,
):
    stopped = asyncio.CancelledError()
    connection = Connection(stopped)
    connect_to(monkeypatch, connection if is_connected else stopped)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(transport.deliver(MAIL))

    assert connection.is_open is not is_connected


def test_a_connection_serves_the_next_mail(
    transport: transports.SmtpTransport, monkeypatch: pytest.MonkeyPatch
):
    connection = Connection()
    connect_to(monkeypatch, connection)

    asyncio.run(transport.deliver(MAIL))
    connect_to(monkeypatch, OSError("no other one is needed"))
    asyncio.run(transport.deliver(MAIL))

    assert transport._idle == [connection]
    assert connection.is_open

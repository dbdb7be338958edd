"""A mail server of the test's own, and services that hand their mail to it."""

import asyncio
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from service import Service, free_port, start
from world import Operator


class Inbox:
    """What came to a mail server, and what it says to whom."""

    def __init__(self, port: int = 0) -> None:
        self.port = port or free_port()
        self.is_held = False
        self.came: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.asked = 0
        self.answer: Callable[[int, str], str] = lambda _nth, _to: "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd names it
        self.asked += 1
        while self.is_held:  # noqa: ASYNC110 - it is let go from another thread
            await asyncio.sleep(0.02)
        answer = self.answer(self.asked, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd names it
        self.envelopes.append(envelope)
        self.came.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.came if message["To"] == address]


@contextmanager
def receiving(inbox: Inbox, **options) -> Iterator[Inbox]:
    """Let a mail server listen for the length of a block."""
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


class PostOffice(NamedTuple):
    """A service with two workers, its operator, and where its mail goes to."""

    operator: Operator
    inbox: Inbox
    data: Path
    services: list[Service]

    def serve(self) -> Service:
        """Start a service that hands its mail to the inbox."""
        service = start(
            self.data,
            "--workers",
            "2",
            KONCERN_SMTP_URL=self.inbox.url,
            KONCERN_MAIL_FROM="shop@koncern.example.com",
        )
        self.services.append(service)
        return service

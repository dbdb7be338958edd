"""Transports: a mail is delivered to a mail server, or written into a folder."""

import asyncio
import os
import time
from datetime import UTC, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

import aiosmtplib
from aiosmtplib import SMTP

from koncern.base import Settings, SmtpServer
from koncern.mail.message import address_of, message_of
from koncern.mail.model import Mail, MailState

DELIVERY_SECONDS_MAX = 60
"""For one mail, with connecting: well inside the lease that it is taken under."""

_FOR_GOOD = 500


class DeliveryFailed(Exception):  # noqa: N818 - its name says what is the case
    """A mail was not delivered: why, and whether it makes sense to try again."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class Transport(Protocol):
    """What delivers mails."""

    delivered: MailState
    """The state of a mail that was delivered."""

    async def deliver(self, mail: Mail) -> None:
        """Deliver a mail, or raise DeliveryFailed."""

    async def close(self) -> None:
        """Close idle connections: there is nothing more to deliver."""


class SmtpTransport:
    """Sends mails to a mail server, and reuses connections until all are sent."""

    delivered = MailState.SENT

    def __init__(self, server: SmtpServer, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._idle: list[SMTP] = []

    async def deliver(self, mail: Mail) -> None:
        """Send a mail; once the server has accepted it, it is the server's."""
        message = message_of(mail, self._sender)
        sender = address_of(message["From"].addresses[0].addr_spec)
        client: SMTP | None = None
        try:
            async with asyncio.timeout(DELIVERY_SECONDS_MAX):
                client = self._idle.pop() if self._idle else await connect(self._server)
                await client.send_message(
                    message, sender=sender, recipients=[address_of(mail.to)]
                )
        except (aiosmtplib.SMTPException, OSError, ValueError) as trouble:
            if client is not None:
                client.close()
            raise _failure_of(trouble) from trouble
        except asyncio.CancelledError:
            if client is not None:
                client.close()
            raise
        self._idle.append(client)

    async def close(self) -> None:
        """Close idle connections."""
        while self._idle:
            await quit_session(self._idle.pop())


async def connect(server: SmtpServer) -> SMTP:
    """Connect to a mail server and sign in there, if it is so asked.

    Certificates are checked, as those of any other server.
    """
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.is_tls,
        start_tls=True if server.needs_tls else None,
        timeout=DELIVERY_SECONDS_MAX / 2,
    )
    await client.connect(username=server.user or None, password=server.password or None)
    return client


async def quit_session(client: SMTP) -> None:
    """End a connection; a server that does not say goodbye back is left as it is."""
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _failure_of(trouble: Exception) -> DeliveryFailed:
    """Tell what is refused for good from what is worth another try.

    A server that refuses us, not the mail, is the operator's to mend: it is tried.
    """
    if isinstance(trouble, aiosmtplib.SMTPRecipientsRefused):
        trouble = trouble.recipients[0]
    reason = str(trouble) or type(trouble).__name__
    if isinstance(trouble, aiosmtplib.SMTPResponseException):
        reason = f"{trouble.code} {trouble.message}"
    is_final = (
        isinstance(trouble, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
        and trouble.code >= _FOR_GOOD
    )
    return DeliveryFailed(" ".join(reason.split()), is_final=is_final)


class FolderTransport:
    """Writes mails into a folder that only its owner reads, if there is no mail server."""

    delivered = MailState.FILED

    def __init__(self, data: Path, sender: str) -> None:
        self._folder = folder_of(data)
        self._sender = sender

    async def deliver(self, mail: Mail) -> None:
        """Write a mail into a file of its own."""
        raw = message_of(mail, self._sender).as_bytes()
        moment = mail.created_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        path = self._folder / f"{moment}-{mail.id}.eml"
        try:
            await asyncio.to_thread(_write, path, raw)
        except OSError as trouble:
            raise DeliveryFailed(f"{path}: {trouble.strerror}") from trouble

    async def close(self) -> None:
        """Do nothing: no connection is open."""


def _write(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all, and onto the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def transport_of(settings: Settings) -> Transport:
    """Return the transport that the settings ask for."""
    server = settings.smtp_server
    if server is None:
        return FolderTransport(settings.data, settings.mail_from)
    return SmtpTransport(server, settings.mail_from)


def folder_of(data: Path) -> Path:
    """Return the folder of mails that no server was there for."""
    return data / "mail"


def read_file(data: Path, mail: UUID) -> bytes | None:
    """Return the file of a mail that was written into the folder."""
    for path in folder_of(data).glob(f"*-{mail}.eml"):
        return path.read_bytes()
    return None


def forget_files(data: Path, older_than: timedelta) -> None:
    """Delete the files of mails whose envelopes are forgotten."""
    oldest = time.time() - older_than.total_seconds()
    for path in folder_of(data).glob("*.eml"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)

"""Carriers: how a mail leaves the house, by a mail server or into a folder."""

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

CARRY_SECONDS_MAX = 60
"""For one mail, with connecting: well inside the lease that it is taken under."""

_FOR_GOOD = 500


class NotCarried(Exception):  # noqa: N818 - it says what is the case
    """A mail did not leave the house: why, and whether it is of use to try again."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class Carrier(Protocol):
    """Somebody who takes mails out of the house."""

    carried: MailState
    """What a mail is when they have taken it."""

    async def carry(self, mail: Mail) -> None:
        """Take a mail out, or raise NotCarried."""

    async def rest(self) -> None:
        """Let go of what was kept open, as there is nothing more to do."""


class SmtpCarrier:
    """Hands mails to a mail server; connections serve until there is nothing more."""

    carried = MailState.SENT

    def __init__(self, server: SmtpServer, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._idle: list[SMTP] = []

    async def carry(self, mail: Mail) -> None:
        """Hand a mail over; once the server has said yes, it is the server's."""
        message = message_of(mail, self._sender)
        sender = address_of(message["From"].addresses[0].addr_spec)
        client: SMTP | None = None
        try:
            async with asyncio.timeout(CARRY_SECONDS_MAX):
                client = self._idle.pop() if self._idle else await connect(self._server)
                await client.send_message(
                    message, sender=sender, recipients=[address_of(mail.to)]
                )
        except (aiosmtplib.SMTPException, OSError, ValueError) as trouble:
            if client is not None:
                client.close()
            raise _not_carried(trouble) from trouble
        except asyncio.CancelledError:
            if client is not None:
                client.close()
            raise
        self._idle.append(client)

    async def rest(self) -> None:
        """Say goodbye to the server."""
        while self._idle:
            await say_goodbye(self._idle.pop())


async def connect(server: SmtpServer) -> SMTP:
    """Connect to a mail server and sign in there, if it is so asked.

    Certificates are checked, as those of any other server.
    """
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.is_tls,
        start_tls=True if server.needs_tls else None,
        timeout=CARRY_SECONDS_MAX / 2,
    )
    await client.connect(username=server.user or None, password=server.password or None)
    return client


async def say_goodbye(client: SMTP) -> None:
    """End a connection; a server that does not say goodbye back is left as it is."""
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _not_carried(trouble: Exception) -> NotCarried:
    """Tell what is refused for good from what is worth another try.

    A server that refuses us, not the mail, is the operator's to mend: it is tried.
    """
    if isinstance(trouble, aiosmtplib.SMTPRecipientsRefused):
        trouble = trouble.recipients[0]
    told = str(trouble) or type(trouble).__name__
    if isinstance(trouble, aiosmtplib.SMTPResponseException):
        told = f"{trouble.code} {trouble.message}"
    is_final = (
        isinstance(trouble, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
        and trouble.code >= _FOR_GOOD
    )
    return NotCarried(" ".join(told.split()), is_final=is_final)


class FolderCarrier:
    """Writes mails into a folder, for its owner's eyes: where there is no server."""

    carried = MailState.FILED

    def __init__(self, data: Path, sender: str) -> None:
        self._folder = folder_of(data)
        self._sender = sender

    async def carry(self, mail: Mail) -> None:
        """Write a mail into a file of its own."""
        raw = message_of(mail, self._sender).as_bytes()
        moment = mail.created_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        path = self._folder / f"{moment}-{mail.id}.eml"
        try:
            await asyncio.to_thread(_write, path, raw)
        except OSError as trouble:
            raise NotCarried(f"{path}: {trouble.strerror}") from trouble

    async def rest(self) -> None:
        """Nothing is kept open."""


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


def carrier_of(settings: Settings) -> Carrier:
    """Return whoever takes mails out, as the settings say."""
    server = settings.smtp_server
    if server is None:
        return FolderCarrier(settings.data, settings.mail_from)
    return SmtpCarrier(server, settings.mail_from)


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

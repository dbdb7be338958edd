"""Looking at mail: whether it goes anywhere, and whether the mail server is there."""

import asyncio

import aiosmtplib

from koncern.base import DEFAULT_MAIL_FROM, Settings, SmtpServer
from koncern.cli.findings import Finding, fine, warning, wrong
from koncern.mail import connect, quit_session

ANSWER_SECONDS_MAX = 5


def check_mail(settings: Settings) -> Finding:
    """Look at where mail goes; nothing is sent."""
    server = settings.smtp_server
    if server is None:
        return warning(
            "mail",
            f"Mail reaches nobody: it is written into files in {settings.data / 'mail'}. "
            "Name a mail server in KONCERN_SMTP_URL to send it.",
        )
    try:
        asyncio.run(_sign_in(server))
    except (aiosmtplib.SMTPException, OSError) as trouble:
        return wrong("mail", f"Mail server {server.place}: {_reason_of(trouble)}.")
    if settings.mail_from == DEFAULT_MAIL_FROM:
        return warning(
            "mail",
            f"Mail goes to {server.place}, from {DEFAULT_MAIL_FROM}, which others may "
            "not take: set KONCERN_MAIL_FROM to an address of yours.",
        )
    return fine("mail", f"Mail goes to {server.place}, from {settings.mail_from}.")


async def _sign_in(server: SmtpServer) -> None:
    async with asyncio.timeout(ANSWER_SECONDS_MAX):
        await quit_session(await connect(server))


def _reason_of(trouble: Exception) -> str:
    """Say what is in the way and what to do."""
    text = " ".join(str(trouble).split()).rstrip(".")
    if isinstance(trouble, aiosmtplib.SMTPAuthenticationError):
        return (
            f"it refuses the user or the password ({trouble.code}): correct them in "
            "KONCERN_SMTP_URL, special characters percent-encoded"
        )
    if isinstance(trouble, TimeoutError):
        return "it does not answer in time: check the host, the port and the firewall"
    if isinstance(trouble, OSError):
        return f"it cannot be reached ({text}): check KONCERN_SMTP_URL"
    return f"it does not do as KONCERN_SMTP_URL says ({text})"

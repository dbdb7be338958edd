"""Settings: what the environment may say, each with its meaning and default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from koncern.base.email import email_problem
from koncern.base.failures import Invalid
from koncern.base.smtp import SmtpServer, read_smtp_url

DEFAULT_MAIL_FROM = "no-reply@localhost"
LOG_LEVELS = ("debug", "info", "warning", "error")

BOUNDS = {
    "KONCERN_PORT": (1, 65_535),
    "KONCERN_WORKERS": (1, 64),
    "KONCERN_CONNECTIONS": (1, 1000),
    "KONCERN_RATE_LIMIT": (0, 2**31),
}
"""Whole numbers that a setting may be; of others any from 1."""


class SettingInvalid(Invalid):
    """A setting in the environment cannot be understood."""


def _setting(name: str, default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"name": name, "meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation runs. Read once, at the start."""

    database_url: str = _setting(
        "DATABASE_URL",
        "",
        "The PostgreSQL (18 or newer) to use, as a URL. "
        "Absent: an embedded PostgreSQL under KONCERN_DATA.",
    )
    data: Path = _setting(  # noqa: RUF009 - it makes a field
        "KONCERN_DATA",
        Path(".koncern"),
        "The folder for the embedded database and everything else kept on disk.",
    )
    host: str = _setting("KONCERN_HOST", "127.0.0.1", "The address to listen on.")
    port: int = _setting("KONCERN_PORT", 8000, "The port to listen on.")
    workers: int = _setting("KONCERN_WORKERS", 1, "How many processes serve requests.")
    connections: int = _setting(
        "KONCERN_CONNECTIONS", 8, "Database connections of one worker, at most."
    )
    rate_limit: int = _setting(
        "KONCERN_RATE_LIMIT",
        6000,
        "Requests a minute of one credential or user, over all workers of this "
        "server. 0: unlimited.",
    )
    body_bytes_max: int = _setting(
        "KONCERN_BODY_BYTES_MAX", 1_048_576, "The largest request body, in bytes."
    )
    statement_seconds_max: int = _setting(
        "KONCERN_STATEMENT_SECONDS_MAX",
        15,
        "How long one database statement may take, in seconds.",
    )
    access_token_seconds: int = _setting(
        "KONCERN_ACCESS_TOKEN_SECONDS", 900, "How long an access token is good for."
    )
    refresh_token_seconds: int = _setting(
        "KONCERN_REFRESH_TOKEN_SECONDS",
        2_592_000,
        "How long a refresh token is good for when it is not used (30 days).",
    )
    login_attempts_max: int = _setting(
        "KONCERN_LOGIN_ATTEMPTS_MAX",
        10,
        "Failed sign-ins of one e-mail address in 15 minutes before it has to wait.",
    )
    smtp_url: str = _setting(
        "KONCERN_SMTP_URL",
        "",
        "The mail server, as smtp://user:password@host:587 (STARTTLS when it is "
        "offered, and always when a password goes to another machine) or "
        "smtps://… (TLS from the start). Absent: mail is written into files, in "
        "the folder `mail` under KONCERN_DATA.",
    )
    mail_from: str = _setting(
        "KONCERN_MAIL_FROM",
        DEFAULT_MAIL_FROM,
        "The address that mail comes from; each app adds its name.",
    )
    log_level: str = _setting(
        "KONCERN_LOG_LEVEL", "info", "debug, info, warning or error."
    )
    access_log: bool = _setting(
        "KONCERN_ACCESS_LOG", True, "One log line for each request: true or false."
    )

    @property
    def smtp_server(self) -> SmtpServer | None:
        """The mail server, if there is one."""
        return read_smtp_url(self.smtp_url) if self.smtp_url else None

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ
    ) -> "Settings":
        """Read the settings, refusing values that make no sense."""
        values = {
            setting.name: _parse(setting.metadata["name"], setting.default, text)
            for setting in fields(cls)
            if (text := environment.get(setting.metadata["name"], "").strip())
        }
        settings = cls(**values)
        _check_mail(settings)
        if settings.log_level not in LOG_LEVELS:
            raise SettingInvalid(
                f"KONCERN_LOG_LEVEL is {settings.log_level!r}; say one of "
                f"{', '.join(LOG_LEVELS)}"
            )
        return settings


def _check_mail(settings: Settings) -> None:
    # The URL is not repeated: it may hold a password.
    if settings.smtp_url and settings.smtp_server is None:
        raise SettingInvalid(
            "KONCERN_SMTP_URL is no URL of a mail server; say "
            "smtp://user:password@host:587 or smtps://user:password@host:465, with "
            "special characters of the password percent-encoded"
        )
    _, address = parseaddr(settings.mail_from)
    is_own = address == DEFAULT_MAIL_FROM
    if not is_own and (not address or email_problem(address)):
        raise SettingInvalid(
            f"KONCERN_MAIL_FROM is {settings.mail_from!r}; say an e-mail address"
        )


def _parse(name: str, default: Any, text: str) -> Any:
    if isinstance(default, bool):
        if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise SettingInvalid(f"{name} is {text!r}; say true or false")
        return text.lower() in {"true", "1", "yes"}
    if isinstance(default, int):
        least, most = BOUNDS.get(name, (1, 2**31))
        if not text.isdecimal() or not least <= int(text) <= most:
            raise SettingInvalid(
                f"{name} is {text!r}; say a whole number from {least} to {most}"
            )
        return int(text)
    return type(default)(text)

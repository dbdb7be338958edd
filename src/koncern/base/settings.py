"""Settings: what the environment may say, each with its meaning and default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from koncern import limits
from koncern.base.mail_servers import SmtpServer, read_smtp_url
from koncern.base.setting_checks import (
    DEFAULT_MAIL_FROM,
    FILE_TYPES,
    SettingInvalid,
    check_files,
    check_mail,
)

LOG_LEVELS = ("debug", "info", "warning", "error")

BOUNDS = {
    "KONCERN_PORT": (1, 65_535),
    "KONCERN_WORKERS": (1, 64),
    "KONCERN_CONNECTIONS": (1, 1000),
    "KONCERN_RATE_LIMIT": (0, 2**31),
    "KONCERN_CLIENT_ATTEMPTS_MAX": (0, 2**31),
    "KONCERN_CLIENT_REQUESTS_MAX": (0, 2**31),
    "KONCERN_PROXIES": (0, 10),
    "KONCERN_FILE_BYTES_PER_USER": (0, 2**60),
    "KONCERN_FILE_BYTES_PER_COMPANY": (0, 2**60),
    "KONCERN_FILE_BYTES_PER_APP": (0, 2**60),
    "KONCERN_FREE_BYTES_MIN": (0, 2**60),
    "KONCERN_METRICS_PORT": (0, 65_535),
}
"""Whole numbers that a setting may be; of others any from 1."""


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
        "KONCERN_CONNECTIONS", 16, "Database connections of one worker, at most."
    )
    rate_limit: int = _setting(
        "KONCERN_RATE_LIMIT",
        limits.REQUESTS_A_MINUTE,
        "Requests a minute of one credential or user, over all workers of this "
        "server. 0: unlimited.",
    )
    body_bytes_max: int = _setting(
        "KONCERN_BODY_BYTES_MAX",
        limits.BODY_BYTES,
        "The largest JSON body of a call that needs a sign-in, in bytes.",
    )
    files_url: str = _setting(
        "KONCERN_FILES_URL",
        "",
        "Where the contents of files lie: file:///folder, s3://bucket/prefix, "
        "gs://bucket/prefix or az://container/prefix, with the credentials in that "
        "cloud's usual variables, and AWS_ENDPOINT_URL for an S3 server of your own. "
        "Absent: the folder files under KONCERN_DATA.",
    )
    file_bytes_max: int = _setting(
        "KONCERN_FILE_BYTES_MAX",
        limits.FILE_BYTES,
        "The largest file of a company, in bytes.",
    )
    file_bytes_per_user: int = _setting(
        "KONCERN_FILE_BYTES_PER_USER",
        limits.FILE_BYTES_PER_USER,
        "Bytes of files that one user may have uploaded in an app. 0: unlimited.",
    )
    file_bytes_per_company: int = _setting(
        "KONCERN_FILE_BYTES_PER_COMPANY",
        limits.FILE_BYTES_PER_COMPANY,
        "Bytes of files that one company may have. 0: unlimited.",
    )
    file_bytes_per_app: int = _setting(
        "KONCERN_FILE_BYTES_PER_APP",
        limits.FILE_BYTES_PER_APP,
        "Bytes of files that one app may have. 0: unlimited.",
    )
    free_bytes_min: int = _setting(
        "KONCERN_FREE_BYTES_MIN",
        limits.FREE_BYTES,
        "Uploads are refused when a disk would have fewer free bytes than this, and "
        "other writes when the embedded database's disk has fewer than a quarter of "
        "it. 0: never.",
    )
    metrics_token: str = _setting(
        "KONCERN_METRICS_TOKEN",
        "",
        "A token that `/metrics` and the details of `/health/ready` need, as "
        "`Authorization: Bearer …`.",
    )
    metrics_port: int = _setting(
        "KONCERN_METRICS_PORT",
        0,
        "A port of their own for `/metrics` and the details of `/health/ready`; "
        "KONCERN_PORT then serves neither. 0: none.",
    )
    metrics_host: str = _setting(
        "KONCERN_METRICS_HOST",
        "127.0.0.1",
        "The address that KONCERN_METRICS_PORT listens on.",
    )
    file_types: str = _setting(
        "KONCERN_FILE_TYPES",
        ",".join(name for name in FILE_TYPES if name != "zip"),
        "The types of files that are taken, told by what is in them; zip can be added.",
    )
    statement_seconds_max: int = _setting(
        "KONCERN_STATEMENT_SECONDS_MAX",
        limits.STATEMENT_SECONDS,
        "How long one database statement may take, in seconds. A connection that does "
        "not answer 2 seconds later is closed.",
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
        limits.LOGIN_TRIES,
        "Failed sign-ins with one e-mail address from one client address in 15 minutes "
        "before this client has to wait.",
    )
    address_attempts_max: int = _setting(
        "KONCERN_ADDRESS_ATTEMPTS_MAX",
        limits.LOGIN_TRIES_OF_ADDRESS,
        "Failed sign-ins with one e-mail address from all clients in 15 minutes before "
        "it has to wait. Clients that the address signed in from in the last 30 days "
        "may still try.",
    )
    client_attempts_max: int = _setting(
        "KONCERN_CLIENT_ATTEMPTS_MAX",
        limits.CLIENT_TRIES,
        "How often one client address may fail to sign in, sign up, or ask for a mail "
        "in 15 minutes, in one app. 0: unlimited.",
    )
    client_requests_max: int = _setting(
        "KONCERN_CLIENT_REQUESTS_MAX",
        limits.CLIENT_REQUESTS,
        "Requests that one client address may have in progress in one worker. 0: no limit "
        "on the requests and bytes of one client.",
    )
    proxies: int = _setting(
        "KONCERN_PROXIES",
        0,
        "How many proxies of yours stand in front, each adding to X-Forwarded-For; a "
        "storefront's server that calls for its visitors counts as one.",
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
    def file_types_taken(self) -> frozenset[str]:
        """The types of files that are taken."""
        return frozenset(name.strip() for name in self.file_types.split(","))

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
        check_mail(settings.smtp_url, settings.smtp_server, settings.mail_from)
        if settings.log_level not in LOG_LEVELS:
            raise SettingInvalid(
                f"KONCERN_LOG_LEVEL is {settings.log_level!r}; say one of "
                f"{', '.join(LOG_LEVELS)}"
            )
        check_files(settings.files_url, settings.file_types_taken)
        return settings


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

"""The mail server that mail is handed to, as a URL says it: smtp:// or smtps://."""

import re
from typing import NamedTuple

_URL = re.compile(
    r"(?P<scheme>smtps?)://"
    r"(?:(?P<user>[^:@/\s]*)(?::(?P<password>[^@/\s]*))?@)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^:@/\[\]\s]+)(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_ENCODED = re.compile(rb"%([0-9a-fA-F]{2})")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]+){3}|::1")
_PORTS = {"smtp": 587, "smtps": 465}


class SmtpServer(NamedTuple):
    """Where a mail server listens, and who we are there."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    """TLS from the first byte; else it is begun with STARTTLS if that is offered."""

    @property
    def needs_tls(self) -> bool:
        """Whether STARTTLS must be offered: no password goes over a wire in clear."""
        is_near = _LOOPBACK.fullmatch(self.host) is not None
        return bool(self.password) and not is_near and not self.is_tls

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return f"{self.host}:{self.port}"


def read_smtp_url(url: str) -> SmtpServer | None:
    """Read a URL; None when it is none of a mail server."""
    found = _URL.fullmatch(url)
    if found is None:
        return None
    scheme = found["scheme"].lower()
    port = int(found["port"] or _PORTS[scheme])
    if not 1 <= port <= 65_535:
        return None
    return SmtpServer(
        host=found["host"].strip("[]"),
        port=port,
        user=_decoded(found["user"] or ""),
        password=_decoded(found["password"] or ""),
        is_tls=scheme == "smtps",
    )


def _decoded(text: str) -> str:
    """Decode what is percent-encoded (RFC 3986)."""
    raw = _ENCODED.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())
    return raw.decode(errors="replace")

"""Reachability: why the database cannot be reached, in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from koncern.base import Unavailable
from koncern.db import DatabaseBusy, DatabaseDown

POSTGRESQL_MIN = 18

_BY_STATE = {
    "28P01": "the password of user {user} is wrong: correct it in DATABASE_URL",
    "28000": "user {user} may not connect: check that the role exists and that the "
    "server's pg_hba.conf lets it in",
    "3D000": "there is no database {database} on the server: create it (createdb "
    "{database}), or name another one in DATABASE_URL",
    "53300": "the server has no connection to spare: raise its max_connections, or "
    "lower KONCERN_CONNECTIONS and KONCERN_WORKERS",
    "57P03": "the server is starting or stopping: try again in a moment",
    "57P01": "the server is stopping: start it again",
    "42501": "user {user} lacks a right that this needs: let it own the database",
}
"""What the server itself refuses, by SQLSTATE."""

_NO_URL = (
    "it is no URL of a PostgreSQL database: write "
    "postgresql://user:password@host:5432/database, with special characters of the "
    "password percent-encoded"
)


class DatabaseUnreachable(Unavailable):
    """The database cannot be used as DATABASE_URL describes it."""


@contextmanager
def explain_unreachable(url: str) -> Iterator[None]:
    """Turn trouble on the way to the database into a sentence that tells what to do."""
    try:
        yield
    except Exception as trouble:
        reason = reason_of(trouble, url)
        if reason is None:
            raise
        raise DatabaseUnreachable(f"Database {place_of(url)}: {reason}.") from trouble


def reason_of(trouble: BaseException, url: str) -> str | None:
    """Say what is in the way and what to do; None when it is something else."""
    if isinstance(trouble, (DatabaseDown, DatabaseBusy)) and trouble.__cause__:
        trouble = trouble.__cause__
    state = getattr(trouble, "sqlstate", None)
    if state in _BY_STATE:
        return _BY_STATE[state].format(**_names_in(url))
    if state == "42883" and "uuidv7" in str(trouble):
        return f"the server is older than PostgreSQL {POSTGRESQL_MIN}: upgrade it"
    if isinstance(trouble, OSError):
        return _reason_of_network(trouble)
    if type(trouble).__name__ == "ClientConfigurationError":
        return f"{_NO_URL} ({trouble})"
    is_unreadable = isinstance(trouble, ValueError) and not _is_readable(url)
    return _NO_URL if is_unreadable else None


def _reason_of_network(trouble: OSError) -> str:
    if isinstance(trouble, TimeoutError):
        return "the server does not answer in time: check the host and the firewall"
    text = trouble.strerror or trouble
    return f"nobody answers there ({text}): start the server, or correct DATABASE_URL"


def _is_readable(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def place_of(url: str) -> str:
    """Return where a URL points, without its password."""
    names = _names_in(url)
    return f"{names['database']} at {names['host']}"


def _names_in(url: str) -> dict[str, str]:
    if not _is_readable(url):
        return dict.fromkeys(("user", "database", "host"), "(unreadable)")
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return {
        "user": unquote(parts.username or "(none given)"),
        "database": unquote(parts.path.strip("/")) or "(none given)",
        "host": f"{parts.hostname}{port}" if parts.hostname else "a local socket",
    }

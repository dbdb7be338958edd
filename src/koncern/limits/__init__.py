"""Limits: how much of everything one client can make this service hold or do.

Each number stands here once. The code that keeps a limit reads it here, and
docs/limits.md is written from here. A limit that a setting changes names the setting.
"""

from typing import NamedTuple

KIB = 1024
MIB = 1024 * KIB


class Limited(NamedTuple):
    """One row of docs/limits.md: what is limited, how far, and what happens then."""

    area: str
    what: str
    most: int
    unit: str
    past: str
    setting: str


TABLE: list[Limited] = []


def _limit(
    area: str, what: str, most: int, unit: str, *, past: str, setting: str = ""
) -> int:
    """Put a limit into the table, and return its number."""
    TABLE.append(Limited(area, what, most, unit, past, setting))
    return most


_REQUEST = "A request"
BODY_BYTES = _limit(
    _REQUEST,
    "JSON body of a call that needs a sign-in",
    MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_BODY_BYTES_MAX",
)
FAULTS_TOLD = _limit(
    _REQUEST,
    "Entries of `errors` in one response",
    100,
    "entries",
    past="the first ones are listed",
)

_CONNECTION = "A connection"
CONNECTIONS = _limit(
    _CONNECTION,
    "Open connections of one worker",
    8192,
    "connections",
    past="new ones wait until one is closed",
)
HEAD_SECONDS = _limit(
    _CONNECTION,
    "Time until the headers of the first or the next request are complete",
    15,
    "seconds",
    past="the connection is closed",
)
BUFFER_BYTES = _limit(
    _CONNECTION,
    "Buffer for what a client sends; headers may take twice as much",
    32 * KIB,
    "bytes",
    past="longer headers: 431",
)
UNREAD_SECONDS = _limit(
    _CONNECTION,
    "Time in which a client must read 4 KiB more of what waits for it",
    20,
    "seconds",
    past="the connection is closed",
)
UNREAD_BYTES = 4 * KIB

_RESPONSE = "A long response"
PIECE_BYTES = _limit(
    _RESPONSE,
    "Response that is sent in one piece",
    64 * KIB,
    "bytes",
    past="sent in pieces, as fast as the client reads",
)
STALL_SECONDS = _limit(
    _RESPONSE,
    "Time in which a client reads no further piece",
    10,
    "seconds",
    past="the connection is closed",
)
READ_SECONDS = _limit(
    _RESPONSE,
    "Time to read a response, plus one second for each 16 KiB of it",
    30,
    "seconds",
    past="the connection is closed",
)
READ_BYTES_A_SECOND = 16 * KIB

_AT_ONCE = "At the same time"
CLIENT_REQUESTS = _limit(
    _AT_ONCE,
    "Requests of one client address in one worker",
    256,
    "requests",
    past="429 `TooManyAtOnce`",
    setting="KONCERN_CLIENT_REQUESTS_MAX",
)
CLIENT_BYTES = _limit(
    _AT_ONCE,
    "Request bodies and unread responses of one client address in one worker",
    32 * MIB,
    "bytes",
    past="429 `TooManyAtOnce`",
)
HELD_BYTES = _limit(
    _AT_ONCE,
    "Request bodies and unread responses of all clients in one worker",
    64 * MIB,
    "bytes",
    past="503 `Overloaded`",
)

"""Limits of connections, and of what is under way at the same time."""

from koncern.limits.table import KIB, MIB, limit

_CONNECTION = "A connection"
CONNECTIONS = limit(
    _CONNECTION,
    "Open connections of one worker",
    8192,
    "connections",
    past="new ones wait until one is closed",
)
HEAD_SECONDS = limit(
    _CONNECTION,
    "Time until the headers of the first or the next request are complete",
    15,
    "seconds",
    past="the connection is closed",
)
BUFFER_BYTES = limit(
    _CONNECTION,
    "Buffer for what a client sends; headers may take twice as much",
    32 * KIB,
    "bytes",
    past="longer headers: 431",
)
UNREAD_SECONDS = limit(
    _CONNECTION,
    "Time in which a client must read 4 KiB more of what waits for it",
    20,
    "seconds",
    past="the connection is closed",
)
UNREAD_BYTES = 4 * KIB
"""What a client reads in that time at least."""

_AT_ONCE = "At the same time"
CLIENT_REQUESTS = limit(
    _AT_ONCE,
    "Requests of one client address in one worker",
    256,
    "requests",
    past="429 `TooManyAtOnce`",
    setting="KONCERN_CLIENT_REQUESTS_MAX",
)
CLIENT_ACTING = limit(
    _AT_ONCE,
    "Requests of one client address that act at one time in one worker; uploads, and bodies "
    "on their way, do not count",
    32,
    "requests",
    past="the others wait for these",
)
CLIENT_ACTING_SHARED = limit(
    _AT_ONCE,
    "The same, if another client address had a request in the last two seconds",
    4,
    "requests",
    past="the others wait for these",
)
CLIENT_BYTES = limit(
    _AT_ONCE,
    "Request bodies and unread responses of one client address in one worker",
    32 * MIB,
    "bytes",
    past="429 `TooManyAtOnce`",
)
HELD_BYTES = limit(
    _AT_ONCE,
    "Request bodies and unread responses of all clients in one worker",
    64 * MIB,
    "bytes",
    past="503 `Overloaded`; small requests of clients that hold nothing are still answered",
)

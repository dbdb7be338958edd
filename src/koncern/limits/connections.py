"""Limits of connections, and of requests in progress."""

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
    "Time in which a client must read 4 KiB of what is sent to it",
    20,
    "seconds",
    past="the connection is closed",
)
UNREAD_BYTES = 4 * KIB
"""The least that a client reads in that time."""

_AT_ONCE = "How many requests"
CLIENT_REQUESTS = limit(
    _AT_ONCE,
    "Requests in progress of one client address in one worker",
    256,
    "requests",
    past="429 `TooManyAtOnce`",
    setting="KONCERN_CLIENT_REQUESTS_MAX",
)
CLIENT_ACTING = limit(
    _AT_ONCE,
    "Requests of one client address that one worker carries out at the same time; uploads, "
    "and requests whose body has not arrived, do not count",
    32,
    "requests",
    past="the others wait their turn",
)
CLIENT_ACTING_SHARED = limit(
    _AT_ONCE,
    "The same, if another client address had a request in the last two seconds",
    2,
    "requests",
    past="the others wait their turn",
)
REQUESTS_A_MINUTE = limit(
    _AT_ONCE,
    "Requests of one credential or user in a minute, over all workers of a server",
    6000,
    "requests",
    past="429 `RateExceeded`",
    setting="KONCERN_RATE_LIMIT",
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

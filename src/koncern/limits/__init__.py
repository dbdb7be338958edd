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

_TRIES = "Tries without a sign-in, in one app"
LOGIN_TRIES = _limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from one client in 15 minutes",
    10,
    "tries",
    past="429 `TooManyLogins`",
    setting="KONCERN_LOGIN_ATTEMPTS_MAX",
)
LOGIN_TRIES_OF_ADDRESS = _limit(
    _TRIES,
    "Failed sign-ins with one e-mail address from all clients in 15 minutes",
    100,
    "tries",
    past="429 `TooManyLogins`, but not for a client that the address signed in from "
    "in the last 30 days",
    setting="KONCERN_ADDRESS_ATTEMPTS_MAX",
)
CLIENT_TRIES = _limit(
    _TRIES,
    "Failed sign-ins, sign-ups, requests for mail and used links of one client in "
    "15 minutes",
    300,
    "tries",
    past="429 `TooManyAttempts`",
    setting="KONCERN_CLIENT_ATTEMPTS_MAX",
)
MAILS = _limit(
    _TRIES,
    "Mails to one e-mail address that anybody can ask for in 15 minutes",
    5,
    "mails",
    past="429 `TooManyAttempts`; a client that the address signed in from in the last "
    "30 days may ask for as many more",
)
KNOWN_CLIENTS = _limit(
    _TRIES,
    "Clients remembered for one e-mail address, for 30 days after the last sign-in",
    20,
    "clients",
    past="the one not seen for the longest time is forgotten",
)

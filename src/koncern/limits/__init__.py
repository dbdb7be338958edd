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

_DATABASE = "The database"
STATEMENT_SECONDS = _limit(
    _DATABASE,
    "Time for one statement, kept by PostgreSQL",
    15,
    "seconds",
    past="503 `DatabaseBusy`; nothing was changed",
    setting="KONCERN_STATEMENT_SECONDS_MAX",
)
STATEMENT_SECONDS_MORE = _limit(
    _DATABASE,
    "Time for a statement's reply after that, kept by the service",
    2,
    "seconds",
    past="the connection is closed; 503 `DatabaseDown` for a read or an unfinished "
    "transaction, 503 `OutcomeUnknown` for a write that cannot be looked up",
)
CONNECT_SECONDS = _limit(
    _DATABASE, "Time to open a connection", 5, "seconds", past="503 `DatabaseDown`"
)
CONNECTION_WAIT_SECONDS = _limit(
    _DATABASE,
    "Time that a request waits for a free connection",
    5,
    "seconds",
    past="503 `DatabaseBusy`",
)
OUTCOME_SECONDS = _limit(
    _DATABASE,
    "Time to find out whether a transaction was committed, if the reply was lost",
    5,
    "seconds",
    past="503 `OutcomeUnknown`",
)

"""Limits: how much of everything one client can make this service hold or do.

Each number stands here once. The code that keeps a limit reads it here, and
docs/limits.md is written from here. A limit that a setting changes names the setting.
"""

from typing import NamedTuple

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


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

_FILES = "Files"
FILE_BYTES = _limit(
    _FILES,
    "One file",
    25 * MIB,
    "bytes",
    past="413 `BodyTooLarge`",
    setting="KONCERN_FILE_BYTES_MAX",
)
FILES_OF_COMPANY = _limit(
    _FILES, "Files of one company", 1000, "files", past="409 `TooManyFiles`"
)
FILE_FIELDS_BYTES = _limit(
    _FILES, "`custom_fields` of a file", 4096, "bytes", past="400 `FileInvalid`"
)
FILE_FIELDS_DEPTH = _limit(
    _FILES,
    "Nesting of a file's `custom_fields`",
    20,
    "levels",
    past="400 `FileInvalid`",
)
FILE_NAME_CHARACTERS = _limit(
    _FILES, "Name of a file", 255, "characters", past="400 `FileInvalid`"
)
ARCHIVE_ENTRIES = _limit(
    _FILES,
    "Entries of an archive or office document",
    10_000,
    "entries",
    past="415 `FileTypeRefused`",
)
ARCHIVE_LIST_BYTES = _limit(
    _FILES,
    "List of entries of an archive or office document",
    2 * MIB,
    "bytes",
    past="415 `FileTypeRefused`",
)
UPLOADS_AT_ONCE = _limit(
    _FILES,
    "Uploads in progress of one user or credential, in one worker",
    16,
    "uploads",
    past="429 `TooManyUploads`",
)
FILE_BYTES_PER_USER = _limit(
    _FILES,
    "Files that one user has uploaded, in one app",
    GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_USER",
)
FILE_BYTES_PER_COMPANY = _limit(
    _FILES,
    "Files of one company",
    2 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_COMPANY",
)
FILE_BYTES_PER_APP = _limit(
    _FILES,
    "Files of one app",
    100 * GIB,
    "bytes",
    past="507 `FileQuotaExceeded`",
    setting="KONCERN_FILE_BYTES_PER_APP",
)

_DISK = "The disk"
FREE_BYTES = _limit(
    _DISK,
    "Free bytes that uploads leave on each disk that they are written to",
    GIB,
    "bytes",
    past="507 `DiskFull`, for uploads",
    setting="KONCERN_FREE_BYTES_MIN",
)
FREE_BYTES_FOR_WRITES = _limit(
    _DISK,
    "Free bytes that other writes leave on the embedded database's disk (a quarter of the "
    "setting)",
    GIB // 4,
    "bytes",
    past="507 `DiskFull`, for all writes except DELETE and signing in",
)
SERVER_LOG_BYTES = _limit(
    _DISK,
    "`postgres.log` of the embedded database; one older one is kept as `postgres.log.1`",
    10 * MIB,
    "bytes",
    past="the older one is replaced",
)

_METRICS = "Metrics"
METRICS_SOCKETS = _limit(
    _METRICS,
    "Connections to KONCERN_METRICS_PORT, in one worker",
    32,
    "connections",
    past="closed at once",
)
METRICS_HEAD_BYTES = _limit(
    _METRICS, "Header of a request there", 8 * KIB, "bytes", past="closed"
)

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

"""Records: how large clients may make one (docs/decisions/0043).

A record that is larger already, because it was written before the limit was, may change,
but not grow.
"""

from typing import Any

from msgspec import json

from koncern.base import TooLarge


class RecordTooLarge(TooLarge):
    """The record would be too large; nothing was changed. Send fewer or shorter values."""


def record_bytes(record: Any, /) -> int:
    """Return how many bytes a record takes as JSON text in UTF-8."""
    return len(_encode(record))


def refuse_growth(what: str, record: Any, most: int, /, *, before: Any = None) -> None:
    """Refuse a record that is larger than it may be, and larger than it was before."""
    size = record_bytes(record)
    if size > most and (before is None or size > record_bytes(before)):
        raise RecordTooLarge(
            f"{what} would have {size:,} bytes as JSON text; at most {most:,} are allowed."
        )


_encode = json.Encoder(enc_hook=str).encode

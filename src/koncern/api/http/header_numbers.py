"""Numbers in headers: digits, and `Content-Length`."""

from collections.abc import Mapping

_DIGITS_MAX = 18
"""A number with more digits is beyond every limit."""


def read_number(digits: bytes) -> int:
    """Return a number of ASCII digits, however many; one that is too long is cut off.

    Python refuses to read thousands of digits, even if they are zeros.
    """
    digits = digits.lstrip(b"0") or b"0"
    return int(digits) if len(digits) <= _DIGITS_MAX else 10**_DIGITS_MAX


def content_length(headers: Mapping[bytes, bytes]) -> int | None:
    """Return how long a body is said to be; None if nothing is said."""
    value = headers.get(b"content-length", b"")
    return read_number(value) if value.isdigit() else None

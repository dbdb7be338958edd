"""Ranges: the part of a long answer that a client asks for (RFC 9110, section 14)."""

import re
from typing import NamedTuple

from koncern.api.kit.call import Call
from koncern.base import Failure

_RANGE = re.compile(rb"bytes\s?=\s?(\d*)\s?-\s?(\d*)", re.IGNORECASE)

_DIGITS_MAX = 18
"""A number with more digits is beyond the end of every content."""


class RangeUnsatisfiable(Failure):
    """Nothing of what was asked for lies within; `Content-Range` tells the length."""


class Span(NamedTuple):
    """The bytes from one place to before another, of so many."""

    begin: int
    end: int
    of: int

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return self.end - self.begin

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.length == self.of

    @property
    def header(self) -> str:
        """How `Content-Range` tells it."""
        return f"bytes {self.begin}-{self.end - 1}/{self.of}"


def asked_span(call: Call, length: int, etag: bytes) -> Span | None:
    """Return the span that is asked for; None when it is the whole that is.

    Of several spans, of other units and of what makes no sense the whole is sent, as it
    is to a client whose part is of something else (`If-Range`).
    """
    found = _RANGE.fullmatch(call.headers.get(b"range", b"").strip())
    condition = call.headers.get(b"if-range")
    if not found or (condition is not None and condition.strip() != etag):
        return None
    first, last = found[1], found[2]
    if not first and not last:
        return None
    if not first:
        begin, end = max(0, length - _number(last)), length
    else:
        begin = _number(first)
        end = min(_number(last) if last else length, length - 1) + 1
        if last and _number(last) < begin:
            return None
    if begin >= length:
        raise RangeUnsatisfiable(length=length)
    return Span(begin, end, length)


def _number(digits: bytes) -> int:
    digits = digits.lstrip(b"0") or b"0"
    return int(digits) if len(digits) <= _DIGITS_MAX else 10**_DIGITS_MAX

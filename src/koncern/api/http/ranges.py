"""Ranges: the part of a long answer that a client asks for (RFC 9110, section 14)."""

import re
from typing import NamedTuple

from koncern.api.http.call import Call
from koncern.api.http.header_numbers import read_number
from koncern.base import Failure

_RANGE = re.compile(rb"bytes\s?=\s?(\d*)\s?-\s?(\d*)", re.IGNORECASE)


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
        begin, end = max(0, length - read_number(last)), length
    else:
        begin = read_number(first)
        end = min(read_number(last) if last else length, length - 1) + 1
        if last and read_number(last) < begin:
            return None
    if begin >= length:
        raise RangeUnsatisfiable(length=length)
    return Span(begin, end, length)

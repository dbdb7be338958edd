"""Cursors of searches: what a page begins behind, tied to the list that gave it out.

A cursor holds the sort key of a row, not a number of rows, so it stays true while
companies come and go.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern.base import HIGHEST, LOWEST, CursorUnknown, Fault, PageAsked
from koncern.search.filters import EARLIEST, LATEST, CompaniesAsked, Order, Sort

MARK_BYTES = 6
WAYS = 2**16
NAME_HIGHEST = "\U0010ffff"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Edge(Struct, frozen=True, kw_only=True, array_like=True):
    """The sort key of a row: what the list is sorted by, then its id."""

    id: UUID
    name: str = ""
    microseconds: int = 0
    score: int = 0
    ways: int = 0
    """Of a text that is read without one of its words: which ways of reading it so are
    taken, a bit for each. What is taken is guessed for the first page alone."""

    @property
    def is_loose(self) -> bool:
        """Whether the text is read without one of its words."""
        return self.ways != 0

    @property
    def time(self) -> datetime:
        """The moment that the row is sorted by."""
        return _EPOCH + timedelta(microseconds=self.microseconds)


def microseconds(moment: datetime) -> int:
    """Return a moment as a cursor keeps it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def start(asked: CompaniesAsked, sort: Sort) -> Edge:
    """Return the edge before the first row."""
    if asked.order is Order.DESC:
        name = NAME_HIGHEST if sort is Sort.NAME else ""
        return Edge(id=HIGHEST, name=name, microseconds=microseconds(LATEST))
    return Edge(id=LOWEST, microseconds=microseconds(EARLIEST))


def write(asked: CompaniesAsked, edge: Edge) -> str:
    """Return the cursor that points behind a row of this list."""
    raw = _mark(asked) + msgspec.msgpack.encode(edge)
    return urlsafe_b64encode(raw).decode().rstrip("=")


def read(asked: CompaniesAsked) -> Edge | None:
    """Return the row that the page begins behind; None for the first page."""
    sent = asked.sent_cursor()
    if sent is None:
        return None
    cursor, pointer = sent
    try:
        raw = urlsafe_b64decode(f"{cursor}==")
        edge = msgspec.msgpack.decode(raw[MARK_BYTES:], type=Edge)
        is_sound = EARLIEST <= edge.time <= LATEST and "\0" not in edge.name
    except (ValueError, OverflowError, msgspec.MsgspecError):
        is_sound = False
    if not is_sound or abs(edge.score) > 2**31 - 1 or not 0 <= edge.ways < WAYS:
        raise CursorUnknown(faults=[Fault(pointer, "is no cursor of this list")])
    if raw[:MARK_BYTES] != _mark(asked):
        raise CursorUnknown(
            faults=[Fault(pointer, "is a cursor of another sort, order or filter")]
        )
    return edge


def _mark(asked: CompaniesAsked) -> bytes:
    """Return what tells one list from another: its filters and its order."""
    about = {
        name: getattr(asked, name)
        for name in asked.__struct_fields__
        if name not in {*PageAsked.__struct_fields__, "count"}
    }
    return hashlib.sha256(msgspec.json.encode(about, order="sorted")).digest()[
        :MARK_BYTES
    ]

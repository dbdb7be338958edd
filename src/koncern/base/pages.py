"""Pages: a list is read in pieces, each beginning where a cursor points.

A cursor is the sort key of the last row seen, in base64url, so it needs no
memory on the server, survives restarts and stays true while rows come and go.
A page has as many rows as fit into `PAGE_ROWS_BYTES`, and always one; statements whose rows
can be large return a row that does not fit without its document.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from msgspec import Meta, Struct, json

from koncern import limits
from koncern.base.failures import Fault, Invalid

PAGE_ROWS_BYTES = limits.PAGE_BYTES - 64 * limits.KIB  # the rest stands around them

Row = TypeVar("Row")

Limit = Annotated[
    int, Meta(ge=1, le=limits.PAGE_ENTRIES, description="How many to return.")
]
Cursor = Annotated[
    str,
    Meta(max_length=64, description="A cursor from `pagination` of an earlier page."),
]

LOWEST = UUID(int=0)
HIGHEST = UUID(int=2**128 - 1)


class CursorUnknown(Invalid):
    """The cursor was not given out by this list."""


class PageAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which piece of a list is wanted."""

    limit: Limit = 50
    after: Cursor | None = None
    before: Cursor | None = None

    @property
    def backwards(self) -> bool:
        """Whether the page before a cursor is wanted."""
        return self.before is not None

    def sent_cursor(self) -> tuple[str, str] | None:
        """Return the cursor that was sent and where; None for the first page.

        A request with both cursors is refused.
        """
        if self.after is not None and self.before is not None:
            raise CursorUnknown(
                faults=[Fault("/before", "send either after or before")]
            )
        if self.before is not None:
            return self.before, "/before"
        return None if self.after is None else (self.after, "/after")

    def edge(self, *, ascending: bool = True) -> UUID:
        """Return the id beyond which the page begins."""
        if sent := self.sent_cursor():
            return read_cursor(*sent)
        return LOWEST if ascending else HIGHEST


class Page(Struct, Generic[Row], frozen=True, kw_only=True):
    """One piece of a list, and where its neighbours begin."""

    rows: Sequence[Row]
    after: str | None = None
    before: str | None = None


def cut(
    rows: Sequence[Row], asked: PageAsked, id_of: Callable[[Row], UUID]
) -> Page[Row]:
    """Make a page of up to limit + 1 rows that were read from the edge on."""
    return cut_at(rows, asked, lambda row: write_cursor(id_of(row)))


def cut_at(
    rows: Sequence[Row], asked: PageAsked, cursor_of: Callable[[Row], str]
) -> Page[Row]:
    """Make a page of a list whose cursors are more than an id."""
    fitting = count_fitting(_sizes(rows[: asked.limit]))
    more, rows = len(rows) > fitting, rows[:fitting]
    if asked.backwards:
        rows = rows[::-1]
    if not rows:
        return Page(rows=rows)
    has_next = more or asked.backwards
    has_previous = asked.after is not None or (asked.backwards and more)
    return Page(
        rows=rows,
        after=cursor_of(rows[-1]) if has_next else None,
        before=cursor_of(rows[0]) if has_previous else None,
    )


def count_fitting(sizes: Sequence[int | None], /) -> int:
    """Count the first rows that fit on one page; one without a size does not fit."""
    left = PAGE_ROWS_BYTES
    for place, size in enumerate(sizes):
        if size is None or (size > left and place > 0):
            return place
        left -= size + 1
    return len(sizes)


def _sizes(rows: Sequence[Any]) -> list[int | None]:
    """Return the bytes of each row's document, or of the row as JSON text."""
    if not rows or not hasattr(rows[0], "document"):
        return [len(json.encode(row, enc_hook=str)) for row in rows]
    sizes = [None if row.document is None else len(row.document) for row in rows]
    if hasattr(rows[0], "told"):
        return [
            size and size + len(row.told) for size, row in zip(sizes, rows, strict=True)
        ]
    return sizes


def write_cursor(key: UUID) -> str:
    """Return the cursor that points behind a row."""
    return urlsafe_b64encode(key.bytes).decode().rstrip("=")


def read_cursor(cursor: str, pointer: str) -> UUID:
    """Return the row that a cursor points behind."""
    try:
        key = UUID(bytes=urlsafe_b64decode(cursor + "=="))
    except ValueError:
        raise CursorUnknown(
            faults=[Fault(pointer, "is no cursor of this list")]
        ) from None
    if write_cursor(key) != cursor:
        raise CursorUnknown(faults=[Fault(pointer, "is no cursor of this list")])
    return key

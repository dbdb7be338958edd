"""Printing customers as lists show them, as many as fit on one page."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from msgspec import Raw

from koncern import limits
from koncern.access import require
from koncern.base import PAGE_ROWS_BYTES, Actor, Scope, count_fitting
from koncern.billing.customers import PRINTED, ListedCustomer, shown_of
from koncern.db import Row, Tx, load

SQL = load("koncern.billing.directory")


class _Printing(NamedTuple):
    """An organization, printed with so many members at most."""

    customer_organization: UUID
    most: int


def _printings(row: Row) -> Iterator[_Printing]:
    """Return the organizations that a listed customer shows, and how much of each."""
    ids, mosts = row["customer_organizations"] or (), row["mosts"] or ()
    return map(_Printing, ids, mosts)


def _size(row: Row, printed: dict[_Printing, bytes | None]) -> int | None:
    """Return how many bytes a listed customer takes; None if that is too many.

    An organization that was deleted meanwhile was not printed, and takes none.
    """
    if row["custom_fields"] is None:
        return None
    size: int = row["size"]
    for printing in _printings(row):
        document = printed.get(printing, b"")
        if document is None:
            return None
        size += len(document)
    return size


def _listed(row: Row, printed: dict[_Printing, bytes | None]) -> ListedCustomer:
    """Return a company's row as the customer that lists show."""
    documents = [
        document for each in _printings(row) if (document := printed.get(each))
    ]
    return ListedCustomer(
        **shown_of(row), organizations=Raw(b"[" + b",".join(documents) + b"]")
    )


async def read_listed(
    tx: Tx, actor: Actor, companies: Sequence[UUID], /
) -> tuple[list[ListedCustomer], UUID | None]:
    """Read some customers as lists show them, in the order in which they are named.

    Return those that fit on one page, and the first that does not.
    """
    require(actor, Scope.READ)
    rows = await tx.rows(
        SQL.read_listed, companies=companies, page_bytes=PAGE_ROWS_BYTES, **PRINTED
    )
    wanted = dict.fromkeys(printing for row in rows for printing in _printings(row))
    printed: dict[_Printing, bytes | None] = {}
    if wanted:
        came = await tx.rows(
            SQL.print_organizations,
            customer_organizations=[each.customer_organization for each in wanted],
            mosts=[each.most for each in wanted],
            page_bytes=PAGE_ROWS_BYTES,
            members_bytes=limits.MEMBERS_BYTES,
        )
        asked = [*wanted]
        printed = {asked[row["place"] - 1]: row["document"] for row in came}
        if came and came[-1]["document"] is None:
            # What stands behind the first that did not fit was not printed, either.
            printed |= dict.fromkeys(asked[came[-1]["place"] - 1 :])
    fitting = count_fitting([_size(row, printed) for row in rows])
    found = [_listed(row, printed) for row in rows[:fitting]]
    return found, rows[fitting]["id"] if fitting < len(rows) else None

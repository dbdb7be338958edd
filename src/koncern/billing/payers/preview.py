"""Whose payer would be another one if a company stood under another parent."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from koncern.db import Tx, load

SQL = load("koncern.billing.payers")

SHOWN_MAX = 1000


class PayerChange(Struct, frozen=True, kw_only=True):
    """Who gets a company's invoices, and who pays them, before a move and after it."""

    company_id: UUID
    since: datetime
    invoice_owner_before: UUID
    invoice_owner_after: UUID
    payment_owner_before: UUID
    payment_owner_after: UUID
    lapsed: Annotated[
        str | None, Meta(description="Why it would pay for itself, if that is so.")
    ]


class PayerChanges(Struct, frozen=True, kw_only=True):
    """Whose payer would be another one: the first thousand, and how many there are."""

    count: int
    changes: list[PayerChange]


async def changes_by_move(
    tx: Tx,
    company: UUID,
    /,
    *,
    parent: UUID | None,
    since: datetime,
    until: datetime | None,
) -> PayerChanges:
    """Look whose payer a move would change: of the company, and of all below it.

    They are those of the tree at the time of the move; what is arranged for a later time,
    before the company's parent changes next, is looked at as well.
    """
    rows = await tx.rows(
        SQL.changes_by_move,
        company=company,
        parent=parent,
        since=since,
        until=until,
        most=SHOWN_MAX,
    )
    fields = PayerChange.__struct_fields__
    return PayerChanges(
        count=rows[0]["count"] if rows else 0,
        changes=[PayerChange(**{name: row[name] for name in fields}) for row in rows],
    )

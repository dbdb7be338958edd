"""What can be done with payers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from koncern import limits
from koncern.access import sees_all
from koncern.base import Actor, Fault, Page, Scope, cut_at
from koncern.billing.payers.model import (
    LAPSES,
    Arrangement,
    InvoiceOwner,
    Lapse,
    NewArrangement,
    Party,
    Payer,
    PayerArchived,
    PayerInvalid,
    RolledUpRow,
    RollUpAsked,
)
from koncern.billing.payers.rules import (
    faults_of_form,
    faults_of_owner,
    faults_of_time,
    is_beyond,
)
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.db import Row, Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.moves import lock_company
from koncern.trees.positions import NotThereYet, write_way

SQL = load("koncern.billing.payers")


async def arrange(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    wanted: NewArrangement,
    version: int | None = None,
) -> tuple[int, Payer]:
    """Say who gets a company's invoices and pays them, from now or from a time on.

    It holds until it is arranged anew, as recorded or as planned. Return the company's
    version, and its payer at that time.
    """
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    held = await lock_company(tx, company, version=version)
    (clock,) = await tx.rows(SQL.moment, company=company)
    moment: datetime = clock["moment"]
    if faults := [*faults_of_form(wanted), *faults_of_time(wanted, held, moment)]:
        raise PayerInvalid(faults=faults)
    if held.is_archived:
        raise CompanyArchived
    since = wanted.effective_at or moment
    await _check_owner(tx, company, wanted.invoice_owner, since)
    counted = held.version
    before = await _arranged(tx, company, since)
    facts = _facts(wanted) | {"since": since, "corrects": since < moment}
    (came,) = await tx.rows(SQL.arrange, company=company, moment=moment, **facts)
    if came["is_changed"]:
        (touched,) = await tx.rows(SQL.touch, company=company, moment=moment)
        counted = touched["version"]
        type_ = f"company.payer_{'corrected' if since < moment else 'arranged'}"
        after, why = await _arranged(tx, company, since), wanted.reason
        await record(tx, actor, type_, company, before=before, after=after, reason=why)
    return counted, await payer(tx, actor, company, at=since)


async def payer(
    tx: Tx, actor: Actor, company: UUID, /, *, at: datetime | None = None
) -> Payer:
    """Read who gets a company's invoices at a time, who pays them, and why."""
    rows = await tx.rows(SQL.payer, **_asked(actor, company, at))
    _check_there(rows)
    row = rows[0]
    return Payer(
        company_id=company,
        at=row["at"],
        invoice_owner=_party(row, "invoice"),
        payment_owner=_party(row, "payment"),
        arrangement=_arrangement(row) if row["kind"] else None,
        lapsed=row["lapsed"]
        and Lapse(code=row["lapsed"], detail=LAPSES[row["lapsed"]]),
    )


async def history(tx: Tx, actor: Actor, company: UUID, /) -> list[Arrangement]:
    """List what was, is and will be arranged for a company, the latest time first.

    What was believed of times that were corrected since is among it.
    """
    await positions.place(tx, actor, company)
    most = limits.HISTORY_ENTRIES
    rows = await tx.rows(SQL.history, company=company, most=most)
    return [_arrangement(row) for row in rows]


async def roll_up(
    tx: Tx, actor: Actor, company: UUID, asked: RollUpAsked, /
) -> Page[RolledUpRow]:
    """List whose invoices go to a company at a time: itself first, if they do.

    Behind it come those below it, as a walk through the tree meets them; then those that
    name it; then those that are in an organization of its own.
    """
    edges = msgspec.structs.asdict(asked.edges())
    rows = await tx.rows(
        SQL.roll_up_back if asked.backwards else SQL.roll_up_on,
        **_asked(actor, company, asked.at),
        **edges,
        most=asked.limit + 1,
    )
    _check_there(rows)
    names = RolledUpRow.__struct_fields__
    found = [
        RolledUpRow(**{name: row[name] for name in names})
        for row in rows
        if row["company_id"] is not None
    ]
    return cut_at(found, asked, lambda each: write_way(each.key))


async def _check_owner(
    tx: Tx, company: UUID, of: InvoiceOwner, since: datetime
) -> None:
    """Refuse an invoice owner that cannot be one at that time."""
    (seen,) = await tx.rows(
        SQL.look,
        company=company,
        named=of.company_id,
        customer_organization=of.customer_organization_id,
        since=since,
    )
    if faults := [*faults_of_owner(of, seen)]:
        raise PayerInvalid(faults=faults)
    if seen["is_archived"]:
        fault = Fault("/invoice_owner/company_id", f"{of.company_id} is archived")
        raise PayerArchived(faults=[fault])


async def _arranged(tx: Tx, company: UUID, since: datetime) -> Arrangement | None:
    rows = await tx.rows(SQL.arranged, company=company, since=since)
    return _arrangement(rows[0]) if rows else None


def _facts(wanted: NewArrangement) -> dict[str, Any]:
    """Return an arrangement as it is kept."""
    of = wanted.invoice_owner
    return {
        "kind": of.kind,
        "named": of.company_id,
        "customer_organization": of.customer_organization_id,
        "payment": wanted.payment_owner,
        "reason": wanted.reason,
    }


def _asked(actor: Actor, company: UUID, at: datetime | None) -> dict[str, Any]:
    """Return what every reading takes: whose company, who asks, and when."""
    if is_beyond(at):
        raise _not_there_yet()
    user = None if sees_all(actor) else actor.user
    return {"company": company, "user": user, "at": at}


def _check_there(rows: Sequence[Row]) -> None:
    if not rows:
        raise CompanyUnknown
    if not rows[0]["is_there"]:
        raise _not_there_yet()


def _not_there_yet() -> NotThereYet:
    fault = Fault("/at", "is before the company was there, or beyond all times")
    return NotThereYet(faults=[fault])


def _arrangement(row: Row) -> Arrangement:
    return Arrangement(
        invoice_owner=InvoiceOwner(
            kind=row["kind"],
            company_id=row["named"],
            customer_organization_id=row["customer_organization"],
        ),
        payment_owner=row["payment"],
        since=row["since"],
        until=row["until"],
        recorded_at=row["recorded_at"],
        corrected_at=row["corrected_at"],
        reason=row["reason"],
    )


def _party(row: Row, role: str) -> Party:
    return Party(
        company_id=row[f"{role}_id"],
        name=row[f"{role}_name"],
        billing_ready=row[f"{role}_ready"],
        archived_at=row[f"{role}_archived_at"],
    )

"""What can be done with divisions."""

from collections.abc import Iterator
from uuid import UUID

from koncern.base import Actor, Fault, Scope, Stale
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.db import Row, Tx, load
from koncern.events import record
from koncern.trees import positions
from koncern.trees.divisions.model import DivisionNeedsParent, NumbersInTheWay
from koncern.trees.positions import Kind

SQL = load("koncern.trees.divisions")


async def set_kind(
    tx: Tx, actor: Actor, company: UUID, /, *, kind: Kind, version: int | None = None
) -> int:
    """Make a company a division, or a division a company; return its version."""
    await positions.allow(tx, actor, company, scope=Scope.WRITE)
    held, around = await _lock(tx, company, version)
    now = Kind.DIVISION if around["is_division"] else Kind.COMPANY
    if kind is now:
        return int(held["version"])
    if kind is Kind.COMPANY:
        await tx.run(SQL.unmake, company=company)
    else:
        _check(held, around)
        await tx.run(SQL.make, company=company)
    (touched,) = await tx.rows(SQL.touch_company, company=company)
    await record(
        tx,
        actor,
        "company.kind_changed",
        company,
        before={"kind": now},
        after={"kind": kind},
    )
    return int(touched["version"])


async def _lock(tx: Tx, company: UUID, version: int | None) -> tuple[Row, Row]:
    rows = await tx.rows(SQL.lock, company=company)
    if not rows:
        raise CompanyUnknown
    if version is not None and version != rows[0]["version"]:
        raise Stale
    if rows[0]["is_archived"]:
        raise CompanyArchived
    # Asked for behind the lock: so nothing is written meanwhile that it does not see.
    (around,) = await tx.rows(SQL.look_around, company=company)
    return rows[0], around


def _check(held: Row, around: Row) -> None:
    if held["parent"] is None:
        raise DivisionNeedsParent
    if faults := [*_numbers(held, around)]:
        raise NumbersInTheWay(faults=faults)


def _numbers(held: Row, around: Row) -> Iterator[Fault]:
    for name in ("organisation_number", "tax_id_vat_number"):
        if held[name] is not None:
            yield Fault("/kind", f"the company has the {name} {held[name]}")
    if around["is_registered"]:
        yield Fault("/kind", "the company has tax registrations")

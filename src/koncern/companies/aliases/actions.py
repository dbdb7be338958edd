"""What can be done with aliases."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from uuid import UUID

import msgspec

from koncern import limits
from koncern.access import require
from koncern.base import Actor, Fault, Page, Scope, Stale, cut
from koncern.companies import AliasTaken, CompanyUnknown
from koncern.companies.aliases.model import (
    Alias,
    AliasesAsked,
    AliasesTooMany,
    AliasInvalid,
    AliasUnknown,
    as_id,
)
from koncern.db import Row, Tx, load
from koncern.events import record

SQL = load("koncern.companies.aliases")


async def add(
    tx: Tx, actor: Actor, company: UUID, /, *, value: str, label: str | None
) -> Alias:
    """Give a company another alias."""
    require(actor, Scope.WRITE)
    most = limits.ALIASES_PER_COMPANY
    (count,) = await tx.rows(SQL.count, company=company, most=most)
    if count["count"] >= most:
        raise AliasesTooMany
    made = await tx.maybe(
        Alias,
        SQL.add,
        company=company,
        value=value,
        value_as_id=as_id(value),
        label=label,
    )
    if made is None:
        await refuse_taken(tx, {value: "/value"}, company)
        raise AliasInvalid(
            faults=[Fault("/customerId", f"{company} is no customer of this app")]
        )
    await record(tx, actor, "alias.created", company, after=made)
    return made


async def refuse_taken(
    tx: Tx, asked: Mapping[str, str], company: UUID | None = None, /
) -> None:
    """Refuse aliases that companies have, each at its place, and name the companies.

    A company may be given its own id, but not the id of another one.
    """
    ids = {as_id(value): value for value in asked}
    others = [id_ for id_ in ids if id_ is not None and id_ != company]
    holders = await tx.rows(SQL.find_holders, values=list(asked), ids=others)
    if not holders:
        return
    faults = []
    for holder in holders:
        value = holder["value"]
        if value not in asked:
            value = ids[holder["id"]]
        faults.append(Fault(asked[value], f"{value} stands for {_named(holder)}"))
    first = holders[0]
    raise AliasTaken(
        f"{AliasTaken.sentence()} {'; '.join(fault.detail for fault in faults[:3])}.",
        faults=faults,
        alias=first["value"],
        company={"id": str(first["id"]), "name": first["name"]},
    )


async def replace(
    tx: Tx, actor: Actor, company: UUID, asked: Mapping[str, str], /
) -> None:
    """Make texts, each given with its place, the only aliases of a company.

    The external reference stays; so does the label of an alias that is kept.
    """
    require(actor, Scope.WRITE)
    kept = await of_company(tx, actor, company)
    known = {alias.value for alias in kept}
    new = {value: place for value, place in asked.items() if value not in known}
    gone = [
        alias
        for alias in kept
        if alias.value not in asked and not alias.is_external_ref
    ]
    if not new and not gone:
        return
    await refuse_taken(tx, new, company)
    await tx.run(SQL.remove_many, ids=[alias.id for alias in gone])
    await tx.run(SQL.add_many, company=company, values=list(new))
    lost = {alias.value for alias in gone}
    await record(
        tx,
        actor,
        "alias.replaced",
        company,
        before=sorted(known),
        after=sorted(known - lost | new.keys()),
    )


async def page(tx: Tx, actor: Actor, asked: AliasesAsked, /) -> Page[Alias]:
    """List aliases, newest first, or the one that has a value."""
    require(actor, Scope.READ)
    edge = asked.edge(ascending=False)
    if asked.value is not None:
        found = await tx.all(Alias, SQL.find_by_value, value=asked.value)
        return cut(_beyond(edge, found, asked), asked, attrgetter("id"))
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(Alias, query, edge=edge, most=asked.limit + 1)
    return cut(rows, asked, attrgetter("id"))


async def of_company(tx: Tx, actor: Actor, company: UUID, /) -> list[Alias]:
    """Return every alias of one customer, oldest first."""
    require(actor, Scope.READ)
    rows = await tx.rows(SQL.of_company, company=company)
    if not rows:
        raise CompanyUnknown
    return [Alias(**row) for row in rows if row["id"] is not None]


async def relabel(
    tx: Tx,
    actor: Actor,
    alias: UUID,
    /,
    *,
    label: str | None,
    version: int | None = None,
) -> Alias:
    """Say what an alias is for; what it is, and whose, never changes."""
    require(actor, Scope.WRITE)
    found = await _lock(tx, alias, version)
    if found.label == label:
        return found
    rows = await tx.rows(SQL.relabel, id=alias, label=label)
    changed = msgspec.structs.replace(found, label=label, version=rows[0]["version"])
    await record(
        tx, actor, "alias.relabelled", found.company, before=found, after=changed
    )
    return changed


async def delete(
    tx: Tx, actor: Actor, alias: UUID, /, *, version: int | None = None
) -> Alias:
    """Take an alias from its company; any company may have it from now on."""
    require(actor, Scope.WRITE)
    await tx.run(SQL.lock_company, id=alias)
    found = await _lock(tx, alias, version)
    await tx.run(SQL.remove, id=alias)
    if found.is_external_ref:
        await tx.run(SQL.touch_company, company=found.company)
    await record(tx, actor, "alias.deleted", found.company, before=found)
    return found


async def _lock(tx: Tx, alias: UUID, version: int | None) -> Alias:
    found = await tx.maybe(Alias, SQL.lock, id=alias)
    if found is None:
        raise AliasUnknown
    if version is not None and version != found.version:
        raise Stale
    return found


def _beyond(edge: UUID, found: Sequence[Alias], asked: AliasesAsked) -> list[Alias]:
    if asked.backwards:
        return [alias for alias in found if alias.id > edge]
    return [alias for alias in found if alias.id < edge]


def _named(holder: Row) -> str:
    return f"{holder['name']} ({holder['id']})"

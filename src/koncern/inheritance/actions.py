"""What can be done with inherited fields, and with the settings of companies."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from koncern.access import CredentialNeeded, require, sees_all
from koncern.base import Actor, Fault, Scope
from koncern.companies import CompanyUnknown
from koncern.db import Row, Tx, load
from koncern.events import record
from koncern.inheritance.model import (
    FIELDS_MAX,
    HEIRS_SEEN_MAX,
    InheritedField,
    InheritedFieldsFull,
    InheritedFieldUnknown,
    Setting,
    SettingChange,
    Source,
    State,
)
from koncern.inheritance.overrides import lock_company, write_override
from koncern.inheritance.rules import (
    check_name,
    no_override,
    not_inherited,
    override_of,
)
from koncern.trees.positions import NotThereYet

SQL = load("koncern.inheritance")

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


async def fields(tx: Tx, actor: Actor, /) -> list[InheritedField]:
    """List the fields that flow down in the app."""
    require(actor, Scope.READ)
    return await tx.all(InheritedField, SQL.list_fields)


async def declare(tx: Tx, actor: Actor, field: str, /) -> InheritedField:
    """Let a field flow down; once is enough."""
    require(actor, Scope.ADMIN)
    check_name(field)
    await tx.run(SQL.lock_app)
    declared = await tx.all(InheritedField, SQL.list_fields)
    for each in declared:
        if each.field == field:
            return each
    if len(declared) >= FIELDS_MAX:
        raise InheritedFieldsFull(
            f"{InheritedFieldsFull.sentence()} There are {FIELDS_MAX} already."
        )
    made = await tx.one(InheritedField, SQL.add_field, field=field)
    await record(tx, actor, "inherited_field.declared", tx.app, after={"field": field})
    return made


async def withdraw(tx: Tx, actor: Actor, field: str, /) -> None:
    """Let a field flow down no longer; what companies say of it is kept."""
    require(actor, Scope.ADMIN)
    check_name(field)
    if not await tx.run(SQL.remove_field, field=field):
        raise InheritedFieldUnknown
    await record(
        tx, actor, "inherited_field.withdrawn", tx.app, before={"field": field}
    )


async def read(
    tx: Tx, actor: Actor, company: UUID, /, *, as_of: datetime | None = None
) -> list[Setting]:
    """Read what holds for a company of every field that flows down, and who says so.

    A user sees what holds today alone. At other times the company may have stood below
    others, whose settings of today are none of its members' business.
    """
    if as_of is not None and not sees_all(actor):
        raise CredentialNeeded
    if as_of is not None and not _FIRST_YEAR <= as_of.year <= _LAST_YEAR:
        raise _not_there_yet()
    user = None if sees_all(actor) else actor.user
    rows = await tx.rows(SQL.read, company=company, user=user, as_of=as_of)
    if not rows:
        raise CompanyUnknown
    if not rows[0]["is_there"]:
        raise _not_there_yet()
    return [_setting(row) for row in rows if row["field"] is not None]


async def read_one(
    tx: Tx, actor: Actor, company: UUID, field: str, /, *, as_of: datetime | None = None
) -> Setting:
    """Read what holds for a company of one field that flows down."""
    check_name(field)
    found = await read(tx, actor, company, as_of=as_of)
    for each in found:
        if each.field == field:
            return each
    raise not_inherited([each.field for each in found])


async def put(
    tx: Tx,
    actor: Actor,
    company: UUID,
    field: str,
    /,
    *,
    value: Any,
    version: int | None = None,
) -> int:
    """Override an inherited setting of a company; return the company's version."""
    held = await lock_company(tx, actor, company, field, version)
    return await write_override(tx, actor, held, field, override_of(field, value))


async def reset(
    tx: Tx, actor: Actor, company: UUID, field: str, /, *, version: int | None = None
) -> int:
    """Remove a company's override of a setting; return the company's version."""
    held = await lock_company(tx, actor, company, field, version)
    return await write_override(tx, actor, held, field, no_override(field))


async def changes_by_move(
    tx: Tx, company: UUID, /, *, parent: UUID | None, since: datetime | None = None
) -> list[SettingChange]:
    """List what would hold for a company under another parent, where that is different.

    Today, or at the time of a move that is scheduled or corrects the past. Who may look is
    for the caller to know, and that the move can be.
    """
    facts = {"company": company, "since": since}
    rows = await tx.rows(SQL.read_move, parent=parent, **facts)
    before = {row["field"]: _setting(row) for row in rows if not row["is_after"]}
    after = {row["field"]: _setting(row) for row in rows if row["is_after"]}
    changed = [field for field in before if before[field] != after[field]]
    if not changed:
        return []
    counted = await tx.rows(
        SQL.count_heirs, fields=changed, most=HEIRS_SEEN_MAX, **facts
    )
    heirs = {row["field"]: row for row in counted}
    return [
        SettingChange(
            field=field,
            before=before[field],
            after=after[field],
            heirs_count=heirs[field]["count"],
            has_more_heirs=heirs[field]["has_more"],
        )
        for field in changed
    ]


def _setting(row: Row) -> Setting:
    source = None
    if row["source"] is not None:
        source = Source(id=row["source"], name=row["source_name"])
    # Numbers may have more digits than are read here: they go out as they are kept.
    value = None if row["value"] is None else msgspec.Raw(row["value"].encode())
    return Setting(
        field=row["field"], state=State(row["state"]), value=value, source=source
    )


def _not_there_yet() -> NotThereYet:
    fault = Fault("/as_of", "is before the company was there, or beyond all times")
    return NotThereYet(faults=[fault])

"""The overrides of inherited settings: in a company's own place, and in `setting`."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from koncern.base import Actor, Scope
from koncern.companies import CompanyInvalid, patch
from koncern.companies.field_rights import Setter, not_theirs
from koncern.db import Tx, load
from koncern.events import record
from koncern.inheritance.model import Kept
from koncern.inheritance.rules import (
    Override,
    check_name,
    not_inherited,
    sent_of,
    value_failure,
)
from koncern.people.memberships import HeldCompany, lock_to_change
from koncern.trees import positions

SQL = load("koncern.inheritance")


async def lock_company(
    tx: Tx, actor: Actor, company: UUID, field: str, version: int | None
) -> HeldCompany:
    """Lock a company whose setting the actor may override.

    Its admins may set what they may always change of it; all else is the seller's.
    """
    check_name(field)
    if not_theirs(Setter.ADMIN, [field.partition(".")[0]], is_pending=False):
        await positions.allow(tx, actor, company, scope=Scope.WRITE)
    held = await lock_to_change(tx, actor, company, version=version)
    declared = [row["field"] for row in await tx.rows(SQL.list_fields)]
    if field not in declared:
        raise not_inherited(declared)
    return held


async def write_override(
    tx: Tx, actor: Actor, held: HeldCompany, field: str, wanted: Override
) -> int:
    """Write what a company sets, where it has its place, and what is kept beside."""
    version = held.version
    if wanted.own is not UNSET:
        version = await _put_in_place(tx, actor, held, field, wanted.own)
    before = await _find_kept(tx, held.id, field)
    if before == wanted.kept:
        return version
    facts = {"company": held.id, "field": field}
    if wanted.kept.value is UNSET:
        await tx.run(SQL.remove, **facts)
    else:
        await tx.run(SQL.put, value=_json(wanted.kept.value), **facts)
    if version == held.version:
        (touched,) = await tx.rows(SQL.touch_company, company=held.id)
        version = touched["version"]
    await record(
        tx,
        actor,
        "company.setting_changed",
        held.id,
        before=_as_event(field, before),
        after=_as_event(field, wanted.kept),
    )
    return version


async def _put_in_place(
    tx: Tx, actor: Actor, held: HeldCompany, field: str, own: Any
) -> int:
    """Change what a company itself has of a field; as if it had been patched."""
    try:
        change = patch.change_of(*sent_of(held, field, own), tx.now)
        changed = await patch.change(tx, actor, held.id, change)
    except CompanyInvalid as invalid:
        raise value_failure(invalid, field) from None
    return changed.version


async def _find_kept(tx: Tx, company: UUID, field: str) -> Kept:
    rows = await tx.rows(SQL.find_kept, company=company, field=field)
    if not rows:
        return Kept()
    text = rows[0]["value"]
    return Kept(value=None if text is None else msgspec.json.decode(text))


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _as_event(field: str, kept: Kept) -> dict[str, Any] | None:
    """Return what an event tells: nothing where the company inherits, or has its own."""
    return None if kept.value is UNSET else {"field": field, "value": kept.value}

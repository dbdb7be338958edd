"""What can be done with memberships."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from koncern import companies
from koncern.access import UserNeeded, require, sees_all
from koncern.base import (
    PAGE_ROWS_BYTES,
    Actor,
    Fault,
    Page,
    PageAsked,
    Scope,
    Stale,
    cut,
)
from koncern.companies import (
    Company,
    CompanyInvalid,
    CompanyUnknown,
    ParentArchived,
    ParentUnknown,
    TermsNotYours,
)
from koncern.companies import patch as company_patch
from koncern.companies.field_rights import Setter, not_theirs
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.memberships.model import AdminNeeded, HeldCompany, Level, OwnCompany
from koncern.people.memberships.rules import refuse_closed
from koncern.trees.moves import ChildrenWay, clear_children, lock_below
from koncern.trees.positions import is_within

SQL = load("koncern.people.memberships")


async def add(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    user: UUID,
    level: Level,
    role: UUID | None = None,
    accepted: bool = True,
) -> None:
    """Give a user a place in a company; who may is for the caller to know."""
    await tx.run(
        SQL.add, user=user, company=company, level=level, role=role, accepted=accepted
    )
    await record(
        tx,
        actor,
        "membership.created",
        company,
        after={"user": user, "level": level, "role": role},
    )


async def read_company(tx: Tx, actor: Actor, company: UUID, /) -> Company:
    """Read a company that the actor belongs to; a credential reads every one."""
    user = None if sees_all(actor) else actor.user
    found = await tx.shared(SQL.read_company, company=company, user=user)
    if not found:
        raise CompanyUnknown
    return Company(*found[0][1:])


async def change_company(
    tx: Tx, actor: Actor, company: UUID, /, *, patch: Struct, version: int | None = None
) -> Company:
    """Change a company after a merge patch: its admins may, and credentials.

    Who sets which field is one table (`field_rights`).
    """
    held = await lock_to_change(tx, actor, company, version=version)
    status = msgspec.to_builtins(patch)["status"]
    if status not in (None, held.status):
        raise CompanyInvalid(
            faults=[Fault("/status", "is changed by deciding on the registration")]
        )
    sent = company_patch.sent_fields(patch)
    _check_terms(actor, held, sent)
    change = company_patch.change_of(held, sent, tx.now)
    if isinstance(change.parent, UUID):
        await _check_parent(tx, actor, change.parent)
        is_below = await is_within(tx, change.parent, company)
        change = msgspec.structs.replace(change, parent_is_below=is_below)
    return await company_patch.change(tx, actor, company, change)


async def archive_company(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    children: ChildrenWay | None = None,
    version: int | None = None,
) -> Company:
    """Put a company away: it can be read, and nothing else, until it is restored.

    While active companies stand below it, it must be said what becomes of them.
    """
    below = await lock_below(tx, actor, company, way=children)
    held = await lock_company(tx, actor, company, version=version)
    require(actor, Scope.WRITE)
    if not held.is_archived:
        await clear_children(tx, actor, company, way=children, below=below)
    await companies.archive(tx, actor, company)
    return await read_company(tx, actor, company)


async def restore_company(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> Company:
    """Take an archived company back as it was."""
    await lock_company(tx, actor, company, version=version)
    require(actor, Scope.WRITE)
    await companies.restore(tx, actor, company)
    return await read_company(tx, actor, company)


async def lock_company(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> HeldCompany:
    """Lock a company that the actor may change: its admins may, and credentials."""
    if actor.user is None:
        require(actor, Scope.WRITE)
    held = await tx.maybe(
        HeldCompany, SQL.lock_company, company=company, user=actor.user
    )
    if held is None:
        raise CompanyUnknown
    if await level_in(tx, actor, company) is Level.DEFAULT:
        raise AdminNeeded
    if version is not None and version != held.version:
        raise Stale
    return held


async def lock_to_change(
    tx: Tx, actor: Actor, company: UUID, /, *, version: int | None = None
) -> HeldCompany:
    """Lock a company that is to be changed.

    Nobody changes an archived company, and only the seller changes a rejected one.
    """
    held = await lock_company(tx, actor, company, version=version)
    refuse_closed(actor, status=held.status, is_archived=held.is_archived)
    return held


async def level_in(tx: Tx, actor: Actor, company: UUID, /) -> Level | None:
    """Return what the actor is in a company that is locked; a credential is nothing.

    Who waited for the lock may have been demoted or removed meanwhile: so this is asked
    for in a statement of its own.
    """
    if actor.user is None:
        return None
    rows = await tx.rows(SQL.find_level, company=company, user=actor.user)
    if not rows:
        raise CompanyUnknown
    return Level(rows[0]["level"])


async def check_level(
    tx: Tx, actor: Actor, company: UUID, /, *, level: str | None
) -> None:
    """Refuse a user who left a company, or has a lower level in it than they had."""
    if actor.user is None:
        return
    now = await level_in(tx, actor, company)
    assert now is not None
    ranks = [*Level]
    if level is not None and ranks.index(now) < ranks.index(Level(level)):
        raise AdminNeeded


def _check_terms(actor: Actor, held: HeldCompany, sent: dict[str, Any]) -> None:
    """Refuse a user who would set what the seller decides."""
    if actor.user is None:
        return
    document = msgspec.json.decode(held.document)
    theirs = not_theirs(
        Setter.ADMIN,
        (
            name
            for name, value in sent.items()
            if (value or None) != (document[name] or None)
        ),
        is_pending=held.status == "pending",
    )
    if theirs:
        raise TermsNotYours(
            faults=[
                Fault(f"/{name}", "can only be set by the seller") for name in theirs
            ]
        )


async def _check_parent(tx: Tx, actor: Actor, parent: UUID) -> None:
    rows = await tx.rows(SQL.find_parent, parent=parent, user=actor.user)
    if not rows:
        raise ParentUnknown(
            faults=[Fault("/parent_id", "is no company that you may name as parent")]
        )
    if rows[0]["is_archived"]:
        raise ParentArchived(faults=[Fault("/parent_id", "is archived")])


async def own_companies(tx: Tx, actor: Actor, asked: PageAsked, /) -> Page[OwnCompany]:
    """List the companies that a user belongs to, with their place in each."""
    if actor.user is None:
        raise UserNeeded
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.rows(
        query,
        user=actor.user,
        edge=asked.edge(),
        most=asked.limit + 1,
        page_bytes=PAGE_ROWS_BYTES,
        row_bytes=PAGE_ROWS_BYTES // asked.limit,
    )
    return cut([OwnCompany(*row) for row in rows], asked, lambda company: company.id)

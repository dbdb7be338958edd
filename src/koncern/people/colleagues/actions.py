"""What can be done with the people of a company."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from koncern.access import UserNeeded, require, sees_all
from koncern.base import Actor, Fault, Page, PageAsked, Scope, Stale, cut
from koncern.companies import CompanyArchived, CompanyUnknown
from koncern.db import Tx, load
from koncern.events import record
from koncern.people import memberships, roles
from koncern.people.colleagues.model import (
    Colleague,
    CompanyWaits,
    Held,
    LastAdmin,
    MembershipInvalid,
    MembershipUnknown,
    Place,
    Placed,
)
from koncern.people.colleagues.rules import (
    as_event,
    as_seen,
    check_above,
    check_grant,
    is_admin,
)
from koncern.people.memberships import Level
from koncern.people.roles import RoleNotOfApp
from koncern.people.users import read_user

SQL = load("koncern.people.colleagues")


async def page(
    tx: Tx, actor: Actor, company: UUID, asked: PageAsked, /
) -> Page[Colleague]:
    """List the users of a company, as its members and credentials see them."""
    viewer = None if sees_all(actor) else actor.user
    await memberships.read_company(tx, actor, company)
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        _read_colleague,
        query,
        company=company,
        viewer=viewer,
        edge=asked.edge(),
        most=asked.limit + 1,
    )
    return cut(rows, asked, lambda colleague: colleague.user.id)


async def places(tx: Tx, user: UUID, /) -> list[Place]:
    """Return the first few companies that a user belongs to."""
    (found,) = await tx.rows(SQL.places, user=user)
    return msgspec.json.decode(found["places"], type=list[Place])


async def add(
    tx: Tx,
    actor: Actor,
    company: UUID,
    /,
    *,
    user: UUID,
    level: Level,
    role: str | None = None,
) -> Placed:
    """Give a user a place in a company; one whom a user adds has not accepted yet."""
    held, own = await _lock(tx, actor, company)
    check_grant(actor, own, level)
    _check_open(actor, held)
    await _accept(tx, actor, company, own)
    faults = []
    if not await tx.run(SQL.find_user, user=user):
        faults.append(Fault("/user_id", f"{user} is no user of this app"))
    given = None
    try:
        given = await _find_role(tx, actor, role)
    except RoleNotOfApp as unknown:
        faults += unknown.faults
    if faults:
        raise MembershipInvalid(faults=faults)
    await memberships.add(
        tx,
        actor,
        company,
        user=user,
        level=level,
        role=given,
        accepted=actor.user is None,
    )
    return await _find(tx, company, user)


async def change(
    tx: Tx,
    actor: Actor,
    company: UUID,
    user: UUID,
    /,
    *,
    level: Level | UnsetType = UNSET,
    role: str | UnsetType | None = UNSET,
    version: int | None = None,
) -> Placed:
    """Give a member of a company another level or role."""
    held, own = await _lock(tx, actor, company)
    old = await _find(tx, company, user, version)
    check_above(actor, own, old)
    _check_open(actor, held)
    await _accept(tx, actor, company, own)
    level = old.level if isinstance(level, UnsetType) else level
    if level is not old.level:
        check_grant(actor, own, level)
    if old.is_accepted and is_admin(old.level) and not is_admin(level):
        await _check_not_last(tx, company, user)
    role_id = old.role_id
    if not isinstance(role, UnsetType):
        role_id = await _find_role(tx, actor, role)
    if (level, role_id) == (old.level, old.role_id):
        return old
    await tx.run(SQL.change, company=company, user=user, level=level, role=role_id)
    new = await _find(tx, company, user)
    await record(
        tx,
        actor,
        "membership.changed",
        company,
        before=as_event(old),
        after=as_event(new),
    )
    return new


async def remove(
    tx: Tx, actor: Actor, company: UUID, user: UUID, /, *, version: int | None = None
) -> None:
    """Take a user's place in a company away; everybody may leave by themselves."""
    held, own = await _lock(tx, actor, company)
    old = await _find(tx, company, user, version)
    if actor.user != user:
        check_above(actor, own, old)
        _check_open(actor, held)
        await _accept(tx, actor, company, own)
    if old.is_accepted and is_admin(old.level):
        await _check_not_last(tx, company, user)
    await tx.run(SQL.remove, company=company, user=user)
    await record(tx, actor, "membership.removed", company, before=as_event(old))


async def accept(tx: Tx, actor: Actor, company: UUID, /) -> Placed:
    """Agree to belong to a company that another user added the actor to."""
    if actor.user is None:
        await memberships.read_company(tx, actor, company)
        raise UserNeeded
    own = await tx.maybe(_read_placed, SQL.find_place, company=company, user=actor.user)
    if own is None:
        raise CompanyUnknown
    if not await tx.run(SQL.accept, company=company, user=actor.user):
        return own
    await record(tx, actor, "membership.accepted", company, after={"user": actor.user})
    return await _find(tx, company, actor.user)


async def _accept(tx: Tx, actor: Actor, company: UUID, own: Placed | None) -> None:
    """Let a user who places others count as accepted: they act for the company."""
    if own is not None and not own.is_accepted:
        await accept(tx, actor, company)


async def _lock(tx: Tx, actor: Actor, company: UUID) -> tuple[Held, Placed | None]:
    """Lock a company whose people the actor sees; then look what the actor is in it.

    Who waited for the lock may have been demoted or removed meanwhile.
    """
    if actor.user is None:
        require(actor, Scope.WRITE)
    held = await tx.maybe(Held, SQL.lock_company, company=company, user=actor.user)
    own = None
    if held is not None and actor.user is not None:
        own = await tx.maybe(
            _read_placed, SQL.find_place, company=company, user=actor.user
        )
    if held is None or (actor.user is not None and own is None):
        raise CompanyUnknown
    if held.is_archived:
        raise CompanyArchived
    return held, own


def _check_open(actor: Actor, held: Held) -> None:
    if actor.user is not None and held.status != "active":
        raise CompanyWaits


async def _check_not_last(tx: Tx, company: UUID, user: UUID) -> None:
    if not await tx.run(SQL.find_other_admin, company=company, user=user):
        raise LastAdmin


async def _find(
    tx: Tx, company: UUID, user: UUID, version: int | None = None
) -> Placed:
    found = await tx.maybe(_read_placed, SQL.find_place, company=company, user=user)
    if found is None:
        raise MembershipUnknown
    if version is not None and version != found.version:
        raise Stale
    return found


async def _find_role(tx: Tx, actor: Actor, slug: str | None) -> UUID | None:
    return (await roles.find(tx, actor, slug)).id if slug else None


def _read_placed(**row: Any) -> Placed:
    return Placed(**row | {"level": Level(row["level"])})


def _read_colleague(**row: Any) -> Colleague:
    own = {name: row.pop(name) for name in ("level", "role", "role_name")}
    companies = msgspec.json.decode(row.pop("places"), type=list[Place])
    is_open = row.pop("is_open")
    person = as_seen(read_user(**row), is_open=is_open)
    return Colleague(user=person, places=companies, **own)

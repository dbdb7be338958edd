"""What can be done with the members of customer groups."""

from collections.abc import Collection, Sequence
from operator import attrgetter
from uuid import UUID

import msgspec

from koncern import labels
from koncern.access import require
from koncern.base import Actor, Fault, Page, PageAsked, Scope, cut, first_faults
from koncern.companies import CompanyArchived
from koncern.db import Tx, load
from koncern.events import record
from koncern.labels import Held, Label, customer_groups
from koncern.labels.customer_groups import CustomerGroup
from koncern.people.customer_group_members.model import (
    CompanyInGroup,
    GroupInFull,
    GroupMembersInvalid,
    NotInGroup,
    UserInGroup,
)

SQL = load("koncern.people.customer_group_members")


async def read(tx: Tx, group: CustomerGroup, /) -> GroupInFull:
    """Count who is in a customer group that the caller has found."""
    (row,) = await tx.rows(SQL.count, id=group.id)
    return GroupInFull(group=group, companies=row["companies"], users=row["users"])


async def add_companies(
    tx: Tx, actor: Actor, slug: str, /, *, companies: Sequence[UUID]
) -> GroupInFull:
    """Put companies into a group: all or none; those that are in it stay."""
    require(actor, Scope.ADMIN)
    group = await customer_groups.find(tx, slug)
    held = {
        row["id"]: row["is_archived"]
        for row in await tx.rows(SQL.lock_companies, companies=list(companies))
    }
    _check_known(companies, held, "company")
    if archived := first_faults(
        Fault(f"/{place}", "is archived")
        for place, company in enumerate(companies)
        if held[company]
    ):
        raise CompanyArchived(faults=archived)
    those = _held(group, sorted(held))
    await labels.put_on(tx, actor, those, told={"customer_group": group.short()})
    return await read(tx, group)


async def remove_company(tx: Tx, actor: Actor, slug: str, /, *, company: UUID) -> None:
    """Take a company out of a group."""
    group = await customer_groups.find(tx, slug)
    require(actor, Scope.ADMIN)
    await tx.run(SQL.lock_companies, companies=[company])
    told = {"customer_group": group.short()}
    if not await labels.take_off(tx, actor, _held(group, [company]), told=told):
        raise NotInGroup


async def add_users(
    tx: Tx, actor: Actor, slug: str, /, *, users: Sequence[UUID]
) -> GroupInFull:
    """Put users into a group: all or none; those who are in it stay."""
    require(actor, Scope.ADMIN)
    group = await customer_groups.find(tx, slug)
    rows = await tx.rows(SQL.find_users, users=list(users))
    found = [row["id"] for row in rows]
    _check_known(users, found, "user")
    await tx.run(
        SQL.add_users,
        id=group.id,
        users=found,
        told=msgspec.json.encode({"customer_group": group.short()}).decode(),
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
    )
    return await read(tx, group)


async def remove_user(tx: Tx, actor: Actor, slug: str, /, *, user: UUID) -> None:
    """Take a user out of a group."""
    group = await customer_groups.find(tx, slug)
    require(actor, Scope.ADMIN)
    if not await tx.run(SQL.remove_user, id=group.id, user=user):
        raise NotInGroup
    told = {"customer_group": group.short()}
    await record(tx, actor, "customer_group.user_removed", user, before=told)


async def page_of_companies(
    tx: Tx, actor: Actor, slug: str, asked: PageAsked, /
) -> Page[CompanyInGroup]:
    """List the companies of a group, oldest first."""
    require(actor, Scope.READ)
    group = await customer_groups.find(tx, slug)
    query = SQL.page_back_companies if asked.backwards else SQL.page_on_companies
    rows = await tx.all(
        CompanyInGroup, query, id=group.id, edge=asked.edge(), most=asked.limit + 1
    )
    return cut(rows, asked, attrgetter("id"))


async def page_of_users(
    tx: Tx, actor: Actor, slug: str, asked: PageAsked, /
) -> Page[UserInGroup]:
    """List the users of a group, oldest first."""
    require(actor, Scope.READ)
    group = await customer_groups.find(tx, slug)
    query = SQL.page_back_users if asked.backwards else SQL.page_on_users
    rows = await tx.all(
        UserInGroup, query, id=group.id, edge=asked.edge(), most=asked.limit + 1
    )
    return cut(rows, asked, attrgetter("id"))


def _held(group: CustomerGroup, companies: list[UUID]) -> Held:
    return Held(kind=Label.CUSTOMER_GROUP, label=group.id, companies=companies)


def _check_known(ids: Sequence[UUID], known: Collection[UUID], noun: str) -> None:
    faults = first_faults(
        Fault(f"/{place}", f"is no {noun} of this app")
        for place, id_ in enumerate(ids)
        if id_ not in known
    )
    if faults:
        raise GroupMembersInvalid(faults=faults)

"""What can be done with restrictions."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from uuid import UUID

from koncern.access import sees_all
from koncern.base import Actor, Fault, Page, PageAsked, cut
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.memberships import AdminNeeded, lock_to_change
from koncern.people.users import UserUnknown
from koncern.profile import addresses
from koncern.profile.addresses import OneAddress
from koncern.profile.restrictions.model import (
    USERS_MAX,
    NamedUser,
    Restriction,
    RestrictionInvalid,
    RestrictionUnknown,
    UsersFull,
)

SQL = load("koncern.profile.restrictions")


async def users_of(
    tx: Tx, actor: Actor, company: UUID, address: UUID, /
) -> list[NamedUser]:
    """List the users who are named at an address; nobody is, where all may use it."""
    found = await addresses.read(tx, actor, company, address)
    if found.address.restricted_to is None:
        raise AdminNeeded
    viewer = None if sees_all(actor) else actor.user
    return await tx.all(
        NamedUser, SQL.users_of, company=company, address=address, viewer=viewer
    )


async def of_user(
    tx: Tx, actor: Actor, user: UUID, asked: PageAsked, /
) -> Page[Restriction]:
    """List the addresses at which a user is named; a person sees only their own."""
    is_known = sees_all(actor) and await tx.run(SQL.find_user, user=user)
    if not is_known and actor.user != user:
        raise UserUnknown
    query = SQL.page_back if asked.backwards else SQL.page_on
    rows = await tx.all(
        Restriction, query, user=user, edge=asked.edge(), most=asked.limit + 1
    )
    return cut(rows, asked, attrgetter("address"))


async def restrict(
    tx: Tx,
    actor: Actor,
    company: UUID,
    address: UUID,
    /,
    *,
    users: Sequence[UUID],
    version: int | None = None,
) -> OneAddress:
    """Let an address be used by these members and the admins; by all, if by nobody."""
    before = await _lock(tx, actor, company, address, version)
    places = {user: f"/user_ids/{place}" for place, user in enumerate(users)}
    await _check(tx, company, before, places)
    await _name(tx, actor, company, address, before=before, after=[*places])
    return await addresses.read(tx, actor, company, address)


async def name_user(
    tx: Tx,
    actor: Actor,
    company: UUID,
    address: UUID,
    /,
    *,
    user: UUID,
    version: int | None = None,
) -> OneAddress:
    """Name a member at an address: they may use it, and nobody who is not named."""
    before = await _lock(tx, actor, company, address, version)
    await _check(tx, company, before, {user: "/user_id"})
    users = [*dict.fromkeys([*before, user])]
    await _name(tx, actor, company, address, before=before, after=users)
    return await addresses.read(tx, actor, company, address)


async def lift(
    tx: Tx,
    actor: Actor,
    company: UUID,
    address: UUID,
    /,
    *,
    user: UUID,
    version: int | None = None,
) -> OneAddress:
    """Name a user at an address no longer; with nobody named, every member may use it."""
    before = await _lock(tx, actor, company, address, version)
    if user not in before:
        raise RestrictionUnknown
    users = [each for each in before if each != user]
    await _name(tx, actor, company, address, before=before, after=users)
    return await addresses.read(tx, actor, company, address)


async def _lock(
    tx: Tx, actor: Actor, company: UUID, address: UUID, version: int | None
) -> list[UUID]:
    """Lock a company, and return who is named at one of its addresses."""
    await lock_to_change(tx, actor, company, version=version)
    found = await addresses.read(tx, actor, company, address)
    return found.address.restricted_to or []


async def _check(
    tx: Tx, company: UUID, before: Sequence[UUID], places: Mapping[UUID, str]
) -> None:
    """Refuse who is named anew and is no member, each at their place."""
    known = {*before}
    new = [user for user in places if user not in known]
    rows = await tx.rows(SQL.members_among, company=company, users=new)
    strangers = {*new} - {row["user"] for row in rows}
    if strangers:
        raise RestrictionInvalid(
            faults=(
                Fault(place, f"{user} is no member of this company")
                for user, place in places.items()
                if user in strangers
            )
        )


async def _name(
    tx: Tx,
    actor: Actor,
    company: UUID,
    address: UUID,
    /,
    *,
    before: Sequence[UUID],
    after: Sequence[UUID],
) -> None:
    """Let these users be named at an address, and no others."""
    if len(after) > USERS_MAX:
        raise UsersFull
    if {*before} == {*after}:
        return
    await tx.run(SQL.name_users, company=company, address=address, users=after)
    gone = [user for user in before if user not in after]
    await tx.run(SQL.drop_users, company=company, address=address, users=gone)
    await tx.run(SQL.touch_company, company=company)
    await record(
        tx,
        actor,
        "address.restriction_changed",
        company,
        before={"address": address, "users": before},
        after={"address": address, "users": after},
    )

"""What can be done with users."""

from uuid import UUID

from koncern.access import UserNeeded, require
from koncern.base import Actor, Scope, Stale, email_key
from koncern.db import Tx, load
from koncern.events import record
from koncern.people.users.model import (
    Claim,
    NewUser,
    Profile,
    User,
    UserPatch,
    UserUnknown,
)
from koncern.people.users.passwords import hash_password
from koncern.people.users.rules import (
    check_new,
    columns_of,
    patched,
    profile_of,
    read_user,
)

SQL = load("koncern.people.users")


async def create(tx: Tx, actor: Actor, new: NewUser, /) -> User:
    """Make a user; without a password they cannot sign in by one."""
    require(actor, Scope.ADMIN)
    check_new(new)
    password_hash = await hash_password(new.password) if new.password else None
    user = await add(tx, new, email=new.email, password_hash=password_hash)
    await record(tx, actor, "user.created", user.id, after={"id": user.id})
    return user


async def add(
    tx: Tx,
    profile: Profile,
    /,
    *,
    email: str,
    password_hash: str | None,
    id: UUID | None = None,  # noqa: A002 - it is the user's id
) -> User:
    """Keep a user; who may, and what it is on the record, is for the caller to know."""
    return await tx.one(
        read_user,
        SQL.add,
        id=id,
        email=email.strip(),
        email_key=email_key(email),
        password_hash=password_hash,
        **columns_of(profile),
    )


async def find(tx: Tx, user: UUID, /) -> User | None:
    """Find an active user."""
    return await tx.maybe(read_user, SQL.find, user=user)


async def find_by_email(tx: Tx, email: str, /) -> User | None:
    """Find who has an address, active or not."""
    return await tx.maybe(read_user, SQL.find_by_email, email_key=email_key(email))


async def read(tx: Tx, actor: Actor, /) -> User:
    """Return the user who asks."""
    if actor.user is None:
        raise UserNeeded
    found = await find(tx, actor.user)
    if found is None:
        raise UserUnknown
    return found


async def change(
    tx: Tx, actor: Actor, patch: UserPatch, /, *, version: int | None = None
) -> User:
    """Change what the user who asks says of themselves."""
    if actor.user is None:
        raise UserNeeded
    old = await tx.maybe(read_user, SQL.lock, user=actor.user)
    if old is None:
        raise UserUnknown
    if version is not None and version != old.version:
        raise Stale
    profile = patched(old, patch)
    before, after = columns_of(profile_of(old)), columns_of(profile)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return old
    new = await tx.one(read_user, SQL.change, user=old.id, **after)
    # What is personal stays out of the record, which nobody can take it out of.
    await record(tx, actor, "user.changed", old.id, after={"fields": changed})
    return new


async def set_password(
    tx: Tx, user: UUID, /, *, password_hash: str, proved_hash: str | None = None
) -> bool:
    """Keep another password, unless it changed since the present one was proved."""
    return bool(
        await tx.run(
            SQL.set_password,
            user=user,
            password_hash=password_hash,
            proved_hash=proved_hash,
        )
    )


async def find_claim(tx: Tx, email: str, /) -> Claim:
    """Find whom a sign-in claims to be: an active user, or nobody."""
    return await tx.maybe(Claim, SQL.find_claim, email_key=email_key(email)) or Claim()


async def note_login(
    tx: Tx, user: UUID, /, *, proved: Claim | None = None
) -> User | None:
    """Keep when an active user last signed in, unless their password is another by now."""
    proved = proved or Claim()
    return await tx.maybe(
        read_user,
        SQL.note_login,
        user=user,
        proved_hash=proved.password_hash,
        renewed_hash=proved.renewed_hash,
    )

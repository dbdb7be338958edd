"""What can be done with users."""

from uuid import UUID

import msgspec

from koncern.access import require
from koncern.base import Actor, Fault, Scope, email_key, email_problem
from koncern.db import Tx, load
from koncern.events import record
from koncern.users.model import NewUser, User, UserInvalid, UserUnknown
from koncern.users.passwords import hash_password, is_outdated, password_matches

SQL = load("koncern.users")


async def create(tx: Tx, actor: Actor, new: NewUser, /) -> User:
    """Make a user; without a password they cannot sign in by one."""
    require(actor, Scope.ADMIN)
    if problem := email_problem(new.email):
        raise UserInvalid(faults=[Fault("/email", problem)])
    user = await tx.one(
        User,
        SQL.add,
        email=new.email.strip(),
        email_key=email_key(new.email),
        password_hash=await hash_password(new.password) if new.password else None,
        first_name=new.first_name,
        last_name=new.last_name,
    )
    await record(tx, actor, "user.created", user.id, after={"id": user.id})
    return user


async def read(tx: Tx, actor: Actor, user: UUID, /) -> User:
    """Read one user: a person reads themselves, a credential everybody."""
    if actor.user != user:
        require(actor, Scope.READ)
    found = await tx.maybe(User, SQL.find, user=user)
    if found is None:
        raise UserUnknown
    return found


async def find_by_password(tx: Tx, email: str, password: str, /) -> UUID | None:
    """Return the active user with an address and password, taking as long for none."""
    row = await tx.maybe(dict, SQL.find_by_email, email_key=email_key(email))
    kept: str | None = row["password_hash"] if row else None
    matches = await password_matches(kept, password)
    if row is None or kept is None or not matches or row["status"] != "active":
        return None
    if is_outdated(kept):
        await tx.run(
            SQL.keep_password,
            user=row["id"],
            password_hash=await hash_password(password),
        )
    return msgspec.convert(row["id"], UUID)


async def note_login(tx: Tx, user: UUID, /) -> User:
    """Keep when a user last signed in."""
    return await tx.one(User, SQL.note_login, user=user)

"""What can be done with users."""

from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Scope, email_key
from koncern.db import Tx, load
from koncern.events import record
from koncern.users.model import Claim, NewUser, Profile, User
from koncern.users.passwords import hash_password
from koncern.users.rules import check_new, columns_of, read_user

SQL = load("koncern.users")


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

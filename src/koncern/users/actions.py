"""What can be done with users."""

from uuid import UUID

from koncern.access import require
from koncern.base import Actor, Fault, Scope, email_key, email_problem
from koncern.db import Tx, load
from koncern.events import record
from koncern.users.model import Claim, NewUser, User, UserInvalid
from koncern.users.passwords import hash_password

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


async def find_claim(tx: Tx, email: str, /) -> Claim:
    """Find whom a sign-in claims to be: an active user, or nobody."""
    return await tx.maybe(Claim, SQL.find_claim, email_key=email_key(email)) or Claim()


async def note_login(
    tx: Tx, user: UUID, /, *, password_hash: str | None = None
) -> User | None:
    """Keep when an active user last signed in, and their password's newest hash."""
    return await tx.maybe(User, SQL.note_login, user=user, password_hash=password_hash)

"""What can be done with passwords."""

from uuid import UUID

from koncern import mail
from koncern.access import UserNeeded
from koncern.base import Actor, Fault, Settings, digest, new_secret, person
from koncern.db import Tx, load
from koncern.events import record
from koncern.people import attempts, sessions, users
from koncern.people.attempts import Tried
from koncern.people.passwords.model import (
    TOKEN_LIVES,
    NewPassword,
    PasswordWrong,
    Reset,
    ResetRefused,
)
from koncern.people.users import Claim, User, UserInvalid, UserUnknown

SQL = load("koncern.people.passwords")


async def forgot(tx: Tx, email: str, /) -> None:
    """Send a user a token for a new password; an unknown address gets nothing."""
    user = await users.find_by_email(tx, email)
    if user is None or user.status != "active":
        return
    token = new_secret("kp_")
    expires_at = tx.now + TOKEN_LIVES
    await tx.run(SQL.add, hash=digest(token), user=user.id, expires_at=expires_at)
    await record(tx, person(tx.app, user.id), "user.password_forgotten", user.id)
    await mail.post(
        tx,
        to=user.email,
        template="password_reset",
        language=user.language,
        facts={
            "name": user.first_name,
            "token": token,
            "minutes": int(TOKEN_LIVES.total_seconds() // 60),
        },
    )


async def find_reset(tx: Tx, token: str, /, *, password: str) -> None:
    """Find whose password a token sets, and check the new one for them."""
    found = await tx.maybe(Reset, SQL.find, hash=digest(token))
    if found is None:
        raise _refused()
    user = await _find_user(tx, found.user)
    if faults := [*users.password_faults(password, user.email)]:
        raise UserInvalid(faults=faults)


async def reset(
    tx: Tx, token: str, /, *, password_hash: str, client: str | None = None
) -> None:
    """Set the password of the user whose token comes, and sign them out everywhere."""
    found = await tx.maybe(Reset, SQL.find, hash=digest(token))
    if found is None:
        raise _refused()
    user = await _find_user(tx, found.user)
    who = person(tx.app, user.id)
    await attempts.clear(tx, Tried.LOGIN, email=user.email)
    # The user is held before any token of theirs, so that of two resets one waits.
    await users.set_password(tx, user.id, password_hash=password_hash)
    if not await tx.run(SQL.spend, hash=digest(token)):
        raise _refused()
    await sessions.end_all(tx, who, user.id, by="password")
    await attempts.trust_only(tx, user.email, client=client)
    await record(tx, who, "user.password_reset", user.id)
    await _void_and_notify(tx, user)


async def begin_change(
    tx: Tx,
    actor: Actor,
    settings: Settings,
    wanted: NewPassword,
    /,
    *,
    client: str | None = None,
) -> Claim:
    """Count that a user tries their password, and find what it must match."""
    if actor.user is None:
        raise UserNeeded
    user = await _find_user(tx, actor.user)
    at = "/new_password"
    faults = [*users.password_faults(wanted.new_password, user.email, at=at)]
    if wanted.new_password == wanted.current_password:
        faults.append(Fault(at, "is the current one"))
    if faults:
        raise UserInvalid(faults=faults)
    await attempts.count(tx, settings, Tried.LOGIN, email=user.email, client=client)
    return await users.find_claim(tx, user.email)


async def prove(claim: Claim, password: str, /) -> Claim:
    """Check the present password, between two units of work: it is slow."""
    proved = await users.prove(claim, password)
    if proved is None:
        raise PasswordWrong
    return proved


async def change(
    tx: Tx, actor: Actor, proved: Claim, /, *, password_hash: str, client: str | None
) -> None:
    """Set a user's password who has proved the present one; end their other sessions."""
    assert proved.user is not None
    user = await _find_user(tx, proved.user)
    await attempts.forgive(tx, Tried.LOGIN, email=user.email, client=client)
    changed = await users.set_password(
        tx, user.id, password_hash=password_hash, proved_hash=proved.password_hash
    )
    if not changed:
        raise PasswordWrong
    await sessions.end_all(tx, actor, user.id, by="password", kept=actor.session)
    await attempts.trust_only(tx, user.email, client=client)
    await record(tx, actor, "user.password_changed", user.id)
    await _void_and_notify(tx, user)


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand expired tokens; return how many."""
    return await tx.run(SQL.purge_of_every_app)


async def _void_and_notify(tx: Tx, user: User) -> None:
    """Void what else could set the password, and tell the user that it was set."""
    await tx.run(SQL.void, user=user.id)
    await mail.post(
        tx,
        to=user.email,
        template="password_changed",
        language=user.language,
        facts={"name": user.first_name},
    )


async def _find_user(tx: Tx, user: UUID) -> User:
    found = await users.find(tx, user)
    if found is None:
        raise UserUnknown
    return found


def _refused() -> ResetRefused:
    return ResetRefused(faults=[Fault("/token", "is unknown, used, or has expired")])

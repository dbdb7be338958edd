"""What can be done with sessions."""

from datetime import timedelta
from uuid import UUID

from koncern import users
from koncern.access import issue_token
from koncern.base import Actor, ActorKind, Settings, digest, email_key, new_secret
from koncern.db import Tx, load
from koncern.events import record
from koncern.sessions.model import Renewed, Tokens, TooManyLogins
from koncern.users import User

SQL = load("koncern.sessions")

WINDOW = timedelta(minutes=15)


async def count_attempt(tx: Tx, settings: Settings, email: str, /) -> None:
    """Count a sign-in that is about to be tried; refuse it when it is one too many."""
    (row,) = await tx.rows(
        SQL.count_attempt,
        email_hash=digest(email_key(email)),
        window_start=tx.now - WINDOW,
    )
    if row["failures"] > settings.login_attempts_max:
        wait = row["since"] + WINDOW - tx.now
        raise TooManyLogins(retry_after_seconds=max(1, int(wait.total_seconds())))


async def login(
    tx: Tx, settings: Settings, /, *, email: str, password: str
) -> tuple[Tokens, User] | None:
    """Sign a person in by e-mail address and password; None when they do not fit."""
    user = await users.find_by_password(tx, email, password)
    if user is None:
        return None
    await tx.run(SQL.forget_attempts, email_hash=digest(email_key(email)))
    return await open_session(tx, settings, user)


async def open_session(
    tx: Tx, settings: Settings, user: UUID, /
) -> tuple[Tokens, User]:
    """Begin a session of a user and give out its first pair of tokens."""
    (session,) = await tx.rows(SQL.open, user=user)
    person = await users.note_login(tx, user)
    await record(tx, _person(tx, user), "session.opened", session["id"])
    return await _give_out(tx, settings, user, session["id"]), person


async def renew(tx: Tx, settings: Settings, refresh_token: str, /) -> Renewed:
    """Exchange a refresh token for a new pair; a second use ends the session."""
    kept = digest(refresh_token)
    spent = await tx.maybe(dict, SQL.spend_token, hash=kept)
    if spent is not None:
        tokens = await _give_out(tx, settings, spent["user"], spent["session"])
        return Renewed(tokens=tokens)
    used = await tx.maybe(dict, SQL.find_used, hash=kept)
    if used is not None:
        await end(tx, used["session"], by="reuse")
    return Renewed(tokens=None, ended=used["session"] if used else None)


async def logout(tx: Tx, refresh_token: str, /) -> None:
    """End the session of a refresh token; an unknown one is no session's."""
    found = await tx.maybe(dict, SQL.find_by_token, hash=digest(refresh_token))
    if found is not None:
        await end(tx, found["session"], by="logout")


async def end(tx: Tx, session: UUID, /, *, by: str) -> None:
    """End a session and every token that came of it."""
    if await tx.run(SQL.end, session=session, ended_by=by):
        actor = Actor(app=tx.app, kind=ActorKind.OPERATOR, id="koncern")
        await record(tx, actor, "session.ended", session, after={"by": by})


async def _give_out(tx: Tx, settings: Settings, user: UUID, session: UUID) -> Tokens:
    refresh_token = new_secret("kr_")
    await tx.run(
        SQL.add_token,
        hash=digest(refresh_token),
        session=session,
        expires_at=tx.now + timedelta(seconds=settings.refresh_token_seconds),
    )
    expires_at = tx.now + timedelta(seconds=settings.access_token_seconds)
    return Tokens(
        access_token=await issue_token(
            tx, user=user, session=session, expires_at=expires_at
        ),
        refresh_token=refresh_token,
        expires_in=settings.access_token_seconds,
    )


def _person(tx: Tx, user: UUID) -> Actor:
    return Actor(app=tx.app, kind=ActorKind.USER, id=str(user))

"""What can be done with sessions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from koncern import users
from koncern.access import issue_token
from koncern.apps import AppUnknown
from koncern.base import Actor, ActorKind, Settings, digest, email_key, new_secret
from koncern.db import Tx, load
from koncern.events import record
from koncern.sessions.model import Attempt, LoginRefused, Tokens, TooManyLogins
from koncern.users import Claim, User

SQL = load("koncern.sessions")

WINDOW = timedelta(minutes=15)


async def begin_login(tx: Tx, settings: Settings, email: str, /) -> Attempt:
    """Count a sign-in before it is tried, and find whom it claims to be."""
    email_hash = digest(email_key(email))
    counted = await tx.rows(
        SQL.count_attempt, email_hash=email_hash, window_start=tx.now - WINDOW
    )
    if not counted:
        raise AppUnknown
    if counted[0]["attempts"] > settings.login_attempts_max:
        wait = counted[0]["since"] + WINDOW - tx.now
        raise TooManyLogins(retry_after_seconds=max(1, int(wait.total_seconds())))
    return Attempt(email_hash=email_hash, claim=await users.find_claim(tx, email))


async def login(tx: Tx, settings: Settings, proved: Attempt, /) -> tuple[Tokens, User]:
    """Sign a person in who has proved who they are."""
    assert proved.claim.user is not None
    await tx.run(SQL.forget_attempts, email_hash=proved.email_hash)
    return await open_session(tx, settings, proved.claim.user, proved=proved.claim)


async def open_session(
    tx: Tx, settings: Settings, user: UUID, /, *, proved: Claim | None = None
) -> tuple[Tokens, User]:
    """Begin a session of an active user and give out its first pair of tokens.

    A password that was changed while it was looked at proves nothing any more.
    """
    person = await users.note_login(tx, user, proved=proved)
    if person is None:
        raise LoginRefused
    (session,) = await tx.rows(SQL.open, user=user)
    await record(tx, _person(tx, user), "session.opened", session["id"])
    return await _give_out(tx, settings, user, session["id"]), person


async def renew(tx: Tx, settings: Settings, refresh_token: str, /) -> Tokens | None:
    """Exchange a refresh token for a new pair; a second use ends the session.

    It returns None rather than to fail, so that the session's end is committed.
    """
    kept = digest(refresh_token)
    spent: dict[str, Any] | None = await tx.maybe(dict, SQL.spend_token, hash=kept)
    if spent is not None:
        return await _give_out(tx, settings, spent["user"], spent["session"])
    await _end(tx, await tx.maybe(dict, SQL.find_used, hash=kept), by="reuse")
    return None


async def logout(tx: Tx, refresh_token: str, /) -> None:
    """End the session of a refresh token; an unknown one is no session's."""
    kept = digest(refresh_token)
    await _end(tx, await tx.maybe(dict, SQL.find_by_token, hash=kept), by="logout")


async def purge(tx: Tx, /) -> int:
    """Forget some expired refresh tokens and old attempts; return how many."""
    return await tx.run(SQL.purge_of_every_app, window_start=tx.now - WINDOW)


async def _end(tx: Tx, found: dict[str, Any] | None, *, by: str) -> None:
    """End a session, if one was found, and every token that came of it."""
    if found and await tx.run(SQL.end, session=found["session"], ended_by=by):
        who = _person(tx, found["user"])
        await record(tx, who, "session.ended", found["session"], after={"by": by})


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

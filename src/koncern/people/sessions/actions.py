"""What can be done with sessions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from koncern.access import issue_token
from koncern.base import Actor, Settings, digest, new_secret, person
from koncern.db import Tx, load
from koncern.events import record, record_each
from koncern.people import attempts, users
from koncern.people.attempts import Tried
from koncern.people.sessions.model import REPEATED_FOR, Attempt, LoginRefused, Tokens
from koncern.people.users import Claim, User

SQL = load("koncern.people.sessions")


async def begin_login(
    tx: Tx, settings: Settings, email: str, /, *, client: str | None = None
) -> Attempt:
    """Count a sign-in before it is tried, and find whom it claims to be."""
    await attempts.count(tx, settings, Tried.LOGIN, email=email, client=client)
    claim = await users.find_claim(tx, email)
    return Attempt(email=email, client=client, claim=claim)


async def prove(attempt: Attempt, password: str, /) -> Attempt:
    """Check the password of a sign-in, between two units of work: it is slow."""
    proved = await users.prove(attempt.claim, password)
    if proved is None:
        raise LoginRefused
    return replace(attempt, claim=proved)


async def login(tx: Tx, settings: Settings, proved: Attempt, /) -> tuple[Tokens, User]:
    """Sign a person in who has proved who they are."""
    assert proved.claim.user is not None
    await attempts.forgive(tx, Tried.LOGIN, email=proved.email, client=proved.client)
    signed_in = await open_session(tx, settings, proved.claim.user, proved=proved.claim)
    await attempts.remember(tx, proved.email, client=proved.client)
    return signed_in


async def open_session(
    tx: Tx, settings: Settings, user: UUID, /, *, proved: Claim | None = None
) -> tuple[Tokens, User]:
    """Begin a session of an active user and give out its first pair of tokens.

    A password that was changed while it was looked at proves nothing any more.
    """
    signed_in = await users.note_login(tx, user, proved=proved)
    if signed_in is None:
        raise LoginRefused
    (session,) = await tx.rows(SQL.open, user=user)
    await record(tx, person(tx.app, user), "session.opened", session["id"])
    return await _give_out(tx, settings, user, session["id"]), signed_in


async def renew(tx: Tx, settings: Settings, refresh_token: str, /) -> Tokens | None:
    """Exchange a refresh token for a new pair; reuse ends the session.

    It returns None rather than to fail, so that the session's end is committed.
    """
    kept = digest(refresh_token)
    await tx.run(SQL.lock, hash=kept)
    spent: dict[str, Any] | None = await tx.maybe(
        dict, SQL.spend_token, hash=kept, repeated_since=tx.now - REPEATED_FOR
    )
    if spent is not None:
        tx.number = spent["number"]
        return await _give_out(
            tx, settings, spent["user"], spent["session"], origin=kept
        )
    await _end(tx, await tx.maybe(dict, SQL.find_used, hash=kept), by="reuse")
    return None


async def logout(tx: Tx, refresh_token: str, /) -> None:
    """End the session of a refresh token; an unknown one is no session's."""
    kept = digest(refresh_token)
    await _end(tx, await tx.maybe(dict, SQL.find_by_token, hash=kept), by="logout")


async def end_all(
    tx: Tx, actor: Actor, user: UUID, /, *, by: str, kept: UUID | None = None
) -> None:
    """End every session of a user, but for one that is kept."""
    ended = await tx.rows(SQL.end_all, user=user, ended_by=by, kept=kept)
    await record_each(
        tx, actor, "session.ended", [row["id"] for row in ended], after={"by": by}
    )


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand expired refresh tokens; return how many."""
    return await tx.run(SQL.purge_of_every_app)


async def _end(tx: Tx, found: dict[str, Any] | None, *, by: str) -> None:
    """End a session, if one was found, and every token that came of it."""
    if found and await tx.run(SQL.end, session=found["session"], ended_by=by):
        who = person(tx.app, found["user"])
        await record(tx, who, "session.ended", found["session"], after={"by": by})


async def _give_out(
    tx: Tx,
    settings: Settings,
    user: UUID,
    session: UUID,
    *,
    origin: bytes | None = None,
) -> Tokens:
    refresh_token = new_secret("kr_")
    await tx.run(
        SQL.add_token,
        hash=digest(refresh_token),
        session=session,
        expires_at=tx.now + timedelta(seconds=settings.refresh_token_seconds),
        origin=origin,
    )
    expires_at = tx.now + timedelta(seconds=settings.access_token_seconds)
    return Tokens(
        access_token=await issue_token(
            tx, user=user, session=session, expires_at=expires_at
        ),
        refresh_token=refresh_token,
        expires_in=settings.access_token_seconds,
    )

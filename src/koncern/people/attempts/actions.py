"""What is done with attempts."""

from datetime import timedelta

from koncern import limits
from koncern.access import require
from koncern.apps import AppUnknown
from koncern.base import Actor, Scope, Settings
from koncern.db import Row, Tx, load
from koncern.events import record
from koncern.people import users
from koncern.people.attempts.model import (
    KNOWN_FOR,
    WINDOW,
    TooManyAttempts,
    TooManyLogins,
    Tried,
    Unlocked,
    key_of_client,
    key_of_email,
    key_of_pair,
    last_key_of,
    most_of_email,
    most_of_pair,
)
from koncern.people.users import UserUnknown

SQL = load("koncern.people.attempts")


async def count(
    tx: Tx,
    settings: Settings,
    tried: Tried,
    /,
    *,
    email: str | None = None,
    client: str | None = None,
) -> None:
    """Count what is about to be tried; refuse it when that is too often.

    What is refused here is rolled back and counts nowhere: so a client that is refused
    cannot use up the tries of the address. Pairs are counted before clients, and clients
    before addresses, as everywhere: so no two transactions wait for each other.
    """
    most: dict[bytes, int] = {}
    if email is not None:
        most[key_of_pair(tried, email, client)] = most_of_pair(tried, settings)
    if client is not None and settings.client_attempts_max:
        most[key_of_client(client)] = settings.client_attempts_max
    if email is not None:
        most[key_of_email(tried, email)] = most_of_email(tried, settings)
    counted = await tx.rows(SQL.count, keys=list(most), window_start=tx.now - WINDOW)
    if most and not counted:
        raise AppUnknown
    by_key = {row["key"]: row for row in counted}
    for key, allowed in most.items():
        tx.number = by_key[key]["number"]
        if by_key[key]["attempts"] <= allowed:
            continue
        is_of_address = email is not None and key == key_of_email(tried, email)
        if is_of_address and await _is_known(tx, email, client):
            continue
        raise _refusal(tx, tried, by_key[key], client)


async def forgive(
    tx: Tx, tried: Tried, /, *, email: str, client: str | None = None
) -> None:
    """Forget what a client failed with an address, and do not count what succeeded."""
    await tx.run(SQL.forget, key=key_of_pair(tried, email, client))
    if client is not None:
        await tx.run(SQL.give_back, key=key_of_client(client))
    await tx.run(SQL.give_back, key=key_of_email(tried, email))


async def clear(tx: Tx, tried: Tried, /, *, email: str) -> int:
    """Forget every count of an address, from whichever clients; return how many."""
    key = key_of_email(tried, email)
    cleared = await tx.run(SQL.forget_pairs, key=key, last=last_key_of(key))
    return cleared + await tx.run(SQL.forget, key=key)


async def remember(tx: Tx, email: str, /, *, client: str | None) -> None:
    """Remember that the owner of an address signed in from a client."""
    if client is None:
        return
    key = key_of_email(Tried.LOGIN, email)
    if await tx.run(SQL.remember, address=key, client=key_of_client(client)):
        await tx.run(SQL.forget_oldest, address=key, most=limits.KNOWN_CLIENTS)


async def trust_only(tx: Tx, email: str, /, *, client: str | None) -> None:
    """Forget every client of an address but the one that its owner uses now."""
    key = key_of_email(Tried.LOGIN, email)
    await tx.run(SQL.forget_oldest, address=key, most=0)
    await remember(tx, email, client=client)


async def unlock(tx: Tx, actor: Actor, email: str, /) -> Unlocked:
    """Clear every count of an address, so that it can sign in and get mail again."""
    require(actor, Scope.ADMIN)
    user = await users.find_by_email(tx, email)
    cleared = 0
    for tried in (Tried.LOGIN, Tried.MAIL):
        cleared += await clear(tx, tried, email=email)
    if user is None and not cleared:
        raise UserUnknown
    subject = actor.app if user is None else user.id
    await record(tx, actor, "user.unlocked", subject, after={"cleared": cleared})
    return Unlocked(
        email=email if user is None else user.email,
        user_id=None if user is None else user.id,
        cleared=cleared,
    )


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand old counts; return how many."""
    return await tx.run(SQL.purge_of_every_app, window_start=tx.now - WINDOW)


async def purge_known(tx: Tx, /) -> int:
    """Forget up to a thousand clients that nobody signed in from lately."""
    return await tx.run(SQL.purge_known_of_every_app, oldest=tx.now - KNOWN_FOR)


async def _is_known(tx: Tx, email: str | None, client: str | None) -> bool:
    """Tell whether the owner of an address signed in from a client lately."""
    if email is None or client is None:
        return False
    known = await tx.run(
        SQL.find_known,
        address=key_of_email(Tried.LOGIN, email),
        client=key_of_client(client),
        oldest=tx.now - KNOWN_FOR,
    )
    return bool(known)


def _refusal(tx: Tx, tried: Tried, row: Row, client: str | None) -> TooManyAttempts:
    is_of_client = client is not None and row["key"] == key_of_client(client)
    wait = row["since"] + WINDOW - tx.now
    # Who waits so long is let try: a count ends when it is older than the window.
    seconds = wait // timedelta(seconds=1) + 1
    is_login = tried is Tried.LOGIN and not is_of_client
    kind = TooManyLogins if is_login else TooManyAttempts
    return kind(retry_after_seconds=seconds)

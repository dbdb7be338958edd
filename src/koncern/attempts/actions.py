"""What is done with attempts."""

from koncern.apps import AppUnknown
from koncern.attempts.model import (
    WINDOW,
    TooManyAttempts,
    TooManyLogins,
    Tried,
    key_of_client,
    key_of_email,
    most_of_email,
)
from koncern.base import Settings
from koncern.db import Row, Tx, load

SQL = load("koncern.attempts")


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

    An address is counted before a client, as everywhere: so no two wait for each other.
    """
    most: dict[bytes, int] = {}
    if email is not None:
        most[key_of_email(tried, email)] = most_of_email(tried, settings)
    if client is not None and settings.client_attempts_max:
        most[key_of_client(client)] = settings.client_attempts_max
    counted = await tx.rows(SQL.count, keys=list(most), window_start=tx.now - WINDOW)
    if most and not counted:
        raise AppUnknown
    for row in counted:
        tx.number = row["number"]
        if row["attempts"] > most[row["key"]]:
            raise _refusal(tx, tried, row, email)


async def forgive(
    tx: Tx, tried: Tried, /, *, email: str, client: str | None = None
) -> None:
    """Forget what failed with an address, and that a client tried what succeeded."""
    await tx.run(SQL.forget, key=key_of_email(tried, email))
    if client is not None:
        await tx.run(SQL.give_back, key=key_of_client(client))


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand old counts; return how many."""
    return await tx.run(SQL.purge_of_every_app, window_start=tx.now - WINDOW)


def _refusal(tx: Tx, tried: Tried, row: Row, email: str | None) -> TooManyAttempts:
    is_login = (
        tried is Tried.LOGIN
        and email is not None
        and row["key"] == key_of_email(tried, email)
    )
    wait = row["since"] + WINDOW - tx.now
    seconds = max(1, int(wait.total_seconds()))
    kind = TooManyLogins if is_login else TooManyAttempts
    return kind(retry_after_seconds=seconds)

"""Claiming a key, and keeping the answer under it."""

from datetime import timedelta
from uuid import UUID

import msgspec

from koncern.base import Actor, Conflict
from koncern.db import Row, Tx, load

SQL = load("koncern.answers")

KEPT_FOR = timedelta(hours=24)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a write, the company that it is about, and the user's level in it.

    A user who has left the company, or has a lower level now, does not get it again.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    company: UUID | None = None
    level: str | None = None


class KeyReused(Conflict):
    """The Idempotency-Key was used for another request; take a new key."""


async def claim(tx: Tx, actor: Actor, key: str, fingerprint: bytes, /) -> Answer | None:
    """Take a key for a write; return the answer if it was carried out already."""
    expired = tx.now - KEPT_FOR
    claimed = await tx.rows(
        SQL.claim, actor=actor.id, key=key, fingerprint=fingerprint, expired=expired
    )
    if claimed:
        tx.number = claimed[0]["number"]
        return None
    (kept,) = await tx.rows(SQL.find, actor=actor.id, key=key)
    return _answer(kept, fingerprint)


async def recall(
    tx: Tx, actor: Actor, key: str, fingerprint: bytes, /
) -> Answer | None:
    """Return the answer that is kept under a key, without claiming the key."""
    rows = await tx.rows(SQL.find, actor=actor.id, key=key)
    if not rows or rows[0]["created_at"] < tx.now - KEPT_FOR:
        return None
    return _answer(rows[0], fingerprint)


def _answer(kept: Row, fingerprint: bytes) -> Answer:
    if kept["fingerprint"] != fingerprint:
        raise KeyReused
    headers = msgspec.json.decode(kept["headers"], type=dict[str, str])
    return Answer(
        status=kept["status"],
        headers=headers,
        body=kept["body"],
        company=kept["company"],
        level=kept["level"],
    )


async def keep(tx: Tx, actor: Actor, key: str, answer: Answer, /) -> None:
    """Keep the answer of the write that claimed a key."""
    await tx.run(
        SQL.keep,
        actor=actor.id,
        key=key,
        status=answer.status,
        headers=msgspec.json.encode(answer.headers).decode(),
        body=answer.body,
        company=answer.company,
        user=actor.user,
    )


async def purge(tx: Tx, /) -> int:
    """Forget up to a thousand answers whose time is over; return how many."""
    return await tx.run(SQL.purge_of_every_app, expired=tx.now - KEPT_FOR)

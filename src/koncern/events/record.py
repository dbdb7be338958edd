"""Writing on the record, and reading it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from koncern.base import Actor
from koncern.db import Tx, load

SQL = load("koncern.events")

LOOKED_BACK_MAX = 50_000
"""Among how many of the latest events one is looked for."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: who, what, when, through what, and why."""

    seq: int
    id: UUID
    type: str
    subject: UUID
    actor_kind: str
    actor: str
    request_id: str
    happened_at: datetime
    before: str | None
    after: str | None
    reason: str | None


async def record(
    tx: Tx,
    actor: Actor,
    type_: str,
    subject: UUID,
    /,
    *,
    before: Any = None,
    after: Any = None,
    reason: str | None = None,
) -> None:
    """Write down what happened to a thing, in the same transaction."""
    (row,) = await tx.rows(
        SQL.append,
        type=type_,
        subject=subject,
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
        before=_json(before),
        after=_json(after),
        reason=reason,
    )
    tx.number = row["number"]


async def record_each(
    tx: Tx, actor: Actor, type_: str, subjects: Sequence[UUID], /, *, after: Any = None
) -> None:
    """Write down that the same happened to several things, in one statement."""
    (row,) = await tx.rows(
        SQL.append_each,
        type=type_,
        subjects=subjects,
        actor_kind=actor.kind,
        actor=actor.id,
        request_id=tx.request_id,
        after=_json(after),
    )
    tx.number = row["number"]


async def is_recorded(tx: Tx, at: datetime, /) -> bool | None:
    """Tell whether this request did something at a time; None if it is too long ago."""
    (found,) = await tx.rows(
        SQL.find_request, request_id=tx.request_id, at=at, most=LOOKED_BACK_MAX
    )
    if found["is_there"]:
        return True
    return False if found["is_enough"] else None


async def history(tx: Tx, subject: UUID, /) -> list[Event]:
    """Return everything that happened to one thing, oldest first."""
    return await tx.all(Event, SQL.of_subject, subject=subject)


def _json(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raw = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return raw.decode()

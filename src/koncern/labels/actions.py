"""What can be done with labels; who may is decided by the packages that have them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from koncern.base import Actor
from koncern.db import Tx, load
from koncern.labels.model import (
    AT_ONCE_MAX,
    PORTION,
    TAKEN_OFF_MAX,
    Held,
    Label,
    LabelOnTooMany,
)

SQL = load("koncern.labels")


async def hold(tx: Tx, kind: Label, label: UUID, /) -> Held:
    """Keep a label, and the companies that show it, for a change of the label."""
    (row,) = await tx.rows(SQL.hold, kind=kind, label=label, most=AT_ONCE_MAX)
    return Held(kind=kind, label=label, companies=row["companies"])


async def hold_to_delete(tx: Tx, kind: Label, label: UUID, /) -> Held:
    """Keep a label, and the companies that show it, to take it from them all."""
    (row,) = await tx.rows(SQL.hold, kind=kind, label=label, most=TAKEN_OFF_MAX)
    if row["companies"] is None:
        raise LabelOnTooMany(
            f"{LabelOnTooMany.sentence()} At most {TAKEN_OFF_MAX} at once."
        )
    return Held(kind=kind, label=label, companies=row["companies"])


async def render(tx: Tx, held: Held, /) -> None:
    """Let the companies show a label as it is now: at once, or soon if they are many."""
    if held.companies is None:
        await tx.run(SQL.render_later, kind=held.kind, label=held.label)
        return
    for portion in _portions(held.companies):
        await tx.run(SQL.render, companies=portion)


async def put_on(tx: Tx, actor: Actor, held: Held, /, *, told: Any) -> list[UUID]:
    """Put a label on companies that are held; return those that did not have it."""
    facts = _facts(tx, actor, held, held.companies or (), told)
    (row,) = await tx.rows(SQL.put_on, **facts)
    return list(row["companies"])


async def take_off(tx: Tx, actor: Actor, held: Held, /, *, told: Any) -> list[UUID]:
    """Take a label from companies that are held; return those that had it."""
    taken: list[UUID] = []
    for portion in _portions(held.companies or ()):
        facts = _facts(tx, actor, held, portion, told)
        (row,) = await tx.rows(SQL.take_off, **facts)
        taken += row["companies"]
    return taken


def _portions(companies: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(companies), PORTION):
        yield list(companies[start : start + PORTION])


def _facts(
    tx: Tx, actor: Actor, held: Held, companies: Sequence[UUID], told: Any
) -> dict[str, Any]:
    return {
        "kind": held.kind,
        "label": held.label,
        "companies": list(companies),
        "told": msgspec.json.encode(told).decode(),
        "actor_kind": actor.kind,
        "actor": actor.id,
        "request_id": tx.request_id,
    }

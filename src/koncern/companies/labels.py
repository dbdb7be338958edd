"""Labels: which tags and groups a company is meant to have."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from koncern.base import Fault
from koncern.companies.model import Labels, NewCompany
from koncern.db import Tx, load

SQL = load("koncern.companies")

_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_WORDS = {
    "tags": "tag",
    "customer_groups": "customer group",
    "store_groups": "store group",
}


async def find_labels(tx: Tx, new: NewCompany, /) -> tuple[Labels, list[Fault]]:
    """Return the ids of the tags and groups referred to, and name each unknown one."""
    asked = {kind: _meant(kind, getattr(new, kind) or []) for kind in _WORDS}
    if not any(asked.values()):
        return Labels(), []
    rows = await tx.rows(
        SQL.find_labels,
        tag_ids=_only(UUID, asked["tags"]),
        tag_slugs=_only(str, asked["tags"]),
        customer_group_ids=_only(UUID, asked["customer_groups"]),
        customer_group_slugs=_only(str, asked["customer_groups"]),
        store_group_ids=_only(UUID, asked["store_groups"]),
        store_group_slugs=_only(str, asked["store_groups"]),
    )
    known: dict[tuple[str, UUID | str], UUID] = {}
    for row in rows:
        known[row["kind"], row["id"]] = known[row["kind"], row["slug"]] = row["id"]
    faults = [
        Fault(f"/{kind}/{place}", f"is no {_WORDS[kind]} of this app")
        for kind, names in asked.items()
        for place, name in enumerate(names)
        if (kind, name) not in known
    ]
    found = {
        kind: list(
            dict.fromkeys(known[kind, name] for name in names if (kind, name) in known)
        )
        for kind, names in asked.items()
    }
    return Labels(**found), faults


def _meant(kind: str, references: Sequence[Any]) -> list[UUID | str]:
    """Return each reference as the id or the short name that it stands for.

    A text in the form of a UUID is an id, although a short name could look like one.
    """
    return [
        _as_id_if_it_is_one(reference)
        if isinstance(reference, str)
        else reference.id or (reference.key if kind == "tags" else reference.slug) or ""
        for reference in references
    ]


def _as_id_if_it_is_one(text: str) -> UUID | str:
    return UUID(text) if _ID.fullmatch(text) else text


def _only(kind: Callable[..., Any], names: list[UUID | str]) -> list[Any]:
    return [name for name in names if isinstance(name, kind)]  # type: ignore[arg-type]

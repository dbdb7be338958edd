"""Labels: which tags and groups a company is meant to have."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from koncern.base import Fault
from koncern.companies.model import NewCompany

_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_WORDS = {
    "tags": "tag",
    "customer_groups": "customer group",
    "store_groups": "store group",
}

LABELS = tuple(_WORDS)
"""The kinds of labels, as the company's fields name them."""


class FoundLabel(NamedTuple):
    """A tag or group of the app: its kind, its id and its short name."""

    kind: str
    id: UUID
    name: str


class LabelsAsked(Struct, frozen=True, kw_only=True):
    """The tags and groups that are meant, each by its id or its short name."""

    tags: Sequence[UUID | str] = ()
    customer_groups: Sequence[UUID | str] = ()
    store_groups: Sequence[UUID | str] = ()

    def __bool__(self) -> bool:
        return bool(self.tags or self.customer_groups or self.store_groups)

    def facts(self) -> dict[str, list[Any]]:
        """Return what a statement that looks them up is asked with."""
        return {
            "tag_ids": _only(UUID, self.tags),
            "tag_slugs": _only(str, self.tags),
            "customer_group_ids": _only(UUID, self.customer_groups),
            "customer_group_slugs": _only(str, self.customer_groups),
            "store_group_ids": _only(UUID, self.store_groups),
            "store_group_slugs": _only(str, self.store_groups),
        }

    def faults(self, found: Iterable[FoundLabel]) -> Iterator[Fault]:
        """Name each that is not among the labels that were found."""
        known = {(each.kind, name) for each in found for name in (each.id, each.name)}
        for kind, word in _WORDS.items():
            for place, name in enumerate(getattr(self, kind)):
                if (kind, name) not in known:
                    yield Fault(f"/{kind}/{place}", f"is no {word} of this app")


def asked_labels(new: NewCompany) -> LabelsAsked:
    """Return each reference as the id or the short name that it stands for."""
    return LabelsAsked(
        tags=[
            _meant(each, each if isinstance(each, str) else each.key)
            for each in new.tags or ()
        ],
        customer_groups=[
            _meant(each, each if isinstance(each, str) else each.slug)
            for each in new.customer_groups or ()
        ],
        store_groups=[
            _meant(each, each if isinstance(each, str) else each.slug)
            for each in new.store_groups or ()
        ],
    )


def _meant(reference: Any, name: str | None) -> UUID | str:
    """Take a text in the form of a UUID for an id, although a name could look so."""
    if not isinstance(reference, str):
        return reference.id or name or ""
    return UUID(reference) if _ID.fullmatch(reference) else reference


def _only(kind: Callable[..., Any], names: Sequence[UUID | str]) -> list[Any]:
    return [name for name in names if isinstance(name, kind)]  # type: ignore[arg-type]

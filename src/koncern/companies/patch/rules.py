"""Changing a company: a JSON Merge Patch (RFC 7396), checked as what comes of it."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from koncern.base import merge_patch
from koncern.base.records import record_bytes
from koncern.companies import (
    LABELS,
    LabelsAsked,
    NewCompany,
    Printed,
    asked_labels,
    facts_of,
)
from koncern.standards.places import NewAddress, home_of

_PRINTED = (
    "app_id",
    "archived_at",
    "billing_missing",
    "billing_ready",
    "created_at",
    "files",
    "id",
    "updated_at",
)
_FIELDS = {
    field.name: field
    for field in msgspec.structs.fields(NewCompany)
    if field.name not in _PRINTED
}
_REQUIRED = frozenset(name for name, field in _FIELDS.items() if field.required)
_ADDRESSES = ("billing_address", "shipping_address")
# They are read by the country of the addresses: one that changes touches them.
_NUMBERS = frozenset(("organisation_number", "tax_id_vat_number"))
_CLAIMS = ("country", "organisation_number_claim", "tax_id_vat_number_claim")
_ELSEWHERE = frozenset(
    ("tags", "customer_groups", "store_groups", "external_ref", "parent_id")
)
_OF_ADDRESSES = [
    name
    for name in NewAddress.__struct_fields__
    if name not in (*_PRINTED, "company_id", "is_default")
]

CompanyPatch: type[Struct] = msgspec.defstruct(
    "CompanyPatch",
    [(name, field.type | UnsetType, UNSET) for name, field in _FIELDS.items()]
    + [
        (name, Printed, None)
        for name in (*_PRINTED, "level", "role", "role_name", "status")
    ],
    namespace={
        "__doc__": "What changes of a company: a field that is left out stays, null "
        "clears it, and a list is replaced as a whole."
    },
    module=__name__,
    kw_only=True,
    forbid_unknown_fields=True,
)


class Stored(Struct, frozen=True, kw_only=True):
    """A company as it is kept, locked for a change."""

    id: UUID
    version: int
    document: bytes
    status: str
    contacts: str
    is_archived: bool
    shares_numbers: bool


class Change(Struct, frozen=True, kw_only=True):
    """What changes: columns by name, and what is kept beside the row."""

    columns: dict[str, Any] = {}
    templated: dict[int, dict[str, Any]] = {}
    labels: LabelsAsked | None = None
    replaced: frozenset[str] = frozenset()
    external_ref: str | UnsetType | None = UNSET
    parent: UUID | UnsetType | None = UNSET
    parent_is_below: bool = False
    """Whether the new parent stands below the company, which the caller has looked up."""
    bytes_before: int = 0
    """How large the company was: one that is too large already may not grow."""


def sent_fields(patch: Struct) -> dict[str, Any]:
    """Return what a patch says, without what only comes along as it was read."""
    sent: dict[str, Any] = msgspec.to_builtins(patch)
    return {name: sent[name] for name in _FIELDS if name in sent}


def change_of(
    stored: Stored,
    sent: Mapping[str, Any],
    now: datetime,
    *,
    settled: Iterable[str] = (),
) -> Change:
    """Check what comes of a merge patch, and return what changes.

    What is not touched is not checked again: a company that was kept before a rule
    was made can still be changed elsewhere. Nor are addresses that are settled: whoever
    says so has checked them.
    """
    document = msgspec.json.decode(stored.document)
    merged = document | {
        name: merge_patch(document[name], value) for name, value in sent.items()
    }
    touched = set(sent)
    if touched & _NUMBERS or _home(document) != _home(merged):
        touched |= _NUMBERS
    new = msgspec.convert(
        {name: merged[name] for name in (*touched, *_REQUIRED, *_ADDRESSES)}, NewCompany
    )
    untouched = frozenset((*settled, *_settled(document, merged)))
    facts = msgspec.to_builtins(facts_of(new, stored.id, now, settled=untouched))
    columns = {name: facts[name] for name in sent if name not in _ELSEWHERE}
    columns |= _following(stored, facts, touched)
    for name in ("billing_address", "shipping_address", "attributes"):
        if name in sent:
            columns[name] = _known_again(columns[name], merged[name], document[name])
    replaced = touched & set(LABELS)
    return Change(
        columns=columns,
        templated=_templated(columns.get("attributes", []), document["attributes"]),
        labels=asked_labels(new) if replaced else None,
        replaced=frozenset(replaced),
        external_ref=new.external_ref if "external_ref" in sent else UNSET,
        parent=new.parent_id if "parent_id" in sent else UNSET,
        bytes_before=len(stored.document),
    )


def _following(
    stored: Stored, facts: Mapping[str, Any], touched: AbstractSet[str]
) -> dict[str, Any]:
    """Return the columns that follow from what is touched."""
    columns: dict[str, Any] = {}
    if touched & _NUMBERS:
        columns |= {
            name: None if stored.shares_numbers and name != "country" else facts[name]
            for name in _CLAIMS
        }
    if "phone" in touched:
        columns["phone_e164"] = facts["phone_e164"]
    if facts["contacts"] and stored.contacts == "[]":
        columns["contacts"] = facts["contacts"]
    return columns


def _known_again(
    parts: list[dict[str, Any]], sent: list[Any] | None, kept: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Let an address or attribute that came along with its id stay the same one.

    An id that comes twice is the first one's.
    """
    known = {each["id"]: each for each in kept}
    return [
        _same(part, same) if (same := known.pop(_id_of(each), None)) else part
        for part, each in zip(parts, sent or [], strict=True)
    ]


def _id_of(part: dict[str, Any]) -> str:
    """Return the id that a part came along with, whatever may stand in its place."""
    return str(part.get("id"))


def _home(company: Mapping[str, Any]) -> str:
    kinds = [company[name] for name in _ADDRESSES]
    return home_of(*msgspec.convert(kinds, list[list[NewAddress] | None]))


def _settled(document: Mapping[str, Any], merged: Mapping[str, Any]) -> Iterator[str]:
    """Find what is not checked: addresses that stay, custom fields that do not grow."""
    fields, kept_fields = merged["custom_fields"], document["custom_fields"]
    if fields and record_bytes(fields) <= record_bytes(kept_fields):
        yield "/custom_fields"
    for name in _ADDRESSES:
        known = {each["id"]: each for each in document[name]}
        for place, each in enumerate(merged[name] or []):
            kept = known.get(_id_of(each), {})
            if kept and all(each.get(of) == kept[of] for of in _OF_ADDRESSES):
                yield f"/{name}/{place}"


def _templated(
    attributes: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return the attributes that name a template and are not kept so already."""
    return {
        place: attribute
        for place, attribute in enumerate(attributes)
        if attribute["template_key"] and attribute not in kept
    }


def _same(part: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    own = {name: kept[name] for name in ("id", "created_at") if name in kept}
    part = part | own
    same_but = {name for name in part if part[name] != kept.get(name)}
    return kept if same_but <= {"updated_at"} else part

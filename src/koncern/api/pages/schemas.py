"""Schemas: what is taken and shown, as the components of an OpenAPI document.

msgspec writes them. What it cannot know is added here: the names under which the
published APIs know a thing, that a moment is a `date-time`, that a choice is text.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast, get_args

import msgspec
from msgspec import Struct

from koncern.api.customers import customer_organizations as organizations
from koncern.api.organisations import companies, search, users
from koncern.api.pages import rights
from koncern.billing.customers import NewCustomer, PrintedCustomer
from koncern.billing.organizations import PrintedCustomerOrganization
from koncern.companies import NewCompany, PrintedCompany

REF = "#/components/schemas/"

Schema = dict[str, Any]

PUBLISHED: dict[type, str] = {
    companies.OneCompany: "CompanyEnvelope",
    search.CompanyList: "CompanyList",
    NewCompany: "NewCompany",
    NewCustomer: "CreateOrUpdateCustomerRequest",
    PrintedCompany: "Company",
    PrintedCustomer: "Customer",
    PrintedCustomerOrganization: "CustomerOrganization",
    users.PrintedUser: "User",
    organizations.Members: "CustomerOrganizationMembers",
    organizations.NewOrganization: "CustomerOrganizationRequest",
    organizations.OrganizationList: "CustomerOrganizationList",
    organizations.Owner: "CustomerOrganizationOwner",
}
"""The published name of a kind, where ours is another."""

PUBLISHED_PARTS = {
    "BillingAddress": "Address",
    "ErrorInShort": "PublishedError",
    "NewContact": "ContactRequestModel",
    "NewIntegrationId": "IntegrationIdRequestModel",
    "PrintedAddress": "Address",
    "PrintedAttribute": "Attribute",
    "PrintedFile": "File",
    "PublishedProblem": "Problem",
    "Service": "IntegrationService",
}
"""The same for kinds that only stand inside others, by our name."""

RIGHTS = frozenset(("CompanyPatch", "NewCompany", "Registration"))
"""The schemas of companies as they are written, whose fields say who sets them."""


def components(kinds: Iterable[type]) -> tuple[dict[type, Schema], dict[str, Schema]]:
    """Return a reference to each kind, and every schema that they need, by name."""
    kinds = [*dict.fromkeys(kinds)]
    schemas, found = msgspec.json.schema_components(kinds, ref_template=REF + "{name}")
    names = PUBLISHED_PARTS | {kind.__name__: name for kind, name in PUBLISHED.items()}
    moments = {name for kind in kinds for name in _moments(kind)}
    named = {
        names.get(name, name): _simplify(schema, names, moments)
        for name, schema in found.items()
    }
    for name, schema in named.items():
        schema["title"] = name
        if name in RIGHTS:
            rights.describe(schema)
    references = [_simplify(schema, names, moments) for schema in schemas]
    return dict(zip(kinds, references, strict=True)), dict(sorted(named.items()))


def query_fields(kind: type[Struct]) -> Iterator[tuple[str, Schema, bool]]:
    """Return a query's parameters: name, schema, and whether it must be sent."""
    kinds = msgspec.json.schema(kind)["$defs"]
    schema = kinds[kind.__name__]
    for name, field in schema["properties"].items():
        shape = _in_place(_without_null(field), kinds)
        yield name, shape, name in schema.get("required", [])


def _in_place(field: Schema, kinds: dict[str, Schema]) -> Schema:
    """Put a closed set where it is referred to: what it means stands with the field."""
    if "$ref" not in field:
        return field
    kind = kinds[field["$ref"].removeprefix("#/$defs/")]
    rest = {key: value for key, value in field.items() if key != "$ref"}
    closed = {key: value for key, value in kind.items() if key != "title"}
    return {"type": "string"} | closed | rest


def _simplify(schema: Any, names: dict[str, str], moments: set[str]) -> Any:
    """Rewrite a schema: published names, dates as dates, no empty alternatives."""
    if isinstance(schema, list):
        return [_simplify(each, names, moments) for each in schema]
    if not isinstance(schema, dict):
        return schema
    simple = {
        key: value
        if key in {"default", "examples"}
        else _simplify(value, names, moments)
        for key, value in schema.items()
    }
    if "$ref" in simple:
        ours = simple["$ref"].removeprefix(REF)
        simple["$ref"] = REF + names.get(ours, ours)
    for name, field in simple.get("properties", {}).items():
        if name in moments:
            _mark_moment(field)
    if all(isinstance(value, str) for value in simple.get("enum", [0])):
        simple = {"type": "string"} | simple
    return _without_anything(simple)


def _without_anything(schema: Schema) -> Schema:
    """Leave out the alternative that allows anything: it stands for raw JSON."""
    arms = schema.get("anyOf", [])
    if {} not in arms:
        return schema
    kept = [arm for arm in arms if arm]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return rest | (kept[0] if len(kept) == 1 else {"anyOf": kept})


def _without_null(schema: Schema) -> Schema:
    """Leave out null: a parameter that may be absent cannot be null besides."""
    arms = [arm for arm in schema.get("anyOf", []) if arm.get("type") != "null"]
    return cast("Schema", arms[0]) if arms else schema


def _mark_moment(schema: Schema) -> None:
    for arm in (schema, *schema.get("anyOf", [])):
        if arm.get("type") == "string":
            arm["format"] = "date-time"


def _moments(kind: Any, seen: set[Any] | None = None) -> Iterator[str]:
    """Find the fields that hold a moment, in a kind and all that it holds."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in seen:
        seen.add(kind)
        for field in msgspec.structs.fields(kind):
            if datetime in (field.type, *get_args(field.type)):
                yield field.encode_name
            yield from _moments(field.type, seen)
    else:
        for inner in get_args(kind):
            yield from _moments(inner, seen)

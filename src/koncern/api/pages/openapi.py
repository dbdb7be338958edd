"""OpenAPI 3.1 of each dialect, made from its routes."""

from collections.abc import Sequence
from typing import Any

import msgspec

from koncern import __version__
from koncern.api.http import Route, status_of
from koncern.api.pages.headers import ANSWERED, answered
from koncern.api.pages.links import Links
from koncern.api.pages.operations import failures_of, operation
from koncern.api.pages.schemas import components

TITLES = {"organisations": "Organisations API", "customers": "Customers API"}
"""The dialects, and what each is called."""

PURPOSES = {
    "organisations": "Companies, as their own people and your credentials see them: a "
    "signed-in user registers a company and sees those that they belong to; a "
    "credential sees all of its app. Speaks the published ENAD API: snake_case, and "
    "`null` where nothing is known.",
    "customers": "The same companies, as billing sees them: customers, and the "
    "customer organizations that group them under an owner. Speaks the published "
    "Sequence API of version 2024-07-30: camelCase, and absent where nothing is known.",
}
"""What each dialect is for."""

TAGS = {
    "Sign in": "Users exchange their password for tokens, and one token for the next.",
    "Accounts": "People sign up, confirm their address, and keep their password.",
    "Organisations": "Companies: register them, list your own, read one.",
    "Users of an organisation": "Who acts for a company, and as what.",
    "Files": "What companies hand in: contracts, certificates, lists.",
    "Addresses": "A company's addresses, and which members may use which.",
    "Roles": "The app's own roles, which a user can have in a company.",
    "Tags": "Labels for companies.",
    "Customer groups": "Companies that are sold to on the same terms.",
    "Registrations": "Companies that wait to be let in, and what is decided on them.",
    "Settings": "How the app works.",
    "Company trees": "Who stands under whom, at any time; moves, now and to come.",
    "Inherited settings": "Terms that flow down the tree, and who says so.",
    "Payers": "To whom a company's invoices go, and who pays them, at any time.",
    "Store groups": "Where, and to whom, is sold.",
    "Attributes": "The forms that attributes of companies have.",
    "Customers": "Companies with all that an invoice needs.",
    "Organizations": "An owner company and its member companies.",
    "Customer Aliases": "What other systems call a customer.",
    "Contacts": "Who gets a customer's billing mail.",
    "Tax Registrations": "The numbers under which tax authorities know somebody.",
}
"""What stands under each tag."""


class Fault(msgspec.Struct, kw_only=True):
    """One thing wrong with what was sent: where (RFC 6901) and what."""

    pointer: str
    detail: str


class ErrorInShort(msgspec.Struct, kw_only=True):
    """The error as the published Customers API tells it."""

    type: str
    message: str


class Problem(msgspec.Struct, kw_only=True):
    """An error (RFC 9457); `errors` names every bad place at once."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET
    about: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET


class PublishedProblem(Problem, kw_only=True):
    """An error (RFC 9457); `error` is the same as the published API tells it."""

    error: ErrorInShort


PROBLEMS = {"organisations": Problem, "customers": PublishedProblem}


def document(dialect: str, routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI document of one dialect."""
    routes = [each for each in routes if each.dialect == dialect]
    kinds = [kind for each in routes for kind in (each.body, each.shows) if kind]
    schema_of, schemas = components([*kinds, PROBLEMS[dialect]])
    links = Links(routes, schemas)
    paths: dict[str, dict[str, Any]] = {}
    for each in routes:
        described = operation(each, schema_of)
        if each.shows and (leading := links.of(each, schema_of[each.shows])):
            described["responses"][str(each.status)]["links"] = leading
        paths.setdefault(each.path, {})[each.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Koncern {TITLES[dialect]}",
            "description": PURPOSES[dialect],
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This service"}],
        "tags": [
            {"name": tag, "description": TAGS[tag]}
            for tag in dict.fromkeys(each.tag for each in routes)
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": {name: ANSWERED[name] for name in _header_names(routes)},
            "securitySchemes": _schemes(dialect),
        },
    }


def _header_names(routes: Sequence[Route]) -> list[str]:
    return sorted(
        {
            name
            for each in routes
            for status in (each.status, *map(status_of, failures_of(each)))
            for name in answered(each, status)
        }
    )


def _schemes(dialect: str) -> dict[str, Any]:
    basic = {
        "type": "http",
        "scheme": "basic",
        "description": "A credential: its client id and secret (RFC 7617).",
    }
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of a signed-in user (RFC 6750).",
    }
    if dialect == "customers":
        return {"basic": basic}
    return {"basic": basic, "bearer": bearer}

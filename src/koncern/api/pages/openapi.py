"""OpenAPI 3.1 of each dialect, made from its routes."""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

import msgspec

from koncern import __version__
from koncern.api.kit import PROBLEM, Route
from koncern.api.kit import problems as told
from koncern.api.pages.catalogue import failures_by_status

REF = "#/components/schemas/{name}"

TITLES = {
    "organisations": (
        "Koncern Organisations API",
        "Companies, as their own people and your credentials see them "
        "(ENAD-compatible).",
    ),
    "customers": (
        "Koncern Customers API",
        "Customers and customer organizations, as billing sees them "
        "(Sequence-compatible, version 2024-07-30).",
    ),
}


class Fault(msgspec.Struct, kw_only=True):
    """One thing wrong with what was sent: where (RFC 6901) and what."""

    pointer: str
    detail: str


class ErrorInShort(msgspec.Struct, kw_only=True):
    """The error as the published Customers API tells it."""

    type: str
    message: str


class Problem(msgspec.Struct, kw_only=True):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Fault] | msgspec.UnsetType = msgspec.UNSET
    about: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    error: ErrorInShort | msgspec.UnsetType = msgspec.UNSET


def document(dialect: str, routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI document of one dialect."""
    routes = [each for each in routes if each.dialect == dialect]
    kinds = {
        kind: None
        for each in routes
        for kind in (each.body, each.shows, each.query, Problem)
        if kind is not None
    }
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REF)
    schema_of = dict(zip(kinds, schemas, strict=True))
    title, description = TITLES[dialect]
    paths: dict[str, dict[str, Any]] = {}
    for each in routes:
        operation = _operation(each, schema_of, components)
        paths.setdefault(each.path, {})[each.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "description": description,
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _schemes(dialect)},
        "tags": [{"name": tag} for tag in dict.fromkeys(each.tag for each in routes)],
    }


def _schemes(dialect: str) -> dict[str, Any]:
    basic = {
        "type": "http",
        "scheme": "basic",
        "description": "A credential: its client id and secret.",
    }
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of a signed-in user.",
    }
    return (
        {"basic": basic, "bearer": bearer}
        if dialect == "organisations"
        else {"basic": basic}
    )


def _operation(
    route: Route, schema_of: dict[Any, Any], components: dict[str, Any]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_parameters(route, schema_of, components)],
        "responses": _responses(route, schema_of),
        "security": []
        if route.is_public
        else [{name: []} for name in _schemes(route.dialect)],
    }
    if route.body is not None:
        media: dict[str, Any] = {"schema": schema_of[route.body]}
        if route.example is not None:
            media["example"] = route.example
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": media},
        }
    return operation


def _parameters(
    route: Route, schema_of: dict[Any, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    found = [
        _parameter("path", name, {"type": "string", "format": "uuid"}, required=True)
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    if route.query is not None:
        name = schema_of[route.query]["$ref"].rsplit("/", 1)[-1]
        schema = components[name]
        required = schema.get("required", [])
        found += [
            _parameter("query", field, _without_null(kind), required=field in required)
            for field, kind in schema["properties"].items()
        ]
    text = {"type": "string"}
    if route.dialect == "customers":
        found.append(
            _parameter(
                "header", "Sequence-Version", {"type": "string", "enum": ["2024-07-30"]}
            )
        )
    if route.takes_key:
        key = {
            **text,
            "minLength": 1,
            "maxLength": 255,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        }
        found.append(_parameter("header", "Idempotency-Key", key))
    if route.takes_if_match:
        found.append(
            _parameter("header", "If-Match", {**text, "pattern": r'^"[0-9]{1,18}"$'})
        )
    return found


def _parameter(
    place: str, name: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    described = {"name": name, "in": place, "schema": schema}
    return described | ({"required": True} if required else {})


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter that may be left out cannot be null besides."""
    arms = [arm for arm in schema.get("anyOf", []) if arm.get("type") != "null"]
    if not arms:
        return schema
    return cast("dict[str, Any]", arms[0])


def _responses(route: Route, schema_of: dict[Any, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.shows is not None:
        content = {"schema": schema_of[route.shows]}
        success["content"] = {"application/json": content}
    responses = {str(route.status): success}
    for status in _statuses(route):
        media = {PROBLEM.decode(): {"schema": schema_of[Problem]}}
        codes = ", ".join(kind.code() for kind in failures_by_status()[status])
        responses[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: {codes}",
            "content": media,
        }
    return responses


def _statuses(route: Route) -> list[int]:
    """Return the error statuses that an operation can answer with."""
    statuses = {400, 503}
    if not route.is_public:
        statuses |= {401, 403, 429}
    elif route.path.endswith(("/login", "/refresh")):
        statuses |= {401, 429}
    if "{" in route.path:
        statuses.add(404)
    if route.is_public and route.method == "GET":
        statuses.add(401)
    if route.body is not None:
        statuses |= {413, 415}
    if route.method != "GET":
        statuses |= {404, 409}
    if route.takes_if_match:
        statuses.add(412)
    return sorted(statuses & set(told.STATUSES.values()))

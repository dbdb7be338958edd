"""Operations: one route as OpenAPI describes it."""

import re
from collections.abc import Iterator
from typing import Any

from koncern.access import (
    CredentialNeeded,
    CredentialRefused,
    ScopeLacking,
    SessionEnded,
    TokenRefused,
)
from koncern.answers import KeyReused
from koncern.api.http import (
    JSON,
    PROBLEM,
    TEXTS,
    BodyCompressed,
    BodyCutShort,
    BodyInTinyChunks,
    BodyInvalid,
    BodyTooLarge,
    BodyTooSlow,
    BodyTypeWrong,
    FormBroken,
    FormInvalid,
    FormTypeWrong,
    HeaderInvalid,
    HeadersTooLarge,
    JsonBroken,
    JsonTooLarge,
    NobodySignedIn,
    Overloaded,
    PathInvalid,
    QueryInvalid,
    RateExceeded,
    Route,
    TooManyAtOnce,
    UnrecognisedApiVersion,
    UriTooLong,
    phrase_of,
    status_of,
)
from koncern.api.pages import examples, headers
from koncern.api.pages.path_parameters import Name, names_in
from koncern.api.pages.schemas import REF, Schema, query_fields
from koncern.apps import AppUnknown
from koncern.base import CursorUnknown, Failure, Stale
from koncern.db import DatabaseBusy, DatabaseDown, DatabaseFull, OutcomeUnknown
from koncern.profile.file_store import DiskFull

PARTIAL = 206
NOT_MODIFIED = 304


def operation(route: Route, schema_of: dict[type, Schema]) -> dict[str, Any]:
    """Return one operation."""
    described: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": re.split("[,:;.]", route.summary)[0],
        "description": _description(route),
        "parameters": [*_parameters(route)],
        "responses": _responses(route, schema_of),
        "security": _security(route),
    }
    if route.body is not None:
        content = {"schema": schema_of[route.body], "example": route.example}
        if route.is_streamed:
            content["encoding"] = {"custom_fields": {"contentType": JSON}}
        described["requestBody"] = {"required": True, "content": {route.takes: content}}
    return described


def failures_of(route: Route) -> list[type[Failure]]:
    """Return every failure that an operation can answer with, by status and code."""
    found = {*_of_the_dispatcher(route), *route.failures}
    return sorted(found, key=lambda kind: (status_of(kind), kind.code()))


def _of_the_dispatcher(route: Route) -> Iterator[type[Failure]]:
    """Return the failures that the dispatcher itself answers with."""
    yield from (HeaderInvalid, HeadersTooLarge, UriTooLong, TooManyAtOnce, Overloaded)
    yield from (QueryInvalid, DatabaseBusy, DatabaseDown)
    if not route.is_public:
        yield from (NobodySignedIn, CredentialRefused, ScopeLacking, RateExceeded)
        yield from (TokenRefused, SessionEnded) if _knows_users(route) else ()
    yield from _of_the_address(route)
    if route.method != "GET":
        yield from (BodyCompressed, BodyCutShort, BodyInTinyChunks)
        yield from (BodyTooLarge, BodyTooSlow, OutcomeUnknown)
        yield DatabaseFull
    yield from () if route.works_on_full_disk else (DiskFull,)
    if route.is_streamed:
        yield from (FormBroken, FormInvalid, FormTypeWrong)
    elif route.body is not None:
        yield from (BodyInvalid, BodyTypeWrong, JsonBroken, JsonTooLarge)
    if route.takes_key:
        yield KeyReused
    if route.takes_if_match:
        yield Stale


def _of_the_address(route: Route) -> Iterator[type[Failure]]:
    if "{" in route.path:
        yield PathInvalid
    if "{app_id}" in route.path:
        yield AppUnknown
    if route.is_paged:
        yield CursorUnknown
    if route.dialect == "customers":
        yield UnrecognisedApiVersion


def _knows_users(route: Route) -> bool:
    return route.dialect == "organisations"


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.is_public:
        return []
    by_credential: dict[str, list[str]] = {"basic": []}
    if not _knows_users(route) or CredentialNeeded in route.failures:
        return [by_credential]
    return [by_credential, {"bearer": []}]


def _description(route: Route) -> str:
    """Return the handler's whole docstring, its paragraphs on one line each."""
    paragraphs = (route.act.__doc__ or "").strip().split("\n\n")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    uuid = {"type": "string", "format": "uuid"}
    text = {"type": "string", "minLength": 1}
    for before, name, named in names_in(route.path):
        yield {
            "name": name,
            "in": "path",
            "description": _described(named),
            "required": True,
            "schema": text if name in TEXTS else uuid,
            "example": examples.ID_UNDER[before],
        }
    if route.query is not None:
        for name, schema, is_required in query_fields(route.query):
            yield {
                "name": name,
                "in": "query",
                "description": schema.get("description", ""),
                "required": is_required,
                **_form(name, schema),
            }
    for name in headers.asked(route):
        yield {"name": name, "in": "header", "required": False, **headers.ASKED[name]}


def _form(name: str, schema: Schema) -> dict[str, Any]:
    """Return how a parameter is written: an object's entries are `name.key` each."""
    if schema.get("type") != "object":
        return {"schema": schema}
    entry = schema["additionalProperties"]
    entries = {f"^{name}\\.[^.&=#]+$": entry}
    told = schema | {"patternProperties": entries, "additionalProperties": False}
    return {"style": "form", "explode": True, "schema": told}


def _described(named: Name) -> str:
    tenant = " (the tenant)" if named.noun == "app" else ""
    return f"The {named.field} of the {named.noun}{tenant}."


def _responses(route: Route, schema_of: dict[type, Schema]) -> dict[str, Any]:
    success: dict[str, Any] = {
        "description": phrase_of(route.status),
        "headers": _headers(route, route.status),
    }
    if route.shows is not None:
        content = {
            "schema": schema_of[route.shows],
            "example": examples.answer_of(route),
        }
        success["content"] = {route.gives: content}
    responses = {str(route.status): success, **_minimal(route)}
    if route.gives != JSON:
        success["content"] = {route.gives: headers.CONTENT}
        partial = success | {"headers": _headers(route, PARTIAL)}
        responses[str(PARTIAL)] = partial | {"description": phrase_of(PARTIAL)}
    if headers.has_tag(route) and route.method == "GET":
        responses[str(NOT_MODIFIED)] = {
            "description": "Not Modified: the record still has the ETag that you sent",
            "headers": _headers(route, NOT_MODIFIED),
        }
    by_status: dict[int, list[type[Failure]]] = {}
    for kind in failures_of(route):
        by_status.setdefault(status_of(kind), []).append(kind)
    for status, kinds in by_status.items():
        responses[str(status)] = _problem(route, status, kinds)
    return responses


def _minimal(route: Route) -> dict[str, Any]:
    """Return what answers with no body, where that can be preferred."""
    status = 201 if route.creates else 204
    if not route.takes_prefer or status == route.status:
        return {}
    return {
        str(status): {
            "description": f"{phrase_of(status)}: without a body, as you preferred",
            "headers": _headers(route, status),
        }
    }


def _problem(route: Route, status: int, kinds: list[type[Failure]]) -> dict[str, Any]:
    codes = ", ".join(kind.code() for kind in kinds)
    shown = {
        kind.code(): {
            "summary": kind.sentence(),
            "value": examples.problem_of(kind, status, route.dialect),
        }
        for kind in kinds
    }
    media = {"schema": {"$ref": f"{REF}Problem"}, "examples": shown}
    return {
        "description": f"{phrase_of(status)}: {codes}",
        "headers": _headers(route, status),
        "content": {PROBLEM.decode(): media},
    }


def _headers(route: Route, status: int) -> dict[str, Any]:
    return {
        name: {"$ref": f"#/components/headers/{name}"}
        for name in headers.answered(route, status)
    }

"""Problems: a failure as HTTP tells it (RFC 9457), the one error shape there is."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from koncern import limits
from koncern.api.http.bodies import BodyTooLarge, BodyTooSlow
from koncern.api.http.headers import HeadersTooLarge, UriTooLong
from koncern.api.http.ranges import RangeUnsatisfiable
from koncern.api.http.reply import Reply, encode
from koncern.base import (
    Conflict,
    Failure,
    Fault,
    Forbidden,
    Full,
    Invalid,
    Missing,
    Stale,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

PROBLEM = b"application/problem+json"


class PathUnknown(Missing):
    """There is nothing at this path; `/docs` lists what there is."""


class MethodWrong(Failure):
    """The path does not take this method; `Allow` names those that it takes."""


class Broken(Failure):
    """Something went wrong here; it is logged under the `request_id`."""


STATUSES: dict[type[Failure], int] = {
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    Missing: 404,
    MethodWrong: 405,
    BodyTooSlow: 408,
    Conflict: 409,
    Stale: 412,
    BodyTooLarge: 413,
    TooLarge: 413,
    UriTooLong: 414,
    Unsupported: 415,
    RangeUnsatisfiable: 416,
    TooMany: 429,
    HeadersTooLarge: 431,
    Unavailable: 503,
    Full: 507,
    Broken: 500,
}
"""The only place that gives kinds of failure their numbers."""

PHRASES = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable"}
"""What RFC 9110 calls a status, where Pythons before 3.13 say something else."""

CHALLENGES = {
    "organisations": 'Bearer, Basic realm="koncern", charset="UTF-8"',
    "customers": 'Basic realm="koncern", charset="UTF-8"',
}


def status_of(kind: type[Failure]) -> int:
    """Return the status of a failure: its kind's."""
    return next(status for base, status in STATUSES.items() if issubclass(kind, base))


def phrase_of(status: int) -> str:
    """Return what a status is called."""
    return PHRASES.get(status) or HTTPStatus(status).phrase


def problem(failure: Failure, request_id: str, dialect: str) -> Reply:
    """Return a failure as the reply that tells it."""
    status = status_of(type(failure))
    body: dict[str, Any] = {
        "type": f"/docs/errors#{failure.code()}",
        "title": phrase_of(status),
        "status": status,
        "detail": cut(failure.detail),
        "code": failure.code(),
        "request_id": request_id,
    }
    if failure.faults:
        body["errors"] = [*_errors(failure.faults)]
    if failure.about:
        body["about"] = failure.about
    if dialect == "customers":
        body["error"] = {"type": failure.code(), "message": cut(failure.detail)}
    headers = {}
    if failure.retry_after_seconds is not None:
        headers["retry-after"] = str(failure.retry_after_seconds)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = CHALLENGES.get(dialect, CHALLENGES["customers"])
    if isinstance(failure, MethodWrong):
        headers["allow"] = ", ".join(failure.about.get("allow", ()))
    if isinstance(failure, RangeUnsatisfiable):
        headers["content-range"] = f"bytes */{failure.about['length']}"
    return Reply(status=status, body=body, headers=headers, content_type=PROBLEM)


def _errors(faults: Iterable[Fault]) -> Iterator[dict[str, str]]:
    """Give the faults that fit into a response: they may repeat what a client sent."""
    left = limits.FAULTS_BYTES
    for fault in faults:
        error = {"pointer": cut(fault.pointer), "detail": cut(fault.detail)}
        left -= len(encode(error)) + 1
        if left < 0:
            return
        yield error


def cut(text: str) -> str:
    """Return a text, cut where it is longer than what a response says."""
    if len(text) <= limits.FAULT_CHARACTERS:
        return text
    return text[: limits.FAULT_CHARACTERS - 1] + "…"

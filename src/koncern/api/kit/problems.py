"""Problems: a failure as HTTP tells it (RFC 9457), the one error shape there is."""

from http import HTTPStatus
from typing import Any

from koncern.api.kit.bodies import BodyTooLarge, BodyTooSlow
from koncern.api.kit.ranges import RangeUnsatisfiable
from koncern.api.kit.reply import Reply
from koncern.base import (
    Conflict,
    Failure,
    Forbidden,
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
    Unsupported: 415,
    RangeUnsatisfiable: 416,
    TooMany: 429,
    Unavailable: 503,
    Broken: 500,
}
"""The only place that gives kinds of failure their numbers."""

PHRASES = {413: "Content Too Large", 416: "Range Not Satisfiable"}
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
        "detail": failure.detail,
        "code": failure.code(),
        "request_id": request_id,
    }
    if failure.faults:
        body["errors"] = [fault._asdict() for fault in failure.faults]
    if failure.about:
        body["about"] = failure.about
    if dialect == "customers":
        body["error"] = {"type": failure.code(), "message": failure.detail}
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

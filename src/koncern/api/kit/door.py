"""The door: every request comes in here and every answer goes out here.

It stands on bare ASGI, because that costs half of what the same takes through a
framework's request and response objects (docs/decisions/0002).
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, cast
from uuid import UUID

import structlog
from uuid_utils import uuid7

from koncern.api.kit.bodies import (
    BodyTooLarge,
    BodyTooSlow,
    BodyTypeWrong,
    QueryInvalid,
    decode_body,
    decode_query,
)
from koncern.api.kit.call import Call
from koncern.api.kit.limits import RateLimit
from koncern.api.kit.problems import Broken, problem
from koncern.api.kit.repeats import act_once, key_of
from koncern.api.kit.reply import Reply
from koncern.api.kit.routes import Route, Router, Unit
from koncern.api.kit.sign_in import NobodySignedIn, SignIn
from koncern.api.kit.versions import VERSION, check_version
from koncern.api.kit.watch import AccessLog, Line, observe
from koncern.base import Failure, Fault, Settings
from koncern.db import Database

BODY_SECONDS_MAX = 30

log = structlog.get_logger("koncern.api")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,100}")
_FIXED = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


class ClientGone(Exception):  # noqa: N818 - it says what is the case
    """The client went away before it had sent its request."""


class Door:
    """The two APIs as one ASGI application."""

    def __init__(
        self, routes: Sequence[Route], settings: Settings, database: Database
    ) -> None:
        self._router = Router(routes)
        self._settings = settings
        self._database = database
        self._sign_in = SignIn(database)
        self._limit = RateLimit(settings.rate_limit, settings.workers)
        self.access_log = AccessLog()
        self._writes_lines = settings.access_log and settings.log_level in (
            "debug",
            "info",
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        start = perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        request_id = _request_id(headers)
        path: str = scope["path"]
        dialect = "organisations" if path.startswith("/api/v1/") else "customers"
        route: Route | None = None
        out = [*_FIXED, (b"x-request-id", request_id.encode())]
        call = Call(
            settings=self._settings,
            database=self._database,
            request_id=request_id,
            path=path,
            ids={},
            headers=headers,
        )
        try:
            route, call.ids, call.texts = self._router.find(
                scope["method"], path, scope.get("raw_path") or b""
            )
            reply = await self._answer(route, call, scope, receive, out)
        except Failure as failure:
            reply = problem(failure, request_id, dialect)
        except ClientGone:
            return
        except Exception:
            log.exception("broken", request_id=request_id, path=path)
            reply = problem(Broken(), request_id, dialect)
        if dialect == "customers":
            out.append((b"sequence-version", VERSION))
        await _send(send, reply, out, scope["method"], headers)
        self._watch(scope, route, call, reply.status, perf_counter() - start)

    async def _answer(
        self, route: Route, call: Call, scope: Any, receive: Any, out: list[Any]
    ) -> Reply:
        """Ask who it is, read what they send, and let the handler act."""
        headers = call.headers
        if route.dialect == "customers":
            check_version(headers.get(b"sequence-version"))
        if not route.is_public:
            app: UUID | None = call.ids.get("app_id")
            if (
                app is None
                and headers.get(b"authorization", b"")[:6].lower() == b"bearer"
            ):
                raise NobodySignedIn(
                    "This API takes credentials (HTTP Basic), not access tokens."
                )
            call.actor = await self._sign_in.actor(headers.get(b"authorization"), app)
            left = self._limit.count(call.actor)
            if left is not None:
                out.append((b"ratelimit-policy", self._limit.policy))
                out.append((b"ratelimit", left))
        if route.query is not None:
            call.query = decode_query(scope["query_string"], route.query)
        elif scope["query_string"]:
            raise QueryInvalid(faults=[Fault("", "this call takes no parameters")])
        call.raw_body = await self._read(scope["method"], headers, receive)
        if route.body is not None:
            if call.raw_body:
                _check_type(headers.get(b"content-type"))
            call.body = decode_body(call.raw_body, route.body)
        return await self._act(route, call)

    async def _act(self, route: Route, call: Call) -> Reply:
        if route.unit is Unit.OWN:
            return await route.act(call)
        if route.takes_key and (key := key_of(call)) is not None:
            return await act_once(route, call, key)
        begin = (
            self._database.single
            if route.is_single(call.body)
            else self._database.transaction
        )
        async with begin(call.by.app, call.request_id) as call.tx:
            return await route.act(call)

    async def _read(
        self, method: str, headers: dict[bytes, bytes], receive: Any
    ) -> bytes:
        """Read the body, refusing one that is too large as soon as it shows."""
        most = self._settings.body_bytes_max
        told = headers.get(b"content-length", b"")
        if method in ("GET", "HEAD") or told == b"0":
            return b""
        too_large = BodyTooLarge(f"{BodyTooLarge.sentence()} At most {most} bytes.")
        if told.isdigit() and int(told) > most:
            raise too_large
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                return await _receive(receive, most, too_large)
        except TimeoutError:
            raise BodyTooSlow from None

    def _watch(
        self, scope: Any, route: Route | None, call: Call, status: int, seconds: float
    ) -> None:
        observe(route, status, seconds)
        if self._writes_lines:
            actor = call.actor
            client = scope.get("client")
            line = Line(
                timestamp=datetime.now(UTC),
                method=scope["method"],
                path=call.path,
                status=status,
                milliseconds=round(seconds * 1000, 2),
                request_id=call.request_id,
                app=actor.app if actor else None,
                actor=actor.id if actor else None,
                client=client[0] if client else None,
            )
            self.access_log.write(line)


async def _receive(receive: Any, most: int, too_large: BodyTooLarge) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        body += cast("bytes", message.get("body", b""))
        if len(body) > most:
            raise too_large
        if not message.get("more_body"):
            return body


async def _send(
    send: Any,
    reply: Reply,
    out: list[tuple[bytes, bytes]],
    method: str,
    headers: dict[bytes, bytes],
) -> None:
    body = reply.raw()
    status = reply.status
    if reply.version is not None:
        etag = b'"%d"' % reply.version
        out.append((b"etag", etag))
        if method in ("GET", "HEAD") and _is_known(headers, etag):
            status, body = 304, b""
    if body:
        out.append((b"content-type", reply.content_type))
    if status != 304:
        out.append((b"content-length", b"%d" % len(body)))
    if reply.links:
        links = (f'<{url}>; rel="{name}"' for name, url in reply.links.items())
        out.append((b"link", ", ".join(links).encode()))
    for name, value in reply.headers.items():
        out.append((name.encode(), value.encode()))
    await send({"type": "http.response.start", "status": status, "headers": out})
    body = b"" if method == "HEAD" else body
    await send({"type": "http.response.body", "body": body})


def _is_known(headers: dict[bytes, bytes], etag: bytes) -> bool:
    """Tell whether the client has this version already (RFC 9110, weak comparison)."""
    given = headers.get(b"if-none-match")
    if given is None:
        return False
    tags = [tag.strip().removeprefix(b"W/") for tag in given.split(b",")]
    return etag in tags or tags == [b"*"]


def _request_id(headers: dict[bytes, bytes]) -> str:
    """Keep the caller's own request id where it has a sane form, else make one."""
    given = headers.get(b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return str(uuid7())


def _check_type(content_type: bytes | None) -> None:
    kind = (content_type or b"").partition(b";")[0].strip().lower()
    if kind not in (b"application/json", b"application/merge-patch+json"):
        raise BodyTypeWrong

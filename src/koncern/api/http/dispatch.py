"""The dispatcher: takes every request to its handler and sends every response.

It stands on bare ASGI, because that costs half of what the same takes through a
framework's request and response objects (docs/decisions/0002).
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID

import structlog
from uuid_utils import uuid7

from koncern import limits
from koncern.api.http.bodies import check_body_type, check_coding, decode_body
from koncern.api.http.body_reader import BodyStream, has_body, read_body
from koncern.api.http.call import Call
from koncern.api.http.clients import client_of
from koncern.api.http.fairness import SMALL_BODY_BYTES, TRANSIT_BYTES, Fairness
from koncern.api.http.headers import read_head
from koncern.api.http.minimal_responses import with_location, without_body
from koncern.api.http.observability import AccessLog, Line, observe
from koncern.api.http.problems import Broken, problem
from koncern.api.http.queries import QueryInvalid, decode_query
from koncern.api.http.rate_limits import RateLimit
from koncern.api.http.reply import Reply
from koncern.api.http.routes import Found, Route, Router
from koncern.api.http.sending import Exchange, send_reply
from koncern.api.http.sign_in import NobodySignedIn, SignIn, parse_authorization
from koncern.api.http.transactions import act
from koncern.api.http.versions import VERSION, check_version
from koncern.base import Failure, Fault, Settings
from koncern.db import Database
from koncern.profile.file_store import FileStore

log = structlog.get_logger("koncern.api")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,100}")
_FIXED = [(b"x-content-type-options", b"nosniff")]


class Dispatcher:
    """The two APIs as one ASGI application."""

    def __init__(
        self,
        routes: Sequence[Route],
        settings: Settings,
        database: Database,
        store: FileStore,
    ) -> None:
        self._router = Router(routes)
        self._settings = settings
        self._database = database
        self._store = store
        self._file_bytes = settings.file_bytes_max
        self._sign_in = SignIn(database)
        self._limit = RateLimit(settings.rate_limit, settings.workers)
        self.fairness = Fairness(settings.client_requests_max)
        self.access_log = AccessLog()
        self._writes_lines = settings.access_log and settings.log_level in (
            "debug",
            "info",
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        start = perf_counter()
        call, refused = self._call(scope)
        try:
            await self._respond(Exchange(scope, receive, send), call, refused, start)
        finally:
            if call.visit is not None:
                call.visit.leave()

    async def _respond(
        self, exchange: Exchange, call: Call, refused: Failure | None, start: float
    ) -> None:
        """Do what a request asks for, and send the response."""
        scope, headers, request_id = exchange.scope, call.headers, call.request_id
        dialect = "organisations" if call.path.startswith("/api/v1/") else "customers"
        route: Route | None = None
        out = [*_FIXED, (b"x-request-id", request_id.encode())]
        try:
            call.visit = visit = self.fairness.enter(call.client)
            if not visit.acts_at_once():
                await visit.begin_turn()
            route, call.ids, call.texts = self._find(scope, refused)
            if route.is_streamed:
                visit.hold(TRANSIT_BYTES)
                call.incoming = BodyStream(exchange.receive, headers, self._file_bytes)
            reply = await self._answer(route, call, scope, exchange.receive, out)
            visit.hold_reply(reply, route.method, scope)
        except Failure as failure:
            reply = problem(failure, request_id, dialect)
        except Exception:
            log.exception("broken", request_id=request_id, path=call.path)
            reply = problem(Broken(), request_id, dialect)
        if call.visit is not None:
            call.visit.end_turn()
        if dialect == "customers":
            out.append((b"sequence-version", VERSION))
        if not call.has_read and call.incoming is None and has_body(headers):
            # The rest of the body stands where the next request would begin.
            out.append((b"connection", b"close"))
        await send_reply(exchange, reply, out, headers, call.visit)
        if call.incoming is not None:
            await call.incoming.drain()
        self._watch(scope, route, call, reply.status, perf_counter() - start)

    def _call(self, scope: Any) -> tuple[Call, Failure | None]:
        """Return what is known of a request before its path is, and what is wrong."""
        headers, refused = read_head(scope)
        call = Call(
            settings=self._settings,
            database=self._database,
            store=self._store,
            request_id=_request_id(headers),
            path=scope["path"],
            ids={},
            headers=headers,
            client=client_of(scope, headers, self._settings.proxies),
        )
        return call, refused

    def _find(self, scope: Any, refused: Failure | None) -> Found:
        if refused is not None:
            raise refused
        return self._router.find(
            scope["method"], scope["path"], scope.get("raw_path") or b""
        )

    async def _answer(
        self, route: Route, call: Call, scope: Any, receive: Any, out: list[Any]
    ) -> Reply:
        """Find out who calls, read the body, and let the handler act."""
        headers = call.headers
        self._store.space.check(makes_room=route.works_on_full_disk)
        if route.dialect == "customers":
            check_version(headers.get(b"sequence-version"))
        if not route.is_public:
            app: UUID | None = call.ids.get("app_id")
            header = headers.get(b"authorization", b"")
            if app is None and header[:6].lower() == b"bearer":
                raise NobodySignedIn(
                    "This API takes credentials (HTTP Basic), not access tokens."
                )
            signed = parse_authorization(header)
            call.actor = self._sign_in.cached(signed, app)
            if call.actor is None:
                call.actor = await self._sign_in.recognise(signed, app)
            out += self._limit.count(call.actor)
        if route.query is not None:
            call.query = decode_query(scope["query_string"], route.query)
        elif scope["query_string"]:
            raise QueryInvalid(faults=[Fault("", "this call takes no parameters")])
        if route.method == "GET":
            return await act(route, call)
        await self._read(route, call, receive)
        return await self._write(route, call)

    async def _read(self, route: Route, call: Call, receive: Any) -> None:
        """Read the body, if it is not taken piece by piece."""
        check_coding(call.headers)
        visit = call.visit
        assert visit is not None
        visit.end_turn()
        if route.is_streamed:
            return
        most = route.body_bytes_max(self._settings.body_bytes_max)
        watched = visit.watched(receive, call.headers, most)
        call.raw_body = await read_body(call.headers, watched, most)
        call.has_read = True
        await visit.begin_turn()
        if route.body is not None:
            if call.raw_body:
                check_body_type(call.headers)
            if len(call.raw_body) <= SMALL_BODY_BYTES:
                call.body = decode_body(call.raw_body, route.body)
                return
            async with visit.share.decoding:
                call.body = await asyncio.to_thread(
                    decode_body, call.raw_body, route.body
                )

    async def _write(self, route: Route, call: Call) -> Reply:
        """Let the handler act, and show what was made as the client prefers."""
        reply = await act(route, call)
        is_preferred = call.wants_minimal
        if reply.status == 201 or is_preferred:
            reply = with_location(route, call.path, reply)
        return without_body(route, reply, is_preferred=is_preferred)

    def _watch(
        self, scope: Any, route: Route | None, call: Call, status: int, seconds: float
    ) -> None:
        observe(route, status, seconds)
        if self._writes_lines:
            actor = call.actor
            line = Line(
                timestamp=datetime.now(UTC),
                method=scope["method"],
                path=call.path[: limits.PATH_LOGGED],
                status=status,
                milliseconds=round(seconds * 1000, 2),
                request_id=call.request_id,
                app=actor.app if actor else None,
                actor=actor.id if actor else None,
                client=call.client,
            )
            self.access_log.write(line)


def _request_id(headers: dict[bytes, bytes]) -> str:
    """Keep the caller's own request id where it has a sane form, else make one."""
    given = headers.get(b"x-request-id")
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return str(uuid7())

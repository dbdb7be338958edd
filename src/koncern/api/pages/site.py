"""The site: what answers for everything outside the APIs."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple, Self, TypeAlias

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Page
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils.compat import uuid7

from koncern.api.http import MethodWrong, PathUnknown, Route, problem
from koncern.api.pages import files, guide, openapi
from koncern.api.pages.frame import PLACES
from koncern.api.pages.monitoring import Monitoring
from koncern.api.pages.reference import Reference
from koncern.base import Failure

GUARDS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What every answer forbids a browser."""

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

ASK_AGAIN = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"


class Document(NamedTuple):
    """Something that stays the same as long as the service runs."""

    body: bytes
    media_type: str
    tag: str
    keep: str = ASK_AGAIN

    @classmethod
    def of(cls, body: bytes, media_type: str, keep: str = ASK_AGAIN) -> Self:
        """Return a document with its `ETag`, which is made once: some are large."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return cls(body, media_type, tag, keep)

    def answer(self, request: Request) -> Response:
        """Return it, or say that the asker has it already."""
        headers = {"etag": self.tag, "cache-control": self.keep}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type=self.media_type, headers=headers)


class Shelf:
    """The documents, each made when it is first asked for, in a thread.

    Some take a quarter of a second, in which other requests have to be answered.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = routes
        self._made: dict[str, Document] = {}
        self._making = asyncio.Lock()

    async def find(self, path: str) -> Document:
        """Return a document; of many who ask for it first, one has it made."""
        if path not in self._made:
            async with self._making:
                if path not in self._made:
                    self._made[path] = await asyncio.to_thread(self._make, path)
        return self._made[path]

    def _make(self, path: str) -> Document:
        if path == "/docs/style.css":
            return Document.of(files.STYLE, "text/css", FOR_EVER)
        if path == "/docs/icon.svg":
            return Document.of(files.ICON, "image/svg+xml", FOR_EVER)
        if path.startswith("/openapi/"):
            dialect = path.removeprefix("/openapi/").removesuffix(".json")
            described = openapi.document(dialect, self._routes)
            return Document.of(msgspec.json.encode(described), "application/json")
        return Document.of(self._page(path).encode(), "text/html")

    def _page(self, path: str) -> str:
        name = path.removeprefix("/docs").strip("/")
        if name in openapi.TITLES:
            return Reference(name, openapi.document(name, self._routes)).html()
        pages = {
            "": guide.start,
            "errors": guide.errors,
            "fields": guide.fields,
            "limits": guide.limits,
            "settings": guide.settings,
        }
        return pages[name]()


def build(monitoring: Monitoring, routes: Sequence[Route]) -> ASGIApp:
    """Make the application that answers for everything outside the APIs."""
    shelf = Shelf(routes)

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        status, known, details = await monitoring.readiness()
        told = details if monitoring.shows_to(request.scope) else known
        headers = (
            {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        )
        return JSONResponse(told, status_code=status, headers=headers)

    async def measured(request: Request) -> Response:
        if not monitoring.shows_to(request.scope):
            return _told(request, monitoring.refusal)
        return Response(await monitoring.metrics.get(), media_type=CONTENT_TYPE_LATEST)

    async def home(_: Request) -> Response:
        return RedirectResponse("/docs")

    async def shelved(request: Request) -> Response:
        return (await shelf.find(request.url.path)).answer(request)

    kept = [
        *PLACES,
        "/docs/style.css",
        "/docs/icon.svg",
        *(f"/openapi/{dialect}.json" for dialect in openapi.TITLES),
    ]
    changing = {
        "/": home,
        "/docs/": home,
        "/health/live": live,
        "/health/ready": ready,
        "/metrics": measured,
    }
    return Guarded(_application(changing, dict.fromkeys(kept, shelved)))


def _application(*pages: Mapping[str, Handler]) -> ASGIApp:
    application = Starlette(
        routes=[Page(path, act) for each in pages for path, act in each.items()],
        exception_handlers={HTTPException: _refuse},
    )
    application.router.redirect_slashes = False
    return application


async def _refuse(request: Request, refused: Exception) -> Response:
    """Tell people by a page, and everybody else by a problem."""
    assert isinstance(refused, HTTPException)
    if refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allow = (refused.headers or {}).get("Allow", "GET")
        return _told(request, MethodWrong(allow=sorted(allow.split(", "))))
    return _told(request, PathUnknown())


def _told(request: Request, failure: Failure) -> Response:
    request_id = str(uuid7())
    reply = problem(failure, request_id, "organisations")
    headers = reply.headers | {"x-request-id": request_id}
    if "text/html" in request.headers.get("accept", ""):
        page = guide.trouble(reply.status, failure.detail)
        return Response(page, reply.status, headers, "text/html")
    return Response(reply.raw(), reply.status, headers, reply.content_type.decode())


class Guarded:
    """An application whose every answer carries the guards."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and add the guards on the way out."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._application(scope, receive, guarded)

"""The site: what answers for everything outside the APIs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TypeAlias

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
from koncern.api.pages import guide
from koncern.api.pages.documents import PATHS, Documents
from koncern.api.pages.monitoring import Monitoring
from koncern.base import Failure

GUARDS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""What every answer forbids a browser."""

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


def build(monitoring: Monitoring, routes: Sequence[Route]) -> ASGIApp:
    """Make the application that answers for everything outside the APIs."""
    documents = Documents(routes)

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        status, known, details = await monitoring.readiness()
        report = details if monitoring.shows_to(request.scope) else known
        headers = (
            {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        )
        return JSONResponse(report, status_code=status, headers=headers)

    async def metrics(request: Request) -> Response:
        if not monitoring.shows_to(request.scope):
            return _refusal(request, monitoring.refusal)
        return Response(await monitoring.metrics.get(), media_type=CONTENT_TYPE_LATEST)

    async def home(_: Request) -> Response:
        return RedirectResponse("/docs")

    async def document(request: Request) -> Response:
        return (await documents.find(request.url.path)).respond(request)

    others = {
        "/": home,
        "/docs/": home,
        "/health/live": live,
        "/health/ready": ready,
        "/metrics": metrics,
    }
    return Guarded(_application(others, dict.fromkeys(PATHS, document)))


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
        return _refusal(request, MethodWrong(allow=sorted(allow.split(", "))))
    return _refusal(request, PathUnknown())


def _refusal(request: Request, failure: Failure) -> Response:
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

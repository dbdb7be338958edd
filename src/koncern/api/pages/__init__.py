"""The pages beside the APIs: health, metrics, OpenAPI, and what people read."""

from collections.abc import Sequence

import prometheus_client
from msgspec.json import encode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route as Page

from koncern.api.kit import Route
from koncern.api.pages import openapi
from koncern.db import Database


def build(database: Database, routes: Sequence[Route]) -> Starlette:
    """Make the application that answers for everything outside the APIs."""
    documents = {
        dialect: encode(openapi.document(dialect, routes)) for dialect in openapi.TITLES
    }

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_: Request) -> Response:
        if await database.answers():
            return JSONResponse({"status": "ready"})
        waiting = {"status": "waiting", "for": "the database"}
        return JSONResponse(waiting, status_code=503, headers={"Retry-After": "1"})

    async def metrics(_: Request) -> Response:
        text = prometheus_client.generate_latest()
        return Response(text, media_type=prometheus_client.CONTENT_TYPE_LATEST)

    async def described(request: Request) -> Response:
        raw = documents.get(request.path_params["dialect"])
        if raw is None:
            return Response("no such document", status_code=404)
        return Response(raw, media_type="application/json")

    async def home(_: Request) -> Response:
        return RedirectResponse("/docs")

    return Starlette(
        routes=[
            Page("/", home),
            Page("/health/live", live),
            Page("/health/ready", ready),
            Page("/metrics", metrics),
            Page("/openapi/{dialect}.json", described),
        ]
    )

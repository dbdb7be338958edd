"""Documents: pages, descriptions and files that stay the same as long as the service runs.

They are made by code, so nothing on disk could be served in their place (decision 0054).
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Self

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from koncern.api.http import Route, is_known
from koncern.api.pages import assets, guide, openapi
from koncern.api.pages.layout import PLACES
from koncern.api.pages.reference import Reference

PATHS = [
    *PLACES,
    "/docs/style.css",
    "/docs/icon.svg",
    *(f"/openapi/{dialect}.json" for dialect in openapi.TITLES),
]
"""Where the documents are."""

ASK_AGAIN = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"


class Document(NamedTuple):
    """A body with its `ETag`, a hash of it, which every worker computes alike."""

    body: bytes
    media_type: str
    etag: str
    cache_control: str = ASK_AGAIN

    @classmethod
    def of(cls, body: bytes, media_type: str, cache_control: str = ASK_AGAIN) -> Self:
        """Return a document with its `ETag`, which is made once: some are large."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        return cls(body, media_type, etag, cache_control)

    def respond(self, request: Request) -> Response:
        """Return the response: without the body if the client has it already."""
        headers = {"etag": self.etag, "cache-control": self.cache_control}
        if is_known(dict(request.headers.raw), self.etag.encode()):
            return Response(status_code=304, headers=headers)
        return Response(self.body, media_type=self.media_type, headers=headers)


class Documents:
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
            return Document.of(assets.STYLE, "text/css", FOR_EVER)
        if path == "/docs/icon.svg":
            return Document.of(assets.ICON, "image/svg+xml", FOR_EVER)
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

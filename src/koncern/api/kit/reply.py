"""Replies: what a handler returns, and how it goes out."""

from typing import Any
from urllib.parse import urlencode

import msgspec

from koncern.base import Page

JSON = b"application/json"
encode = msgspec.json.Encoder().encode


class Reply(msgspec.Struct, kw_only=True):
    """An answer: a body (bytes, or a value that becomes JSON) and its headers."""

    body: Any = b""
    status: int = 200
    version: int | None = None
    links: dict[str, str] = {}
    headers: dict[str, str] = {}
    content_type: bytes = JSON

    def raw(self) -> bytes:
        """Return the body as it goes out."""
        return self.body if isinstance(self.body, bytes) else encode(self.body)


def page_links(path: str, query: Any, page: Page[Any]) -> dict[str, str]:
    """Return the neighbours of a page, as the `Link` header (RFC 8288) names them."""
    kept = {
        name: value
        for name, value in msgspec.to_builtins(query).items()
        if value is not None and name not in {"after", "before"}
    }
    links = {}
    if page.after:
        links["next"] = f"{path}?{urlencode({**kept, 'after': page.after})}"
    if page.before:
        links["prev"] = f"{path}?{urlencode({**kept, 'before': page.before})}"
    return links


class Pagination(msgspec.Struct, omit_defaults=True, rename="camel", kw_only=True):
    """Where the neighbouring pages begin; absent where there is none."""

    after: str | None = None
    before: str | None = None


def pagination(page: Page[Any]) -> Pagination:
    """Return the cursors of a page as its body shows them."""
    return Pagination(after=page.after, before=page.before)

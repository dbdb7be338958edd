"""Calls: all that a handler gets to know of a request."""

import re
from typing import Any
from uuid import UUID

import msgspec

from koncern.api.http.body_reader import BodyStream
from koncern.api.http.fairness import Visit
from koncern.api.http.preferences import wants_minimal
from koncern.api.http.reply import Pagination, page_links, pagination
from koncern.base import Actor, Fault, Invalid, Page, Settings, Stale
from koncern.db import Database, Tx
from koncern.profile.file_store import FileStore

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*")
_VERSION = re.compile(r'"(0|[1-9][0-9]{0,17})"')


class HeaderInvalid(Invalid):
    """A header does not have the form that it must have; `errors` names it."""


class Call(msgspec.Struct, kw_only=True):
    """One request, read and checked; its actor and its unit of work."""

    settings: Settings
    database: Database
    store: FileStore
    request_id: str
    path: str
    ids: dict[str, UUID]
    texts: dict[str, str] = {}
    headers: dict[bytes, bytes]
    client: str | None = None
    query: Any = None
    body: Any = None
    actor: Actor | None = None
    tx: Tx | None = None
    raw_body: bytes = b""
    has_read: bool = False
    incoming: BodyStream | None = None
    visit: Visit | None = None

    @property
    def stream(self) -> BodyStream:
        """The body, to be taken piece by piece; only of routes that say so."""
        assert self.incoming is not None
        return self.incoming

    @property
    def by(self) -> Actor:
        """Who asks; only public operations have nobody."""
        assert self.actor is not None
        return self.actor

    @property
    def unit(self) -> Tx:
        """The unit of work that the route asked for."""
        assert self.tx is not None
        return self.tx

    @property
    def wants_minimal(self) -> bool:
        """Whether the body of the answer is not wanted (`Prefer: return=minimal`)."""
        return wants_minimal(self.headers.get(b"prefer"))

    @property
    def version(self) -> int | None:
        """The version that `If-Match` (RFC 9110) demands, or None for any."""
        raw = self.headers.get(b"if-match")
        if raw is None or raw.strip() == b"*":
            return None
        text = raw.decode("latin-1")
        if not _TAGS.fullmatch(text):
            raise HeaderInvalid(
                faults=[Fault("/If-Match", 'must be an ETag as it was given, like "3"')]
            )
        # A tag that is weak, or was never given out here, matches nothing.
        match = _VERSION.fullmatch(text.strip())
        if not match:
            raise Stale
        return int(match[1])

    def links(self, page: Page[Any]) -> dict[str, str]:
        """Return the `Link` header's entries for a page of this list."""
        return page_links(self.path, self.query, page)

    def pagination(self, page: Page[Any]) -> Pagination:
        """Return the cursors of a page of this list."""
        return pagination(page)

"""Minimal responses: no body after a write, for clients that prefer none (RFC 7240).

A creation then answers 201 with `Location`, any other write 204; the `ETag` stays. Routes
that answer with what cannot be read elsewhere say so, and keep their body.
"""

from urllib.parse import quote

import msgspec
from msgspec import Raw

from koncern.api.http.reply import Reply
from koncern.api.http.routes import Route

MINIMAL = "return=minimal"


def with_location(route: Route, path: str, reply: Reply) -> Reply:
    """Say where the record is that a request made."""
    if not route.creates or reply.status >= 300 or "location" in reply.headers:
        return reply
    name = _name_in(reply.raw(), route.creates)
    headers = reply.headers | {"location": f"{path}/{quote(name, safe='')}"}
    return msgspec.structs.replace(reply, headers=headers)


def without_body(route: Route, reply: Reply, *, is_preferred: bool) -> Reply:
    """Leave out the body that nobody wants, or that was not kept for a repeat."""
    if not route.takes_prefer or reply.keeps_body or reply.status not in (200, 201):
        return reply
    if not is_preferred and reply.body != b"":
        return reply
    status = 201 if route.creates else 204
    headers = reply.headers | {"preference-applied": MINIMAL}
    return msgspec.structs.replace(reply, body=b"", status=status, headers=headers)


def _name_in(body: bytes, field: str) -> str:
    """Return the id or short name of a printed record, which may be in an envelope."""
    record = msgspec.json.decode(body, type=dict[str, Raw])
    while field not in record:
        (inner,) = record.values()
        record = msgspec.json.decode(inner, type=dict[str, Raw])
    return msgspec.json.decode(record[field], type=str)

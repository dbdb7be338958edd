"""Headers: what an operation may be sent with, and what it answers with."""

from collections.abc import Iterator
from typing import Any

from koncern.api.http import JSON, VERSION, Route
from koncern.api.organisations.companies import OneCompany
from koncern.api.organisations.customer_groups import PrintedCustomerGroup
from koncern.billing.customers import Contact, PrintedCustomer
from koncern.billing.organizations import PrintedCustomerOrganization
from koncern.companies import PrintedFile
from koncern.labels.attribute_templates import AttributeTemplate
from koncern.labels.store_groups import StoreGroup
from koncern.labels.tags import Tag
from koncern.people.roles import Role

TEXT = {"type": "string"}

VERSIONED = {
    AttributeTemplate,
    Contact,
    OneCompany,
    PrintedCustomer,
    PrintedCustomerGroup,
    PrintedCustomerOrganization,
    PrintedFile,
    Role,
    StoreGroup,
    Tag,
}
"""The kinds that are one record, and so have a version."""

CONTENT: dict[str, Any] = {
    "schema": {**TEXT, "format": "binary"},
    "example": "%PDF-1.7 (the content of contract-2026.pdf)",
}
"""A content, of whatever type it is."""

ANSWERED: dict[str, dict[str, Any]] = {
    "Accept-Ranges": {
        "description": "That a part of the content can be asked for (`Range`).",
        "required": True,
        "schema": {**TEXT, "enum": ["bytes"]},
        "example": "bytes",
    },
    "Allow": {
        "description": "The methods that this path takes.",
        "schema": TEXT,
        "example": "GET, HEAD, POST",
    },
    "Content-Disposition": {
        "description": "The name under which the content is to be kept (RFC 6266).",
        "required": True,
        "schema": TEXT,
        "example": "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf",
    },
    "Content-Range": {
        "description": "Which bytes these are, and of how many (RFC 9110).",
        "required": True,
        "schema": TEXT,
        "example": "bytes 0-1023/146515",
    },
    "ETag": {
        "description": "The version of the record (RFC 9110): send it back as "
        "`If-Match` to change only what you have read. A content has its checksum.",
        "required": True,
        "schema": {**TEXT, "pattern": '^"([0-9]{1,18}|sha256:[0-9a-f]{64})"$'},
        "example": '"3"',
    },
    "Idempotency-Replayed": {
        "description": "`true` when this is the kept answer of an earlier request "
        "with the same `Idempotency-Key`.",
        "schema": {**TEXT, "enum": ["true"]},
        "example": "true",
    },
    "Link": {
        "description": "The neighbouring pages (RFC 8288), `next` and `prev`; absent "
        "where there is none.",
        "schema": TEXT,
        "example": '</api/customer-organizations?limit=50&after=AZrG>; rel="next"',
    },
    "Location": {
        "description": "The path of the record that was made.",
        "schema": TEXT,
        "example": "/api/customers/e309e948-088e-4d77-b654-cd85498f1555",
    },
    "Preference-Applied": {
        "description": "`return=minimal` when the body was left out (RFC 7240): as you "
        "preferred, or because it was too long to be kept for a repeat.",
        "schema": {**TEXT, "enum": ["return=minimal"]},
        "example": "return=minimal",
    },
    "RateLimit": {
        "description": "How many requests are left (`r`), and the seconds until the "
        "count starts again (`t`); absent when requests are not limited.",
        "schema": TEXT,
        "example": '"minute";r=5999;t=42',
    },
    "RateLimit-Policy": {
        "description": "How many requests a minute are allowed (`q`).",
        "schema": TEXT,
        "example": '"minute";q=6000;w=60',
    },
    "Retry-After": {
        "description": "How many seconds to wait before the next try.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
    "Sequence-Version": {
        "description": "The version of this API that was spoken.",
        "required": True,
        "schema": {**TEXT, "enum": [VERSION.decode()]},
        "example": VERSION.decode(),
    },
    "WWW-Authenticate": {
        "description": "How to sign in (RFC 9110).",
        "required": True,
        "schema": TEXT,
        "example": 'Bearer, Basic realm="koncern", charset="UTF-8"',
    },
    "X-Request-Id": {
        "description": "The id of this request: yours if you sent one, and the one "
        "under which logs and the record of events know it.",
        "required": True,
        "schema": TEXT,
        "example": "01990b8e-7c52-7d1a-9f6e-4b1d2c3a5e6f",
    },
}
"""The headers of answers, by name."""


ASKED: dict[str, dict[str, Any]] = {
    "Sequence-Version": {
        "description": "The version of this API to speak; the newest when absent.",
        "schema": {**TEXT, "enum": [VERSION.decode()]},
    },
    "Idempotency-Key": {
        "description": "A name for this request: sent again within 24 hours, it is "
        "carried out once and gets the same answer. With another body it is refused.",
        "schema": {
            **TEXT,
            "minLength": 1,
            "maxLength": 255,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
    },
    "If-Match": {
        "description": "The `ETag` that you have read: the record is changed only if "
        "it still has it. Absent or `*`: whatever it has.",
        "schema": {**TEXT, "pattern": r'^(?:\*|"[0-9]{1,18}")$'},
        "example": '"3"',
    },
    "If-None-Match": {
        "description": "The `ETag` that you have: no body comes back if the record "
        "still has it.",
        "schema": TEXT,
    },
    "If-Range": {
        "description": "The `ETag` that your part is of: of another content the whole "
        "is sent.",
        "schema": TEXT,
    },
    "Prefer": {
        "description": "`return=minimal` leaves the body of the response out (RFC 7240): "
        "a record that was made is named by `Location`, with 201; else the status is "
        "204. The `ETag` stays. Default: `return=representation`. Other preferences are "
        "ignored.",
        "schema": TEXT,
    },
    "Range": {
        "description": "The bytes to send (RFC 9110), one span of them. What makes no "
        "sense is left aside, and the whole is sent.",
        "schema": TEXT,
        "example": "bytes=0-1023",
    },
    "X-Request-Id": {
        "description": "Your own id for this request: 8 to 100 letters, digits, dots, "
        "hyphens and underscores. Anything else is replaced by an id of ours.",
        "schema": TEXT,
    },
}
"""The headers of requests, by name; each may be left out."""


def asked(route: Route) -> Iterator[str]:
    """Return the names of the headers that an operation heeds."""
    if route.dialect == "customers":
        yield "Sequence-Version"
    if route.takes_key:
        yield "Idempotency-Key"
    if route.takes_if_match:
        yield "If-Match"
    if route.takes_prefer:
        yield "Prefer"
    if has_tag(route) and route.method == "GET":
        yield "If-None-Match"
    if is_content(route):
        yield from ("If-Range", "Range")
    yield "X-Request-Id"


def answered(route: Route, status: int) -> list[str]:
    """Return the names of the headers that an answer has or may have."""
    names = ["X-Request-Id"]
    if route.dialect == "customers":
        names.append("Sequence-Version")
    if not route.is_public and status not in {400, 401}:
        names += ["RateLimit", "RateLimit-Policy"]
    if status < 400:
        names += ["ETag"] if has_tag(route) else []
        names += ["Link"] if route.is_paged else []
        names += ["Location"] if route.creates and status == 201 else []
        names += ["Preference-Applied"] if route.takes_prefer else []
        names += ["Idempotency-Replayed"] if route.takes_key else []
        names += ["Accept-Ranges", "Content-Disposition"] if is_content(route) else []
    names += ["Content-Range"] if status in {206, 416} else []
    names += ["WWW-Authenticate"] if status == 401 else []
    names += ["Retry-After"] if status in {429, 503} else []
    return sorted(names)


def has_tag(route: Route) -> bool:
    """Tell whether an operation answers with one thing that has an ETag."""
    return route.shows in VERSIONED or is_content(route)


def is_content(route: Route) -> bool:
    """Tell whether an operation answers with a content and not with JSON."""
    return route.gives != JSON

"""Idempotency: a POST with an Idempotency-Key is carried out once, however often it comes.

(draft-ietf-httpapi-idempotency-key-header; the published Customers API keeps keys
for 24 hours and lets them have 255 characters.)
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

import structlog

from koncern import answers, limits
from koncern.answers import Answer
from koncern.api.http.call import Call, HeaderInvalid
from koncern.api.http.minimal_responses import with_location
from koncern.api.http.reply import Reply
from koncern.api.http.routes import Route
from koncern.base import Fault, Unavailable
from koncern.db import OutcomeUnknown
from koncern.people import memberships

log = structlog.get_logger("koncern.api")

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")


def key_of(call: Call) -> str | None:
    """Return the request's Idempotency-Key, if it has one."""
    raw = call.headers.get(b"idempotency-key")
    if raw is None:
        return None
    key = raw.decode("latin-1")
    if not _KEY.fullmatch(key):
        fault = Fault("/Idempotency-Key", "must have 1 to 255 printable characters")
        raise HeaderInvalid(faults=[fault])
    return key


async def act_once(route: Route, call: Call, key: str) -> Reply:
    """Carry a request out, or give the answer that it got the first time."""
    head = repr((route.method, call.path, call.headers.get(b"if-match")))
    request = head.encode() + call.raw_body
    return await run_once(call, key, request, partial(_act, route, call))


async def _act(route: Route, call: Call) -> Reply:
    return with_location(route, call.path, await route.act(call))


async def run_once(
    call: Call, key: str, request: bytes, act: Callable[[], Awaitable[Reply]]
) -> Reply:
    """Act in a transaction, if nothing was done under the key yet.

    `request` is all that must be the same each time. If nobody knows whether
    the transaction was committed, this repeats the request as the client would. A
    user gets the kept response only while they may still see it: they belong to the company
    that it is about, and have at least the level that they had.
    """
    try:
        return await _run_in_transaction(call, key, request, act)
    except OutcomeUnknown:
        log.warning("repeated by key", request_id=call.request_id)
    try:
        return await _run_in_transaction(call, key, request, act)
    except Unavailable as trouble:
        # The first time may have been committed all the same.
        raise OutcomeUnknown from trouble


async def _run_in_transaction(
    call: Call, key: str, request: bytes, act: Callable[[], Awaitable[Reply]]
) -> Reply:
    async with call.database.transaction(call.by.app, call.request_id) as call.tx:
        return await _act_or_replay(call, key, request, act)


async def _act_or_replay(
    call: Call, key: str, request: bytes, act: Callable[[], Awaitable[Reply]]
) -> Reply:
    fingerprint = hashlib.sha256(request).digest()
    stored = await answers.claim(call.unit, call.by, key, fingerprint)
    if stored is not None:
        return await _replay(call, stored)
    reply = await act()
    version = {} if reply.version is None else {"version": str(reply.version)}
    body = reply.raw()
    if len(body) > limits.KEPT_ANSWER_BYTES:
        # A repeat is answered as if it preferred no body: the record can be read.
        body = b""
    answer = Answer(
        status=reply.status,
        headers=reply.headers | version,
        body=body,
        company=reply.company or _company_in(call),
    )
    await answers.keep(call.unit, call.by, key, answer)
    return reply


async def find_replay(call: Call, key: str, request: bytes) -> Reply | None:
    """Return the answer that a request got the first time, if it is a repeat."""
    fingerprint = hashlib.sha256(request).digest()
    stored = await answers.recall(call.unit, call.by, key, fingerprint)
    return None if stored is None else await _replay(call, stored)


def _company_in(call: Call) -> UUID | None:
    """Return the company that a path of the Organisations API names."""
    return call.ids.get("id") if "/organisations/" in call.path else None


async def _replay(call: Call, stored: Answer) -> Reply:
    company = stored.company or _company_in(call)
    if company is not None:
        await memberships.check_level(call.unit, call.by, company, level=stored.level)
    headers = dict(stored.headers)
    version = headers.pop("version", None)
    headers["idempotency-replayed"] = "true"
    return Reply(
        status=stored.status,
        body=stored.body,
        headers=headers,
        version=int(version) if version else None,
    )

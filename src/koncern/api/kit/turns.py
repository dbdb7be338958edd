"""Turns: a request is decoded, and acts, when it is its client's turn.

A request weighs as much as it may cost, so few heavy ones of a client act at one time, and
another client waits for those few at most (docs/decisions/0041).
"""

import asyncio

from koncern import limits
from koncern.api.kit.bodies import check_body_type, decode_body
from koncern.api.kit.call import Call
from koncern.api.kit.reply import Reply
from koncern.api.kit.routes import Route
from koncern.api.kit.transactions import act

BYTES_OF_ONE = 32 * limits.KIB
ROWS_OF_ONE = 12
"""A request weighs one for each of these: the bytes of its body, and the rows of its page."""

LARGE_BYTES = 64 * limits.KIB
"""A larger body is decoded beside the event loop, which goes on meanwhile."""


async def act_in_turn(route: Route, call: Call) -> Reply:
    """Decode the body and let the handler act; an upload takes no turn, as it is slow."""
    if route.is_streamed:
        return await act(route, call)
    assert call.visit is not None
    share, weight = call.visit.share, _weight(route, call)
    if not share.may_act(weight):
        await share.wait_to_act(weight)
    try:
        if route.body is not None:
            await _decode(route.body, call)
        return await act(route, call)
    finally:
        share.pass_turn(weight)


def _weight(route: Route, call: Call) -> int:
    rows = call.query.limit if route.is_paged else 0
    weight = 1 + len(call.raw_body) // BYTES_OF_ONE + rows // ROWS_OF_ONE
    return min(weight, limits.CLIENT_ACTING)


async def _decode(kind: type, call: Call) -> None:
    if call.raw_body:
        check_body_type(call.headers)
    if len(call.raw_body) > LARGE_BYTES:
        call.body = await asyncio.to_thread(decode_body, call.raw_body, kind)
    else:
        call.body = decode_body(call.raw_body, kind)

"""Transactions: a handler acts in the unit of work that its route asks for.

A transaction that loses to another one (a deadlock) is repeated. If the reply to a COMMIT
is lost, this finds out whether it was committed (docs/decisions/0042).
"""

from collections.abc import Awaitable

import structlog

from koncern.api.http.call import Call
from koncern.api.http.idempotency import act_once, key_of
from koncern.api.http.reply import Reply
from koncern.api.http.routes import Route, Unit
from koncern.base import Failure
from koncern.db import (
    DatabaseBusy,
    DatabaseDown,
    OutcomeUnknown,
    Single,
    Transaction,
    was_undone,
)
from koncern.events import is_recorded

log = structlog.get_logger("koncern.api")

TRIES = 3
"""How often a transaction is tried that loses to others again and again."""


async def act(route: Route, call: Call) -> Reply:
    """Let the handler act; once more if its unit of work gave way to another one.

    Nothing of it is there then, and nothing was answered: so it is as if it came
    a moment later.
    """
    left = 1 if route.unit is Unit.OWN else TRIES
    while True:
        left -= 1
        try:
            return await _act_in_unit(route, call)
        except OutcomeUnknown as unknown:
            if route.method != "GET":
                raise
            # Reading may fill a cache; the reader has changed nothing.
            raise DatabaseDown(retry_after_seconds=1) from unknown
        except DatabaseBusy as busy:
            if not left or not was_undone(busy):
                raise
            reason = str(busy.__cause__)
        log.warning("done again", request_id=call.request_id, reason=reason)


def _act_in_unit(route: Route, call: Call) -> Awaitable[Reply]:
    """Let the handler act in the unit of work that the route asks for."""
    if route.unit is Unit.OWN:
        return route.act(call)
    if route.takes_key and (key := key_of(call)) is not None:
        return act_once(route, call, key)
    app = call.by.app
    if not route.is_single(call.query if route.body is None else call.body):
        return _act_in(call.database.transaction(app, call.request_id), route, call)
    single = call.database.single(app, call.request_id)
    if route.method != "GET":
        return _act_in(single, route, call)
    call.tx = single
    return route.act(call)


async def _act_in(unit: Single | Transaction, route: Route, call: Call) -> Reply:
    """Act, and find out what was made if the database's reply to that is lost."""
    reply: Reply | None = None
    try:
        async with unit as call.tx:
            reply = await route.act(call)
    except OutcomeUnknown as unknown:
        was_made = await _is_recorded(call)
        if was_made is False and unknown.is_over:
            raise DatabaseDown(retry_after_seconds=1) from unknown
        if reply is None or not was_made:
            raise
    assert reply is not None
    return reply


async def _is_recorded(call: Call) -> bool | None:
    """Tell whether what a request did is on the record; None if nobody can tell."""
    try:
        async with call.database.single(call.by.app, call.request_id) as tx:
            return await is_recorded(tx, call.unit.now)
    except Failure:
        return None

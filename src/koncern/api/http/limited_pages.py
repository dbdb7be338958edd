"""Limited pages: pages for people, under the same limits as the APIs.

They need no sign-in, and some are large.
"""

from typing import Any

from uuid_utils import uuid7

from koncern import limits
from koncern.api.http.clients import client_of
from koncern.api.http.fairness import TRANSIT_BYTES, Fairness, TooManyAtOnce, Visit
from koncern.api.http.headers import read_head
from koncern.api.http.problems import problem
from koncern.api.http.sending import Exchange, send_long, send_reply
from koncern.base import Failure

EXEMPT = "/health/"
"""Health checks are never refused."""


class LimitedPages:
    """An application whose long responses are limited in number, bytes and time."""

    def __init__(self, application: Any, fairness: Fairness, proxies: int) -> None:
        self._application = application
        self._fairness = fairness
        self._proxies = proxies

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, unless its client has too many in progress."""
        if scope["path"].startswith(EXEMPT):
            await self._application(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send)
        client = client_of(scope, read_head(scope)[0], self._proxies)
        try:
            visit = self._fairness.enter(client)
        except Failure as failure:
            await _refuse(exchange, failure)
            return
        try:
            await visit.begin_turn()
            await self._application(scope, receive, _Held(exchange, visit).send)
        except TooManyAtOnce as failure:
            await _refuse(exchange, failure)
        finally:
            visit.leave()


class _Held:
    """Sends a page; a long one is counted, and sent as fast as the client reads."""

    def __init__(self, exchange: Exchange, visit: Visit) -> None:
        self._exchange = exchange
        self._visit = visit
        self._start: Any = None

    async def send(self, message: Any) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._visit.end_turn()
        body = message.get("body", b"")
        is_long = (
            len(body) > limits.SITE_PIECE_BYTES
            and self._exchange.scope["method"] != "HEAD"
        )
        if is_long:
            try:
                self._visit.hold(min(len(body), TRANSIT_BYTES))
            except Failure as failure:
                await _refuse(self._exchange, failure)
                return
            self._visit.try_whole(len(body), self._exchange.scope)
        await self._exchange.send(self._start)
        if is_long and not self._visit.sends_whole:
            await send_long(self._exchange, body)
        else:
            await self._exchange.send(message)


async def _refuse(exchange: Exchange, failure: Failure) -> None:
    request_id = str(uuid7())
    reply = problem(failure, request_id, "organisations")
    out = [(b"x-request-id", request_id.encode())]
    await send_reply(exchange, reply, out, {})

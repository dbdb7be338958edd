"""Clients of the service: whoever calls it, from one thread or from several."""

import threading
from typing import Any

import httpx

from service import NO_CERTIFICATES


class Client(httpx.Client):
    """Somebody who calls the service; paths are relative to their dialect's root."""

    def __init__(self, **options: Any) -> None:
        super().__init__(transport=PerThread(), timeout=30, **options)


class PerThread(httpx.BaseTransport):
    """Connections of each thread's own.

    Of those that threads share, one may close an idle one that another is just about to
    use: that one then reads from a closed file.
    """

    def __init__(self) -> None:
        self._own = threading.local()
        self._all: list[httpx.HTTPTransport] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request over a connection of this thread's."""
        if not hasattr(self._own, "transport"):
            self._own.transport = httpx.HTTPTransport(verify=NO_CERTIFICATES)
            self._all.append(self._own.transport)
        response: httpx.Response = self._own.transport.handle_request(request)
        return response

    def close(self) -> None:
        """Close the connections of all threads."""
        for transport in self._all:
            transport.close()

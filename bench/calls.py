"""Calls: requests as they go over the wire, from the cast's credential or its user."""

import http.client
import json
import socket
from base64 import b64encode
from typing import Any

from bench.cast import Cast


class Calls:
    """Makes the requests of one app's people."""

    def __init__(self, cast: Cast, access_token: str = "") -> None:
        basic = b64encode(f"{cast.client_id}:{cast.client_secret}".encode()).decode()
        self._credential = f"Basic {basic}"
        self._user = f"Bearer {access_token}"
        self.organisations = f"/api/v1/{cast.app}/organisations"

    def get(self, path: str) -> bytes:
        """Return a request that reads."""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Authorization: {self._credential}\r\n\r\n"
        ).encode()

    def send(
        self, method: str, path: str, body: dict[str, Any], *, by_user: bool = False
    ) -> bytes:
        """Return a request that writes."""
        text = json.dumps(body, ensure_ascii=False).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Accept: application/json\r\n"
            f"Authorization: {self._user if by_user else self._credential}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        return head.encode() + text


def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Send one request; return the status and the body that it is answered with."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()

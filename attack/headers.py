"""Attacks by headers: padded credentials, floods of headers, headers that come twice."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

from attack.model import Attack, Family, Target
from attack.scene import PASSWORD, company
from attack.wire import ask, connect, held, pound, request

PADDING = 60_000
HEADERS_MAX = 90
KILOBYTE = 1000


def padded(scheme: str, by: str, path: str) -> "_Padded":
    """Return an attack by one credential with ever other blanks before it."""
    return _Padded(scheme, by, path)


class _Padded:
    """Sends the same credential in headers of which no two are the same."""

    def __init__(self, scheme: str, by: str, path: str) -> None:
        self._scheme = scheme
        self._by = by
        self._path = path

    def __call__(self, target: Target) -> None:
        requests = self._requests(target, target.plan.size(13_000, 1200))
        pound(target.port, target.tally, requests)

    def _requests(self, target: Target, count: int) -> Iterator[bytes]:
        credential = target.scene.who(self._by).partition(" ")[2]
        app_path = target.scene.root + self._path
        path = self._path if self._path.startswith("/api/") else app_path
        for number in range(count):
            blanks = " " * (PADDING + number)
            yield request("GET", path, authorization=self._scheme + blanks + credential)


def many_headers(target: Target) -> None:
    """Send as many headers as are taken, each as long as a name."""
    headers = {f"x_{number}": "a" * KILOBYTE for number in range(HEADERS_MAX)}
    asked = request("GET", "/health/live", None, **headers)
    pound(target.port, target.tally, (asked for _ in range(target.plan.size(110, 40))))


def endless_headers(target: Target) -> None:
    """Send headers that do not end, over many connections, and hold them."""
    begun = b"GET /health/live HTTP/1.1\r\nhost: koncern\r\nx: " + b"a" * 100 * KILOBYTE
    connections: list[socket.socket] = []
    with held(connections):
        for _ in range(target.plan.size(100, 50)):
            with suppress(OSError):
                connections.append(connect(target.port, seconds=2))
                connections[-1].sendall(begun)
                target.tally.sent(len(begun))
        time.sleep(target.plan.size(10, 1))


def twice(target: Target) -> None:
    """Send a header twice with two values: the service may not choose one."""
    scene, tally = target.scene, target.tally
    asked = scene.raw("GET", "/organisations", by="anna").removesuffix(b"\r\n\r\n")
    other = f"\r\nauthorization: {scene.who('ben')}\r\n\r\n".encode()
    status = _send(target, asked + other)
    tally.expect("two Authorization headers were taken", holds=status >= 400)

    body = company("Twice")
    keyed = scene.raw("POST", "/organisations", body, "anna", idempotency_key="one-key")
    head, _, rest = keyed.partition(b"\r\n\r\n")
    status = _send(target, head + b"\r\nidempotency-key: other\r\n\r\n" + rest)
    tally.expect("two Idempotency-Key headers were taken", holds=status >= 400)

    text = b'{"name":"First","name":"Second"}'
    status = _send(target, scene.raw("POST", "/organisations", text, "anna"))
    tally.expect("a body with the same key twice was taken", holds=status >= 400)
    email = scene.email("ben")
    text = f'{{"email":"{email}","email":"{email}","password":"{PASSWORD}"}}'.encode()
    status = _send(target, scene.raw("POST", "/auth/login", text))
    tally.expect("a sign-in with the same key twice was taken", holds=status >= 400)


def _send(target: Target, asked: bytes) -> int:
    target.tally.sent(len(asked))
    status = ask(target.port, asked).status
    target.tally.answered(status)
    return status


FAMILY = Family(
    "headers",
    (
        Attack(
            "padded Basic",
            "13,000 headers of one credential, each with other blanks (up to 73 kB).",
            padded("Basic", "", "/api/customers?limit=1"),
        ),
        Attack(
            "padded Bearer",
            "13,000 headers of one access token, each with other blanks.",
            padded("Bearer", "anna", "/auth/me"),
        ),
        Attack("many headers", "Requests with 90 headers of 1 kB.", many_headers),
        Attack(
            "endless headers",
            "100 connections with 100 kB of a header that does not end.",
            endless_headers,
        ),
        Attack(
            "headers and keys twice",
            "Headers and JSON keys that come twice, with two values.",
            twice,
            is_measured=False,
        ),
    ),
)

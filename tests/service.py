"""A running service: the real command, a real port, a real PostgreSQL."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from patience import wait_until
from template import furnish

KONCERN = Path(sys.executable).parent / "koncern"

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""All goes over plain HTTP here: reading the certificates that each client of its own would
trust takes longer than most tests."""

_transport: Any = httpx._transports.default  # it has no public place for this
_make_context: Callable[..., ssl.SSLContext] = _transport.create_ssl_context


def _make_context_quickly(
    verify: ssl.SSLContext | str | bool = True,  # noqa: FBT001, FBT002 - as httpx has it
    cert: Any = None,
    trust_env: bool = True,  # noqa: FBT001, FBT002 - the same
) -> ssl.SSLContext:
    """Read no certificates for what asks for none in particular, as `httpx.get` does."""
    if verify is True:
        return NO_CERTIFICATES
    return _make_context(verify, cert, trust_env)


_transport.create_ssl_context = _make_context_quickly


@dataclass
class Service:
    """A `koncern serve` of the test's own, or of the test run's."""

    process: subprocess.Popen[bytes]
    url: str
    data: Path
    log: Path

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send the process a signal and wait for its end."""
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, *options: str, port: int = 0, **settings: str) -> Service:
    """Start a service on a data folder and wait until it is ready."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    # The demo is for newcomers, who begin with nothing.
    if "DATABASE_URL" not in settings and "--demo" not in options:
        furnish(data)
    log = data / f"serve-{port}.log"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KONCERN_") and name != "DATABASE_URL"
    }
    own = {
        "KONCERN_DATA": str(data),
        "KONCERN_RATE_LIMIT": "0",
        # A machine that runs tests may have little room.
        "KONCERN_FREE_BYTES_MIN": str(32 * 2**20),
    }
    settings = own | settings
    with log.open("ab") as output:
        process = subprocess.Popen(
            [KONCERN, "serve", "--port", str(port), *options],
            env=environment | settings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    service = Service(process, f"http://127.0.0.1:{port}", data, log)
    wait_until_ready(service)
    return service


def wait_until_ready(service: Service) -> None:
    """Wait until the service says that it is ready."""
    ready = f"{service.url}/health/ready"
    wait_until_answered(service.process, ready, service.log)


def wait_until_answered(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    """Wait until a server answers well; if it ends before, tell its log."""
    with httpx.Client(timeout=5, verify=NO_CERTIFICATES) as client:

        def answers() -> bool:
            assert server.poll() is None, log.read_text()
            try:
                return client.get(url).is_success
            except httpx.TransportError:
                return False

        wait_until(answers, lambda: f"not ready in time: {log.read_text()}")


@contextmanager
def serving(data: Path, *options: str, **settings: str) -> Iterator[Service]:
    """Run a service for the length of a block."""
    service = start(data, *options, port=0, **settings)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()

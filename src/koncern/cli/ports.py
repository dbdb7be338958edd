"""Ports: whether one can be listened on, and who has it if not."""

import errno
import json
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from koncern.base import Conflict, Invalid

LISTENING = "0A"  # a socket's state, in /proc/net/tcp
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared


class PortTaken(Conflict):
    """Something else listens on this port: stop it, or set KONCERN_PORT."""


class AddressUnusable(Invalid):
    """Nobody can listen on this address: set KONCERN_HOST and KONCERN_PORT."""


def base_url(host: str, port: int) -> str:
    """Return the URL at which this machine reaches a service."""
    name = EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def check_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    The server itself shares its port among its workers, and so with anybody's: it
    would not notice that another Koncern gets half of the requests.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise AddressUnusable(
                f"There is no port {port}: set KONCERN_PORT."
            ) from None
        except OSError as trouble:
            if trouble.errno == errno.EADDRINUSE:
                raise PortTaken(_refusal(host, port)) from None
            raise AddressUnusable(
                f"{base_url(host, port)} cannot be listened on: "
                f"{trouble.strerror or trouble}. Set KONCERN_HOST and KONCERN_PORT."
            ) from None


def is_koncern(host: str, port: int) -> bool:
    """Tell whether a running Koncern answers there."""
    asked = HTTPConnection(EVERYWHERE.get(host, host), port, timeout=1)
    with closing(asked), suppress(OSError, HTTPException, ValueError, LookupError):
        asked.request("GET", "/openapi/organisations.json")
        document = json.loads(asked.getresponse().read())
        return str(document["info"]["title"]).startswith("Koncern")
    return False


def _refusal(host: str, port: int) -> str:
    holder = holder_of(port)
    by = f" by {holder}" if holder else ""
    return (
        f"Port {port} of {host} is taken{by}: stop that, "
        "or choose another port with KONCERN_PORT or --port."
    )


def holder_of(port: int) -> str | None:
    """Return the command and pid of who listens, where /proc tells it to us."""
    sockets = set(_listening_sockets(port))
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if any(str(file.readlink()) in sockets for file in folder.glob("fd/*")):
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                command = words.decode("utf-8", "replace").strip()
                return f"“{command[:200]}” (process {folder.name})"
    return None


def _listening_sockets(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in _lines_of(Path(table)):
            _, place, _, state, *_, inode = line.split()[:10]
            if state == LISTENING and int(place.rpartition(":")[2], 16) == port:
                yield f"socket:[{inode}]"


def _lines_of(table: Path) -> list[str]:
    with suppress(OSError):
        return table.read_text(encoding="ascii").splitlines()[1:]
    return []

"""A proxy between the service and PostgreSQL that loses what passes through it.

It understands as much of PostgreSQL's protocol as it needs: it swallows the reply to the
COMMIT of a transaction that wrote something, or to a single statement that writes, once
PostgreSQL is done with it; and it turns every open connection into a black hole.
"""

import asyncio
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FORK = multiprocessing.get_context("fork")
SOCKET = ".s.PGSQL.5432"
LENGTH_BYTES = 4
WRITES = re.compile(
    r"\b(INSERT INTO|UPDATE \w+|DELETE FROM|MERGE INTO|\w+_(add|put|create|change)\()",
    re.IGNORECASE,
)


class Link:
    """The proxy, as the attack sees it."""

    def __init__(self, folder: Path, upstream: Path) -> None:
        self.folder = folder
        self.upstream = upstream
        self._swallow = FORK.Value("i", 0)
        self._swallowed = FORK.Value("i", 0)
        self._generation = FORK.Value("i", 0)

    @property
    def url(self) -> str:
        """How the service reaches its database."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    @property
    def swallowed(self) -> int:
        """How many replies were lost so far."""
        return int(self._swallowed.value)

    @property
    def generation(self) -> int:
        """How often the connections were turned into black holes."""
        return int(self._generation.value)

    def swallow_next(self) -> None:
        """Lose the reply to the next write that is committed."""
        self._swallow.value = 1

    def swallow_none(self) -> None:
        """Lose nothing more."""
        self._swallow.value = 0

    def make_holes(self) -> None:
        """Let nothing pass any more over the connections that are open now."""
        self._generation.value += 1

    def takes(self) -> bool:
        """Tell whether this reply is to be lost, and count it then."""
        with self._swallow.get_lock():
            if not self._swallow.value:
                return False
            self._swallow.value = 0
        self._swallowed.value += 1
        return True


@contextmanager
def linked(database_url: str) -> Iterator[Link]:
    """Run a proxy before a database for the length of a block."""
    upstream = Path(database_url.partition("host=")[2]) / SOCKET
    with TemporaryDirectory(prefix="koncern-link-") as folder:
        link = Link(Path(folder), upstream)
        process = FORK.Process(target=_run, args=(link,), daemon=True)
        process.start()
        try:
            yield link
        finally:
            process.kill()
            process.join()


def _run(link: Link) -> None:
    asyncio.run(_serve(link))


async def _serve(link: Link) -> None:
    meet = partial(_meet, link)
    server = await asyncio.start_unix_server(meet, link.folder / SOCKET)
    await server.serve_forever()


async def _meet(
    link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        theirs = await asyncio.open_unix_connection(link.upstream)
    except OSError:
        writer.close()
        return
    await _Pair(link, (reader, writer), theirs).pump()


class _Pair:
    """A connection of the service, and the one behind it."""

    def __init__(self, link: Link, service: Any, postgres: Any) -> None:
        self._link = link
        self._from_service, self._to_service = service
        self._from_postgres, self._to_postgres = postgres
        self._generation = link.generation
        self._statements: dict[bytes, str] = {}
        self._is_open = False  # a transaction
        self._wrote = False
        self._loses = False

    async def pump(self) -> None:
        ways = [self._forth(), self._back()]
        tasks = [asyncio.ensure_future(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for writer in (self._to_service, self._to_postgres):
            with suppress(OSError):
                writer.close()

    async def _forth(self) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            size = await self._from_service.readexactly(LENGTH_BYTES)
            rest = await self._from_service.readexactly(_length(size))
            self._to_postgres.write(size + rest)  # the first message has no type
            while True:
                kind, message = await self._next(self._from_service)
                if self._is_committed_by(kind, message) and self._link.takes():
                    self._loses = True
                self._to_postgres.write(kind + message)
                await self._to_postgres.drain()

    async def _back(self) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while not await self._pass_back():
                pass

    async def _pass_back(self) -> bool:
        """Pass a message on, or swallow it; tell whether the reply to lose has ended."""
        kind, message = await self._next(self._from_postgres)
        is_ready = kind == b"Z"  # for the next query; its last byte tells the state
        if is_ready:
            self._is_open = message[-1:] != b"I"
        if not self._loses:
            self._to_service.write(kind + message)
            await self._to_service.drain()
        return self._loses and is_ready

    async def _next(self, reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
        kind = await reader.readexactly(1)
        size = await reader.readexactly(LENGTH_BYTES)
        rest = await reader.readexactly(_length(size))
        if self._generation < self._link.generation:
            await asyncio.Event().wait()  # a black hole: nothing comes out, ever
        return kind, size + rest

    def _is_committed_by(self, kind: bytes, message: bytes) -> bool:
        """Tell whether a message commits a write; remember what must be known."""
        body = message[LENGTH_BYTES:]
        if kind == b"P":
            name, sql, *_ = body.split(b"\0", 2)
            self._statements[name] = sql.decode("utf-8", "replace")
        if kind == b"Q":
            return self._commits(body.rstrip(b"\0").decode("utf-8", "replace"))
        if kind == b"B":
            return self._commits(self._statements.get(body.split(b"\0", 2)[1], ""))
        return False

    def _commits(self, sql: str) -> bool:
        words = sql.lstrip().upper()
        if words.startswith("COMMIT"):
            return self._wrote
        if words.startswith(("BEGIN", "START")):
            self._wrote = False
        elif WRITES.search(sql):
            self._wrote = True
            return not self._is_open
        return False


def _length(size: bytes) -> int:
    return int.from_bytes(size, "big") - LENGTH_BYTES

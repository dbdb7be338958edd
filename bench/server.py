"""The PostgreSQL of the benchmark: the embedded one, on a folder of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped] # it has no types

from bench import cores
from koncern.db import Connection, embedded

PREWARM = """
SELECT sum(pg_prewarm(c.oid)) FROM pg_class AS c LEFT JOIN pg_index AS x ON x.indexrelid = c.oid
 WHERE coalesce(x.indrelid, c.oid) IN ({})
"""


class Server:
    """A running PostgreSQL, its databases and its processes."""

    def __init__(self, url: str, postmaster: int) -> None:
        self._url = url
        self._postmaster = psutil.Process(postmaster)

    def url(self, database: str) -> str:
        """Return how to reach one of its databases."""
        return self._url.replace("/postgres?", f"/{database}?", 1)

    @property
    def postmaster(self) -> int:
        """The process id of its postmaster."""
        return int(self._postmaster.pid)

    @property
    def processes(self) -> list[psutil.Process]:
        """The postmaster and every process that it has at the moment."""
        return [self._postmaster, *self._postmaster.children()]

    def cpu_seconds(self) -> float:
        """Return the CPU time of all its processes, ended ones included."""
        ended = self._postmaster.cpu_times()
        return sum(
            map(cpu_seconds, self.processes),
            start=float(ended.children_user + ended.children_system),
        )

    @asynccontextmanager
    async def connected(self, database: str) -> AsyncIterator[Connection]:
        """Connect to one of its databases."""
        connection: Connection = await asyncpg.connect(
            self.url(database), connection_class=Connection
        )
        try:
            yield connection
        finally:
            await connection.close()

    def run(self, database: str, *statements: str) -> None:
        """Carry statements out, each by itself."""

        async def all_of_them() -> None:
            async with self.connected(database) as connection:
                for statement in statements:
                    await connection.execute(statement)

        asyncio.run(all_of_them())

    def prewarm(self, database: str, *tables: str) -> None:
        """Have tables and their indexes in PostgreSQL's memory, as after a while of use.

        A database was copied just before, and would be read from files, a page at a time.
        """
        names = ", ".join(f"'{table}'::regclass" for table in tables)
        extension = "CREATE EXTENSION IF NOT EXISTS pg_prewarm"
        self.run(database, extension, PREWARM.format(names))

    def settle(self) -> None:
        """Let nothing from before a measurement be written during it."""
        self.run("postgres", "CHECKPOINT")

    def has(self, database: str) -> bool:
        """Tell whether there is such a database."""

        async def ask() -> bool:
            async with self.connected("postgres") as connection:
                sql = "SELECT FROM pg_database WHERE datname = $1"
                return await connection.fetchrow(sql, database) is not None

        return asyncio.run(ask())

    def copy(self, seeded: str, fresh: str) -> None:
        """Make a database anew as a copy of another one."""
        self.run(
            "postgres",
            f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)",
            f"CREATE DATABASE {fresh} TEMPLATE {seeded} STRATEGY file_copy",
        )


@contextmanager
def running(data: Path) -> Iterator[Server]:
    """Run the benchmark's PostgreSQL, on all cores until `place` is called."""
    with embedded(data) as url:
        (pid_file,) = (data / "postgres").glob("*/postmaster.pid")
        postmaster = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        yield Server(url, postmaster)


def place(server: Server) -> None:
    """Move PostgreSQL to its core; processes that it starts later follow."""
    cores.move(server.processes, cores.DATABASE)


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU time that a process has taken, zero when it is gone."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return float(times.user + times.system)

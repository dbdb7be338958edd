"""A migrated cluster, made once for a test run and then copied.

To make a cluster and to take every step takes seconds; to copy it takes a moment. Tests of
the making itself, of `koncern serve --demo` for one, begin with nothing.
"""

import asyncio
import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from koncern.db import Server, embedded, migrate

_folder: Path | None = None


def use(folder: Path) -> None:
    """Say where the template of this test run lies, or is to be made."""
    global _folder  # noqa: PLW0603 - one for all tests of a process
    _folder = folder


def furnish(data: Path) -> None:
    """Put a copy of the template where a service would make a cluster of its own."""
    assert _folder is not None
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    theirs = Server(data.resolve())
    with _turn(_folder):
        if theirs.cluster.exists():
            return
        ours = Server(_folder)
        if not ours.cluster.exists():
            _make(_folder)
        theirs._prepare()
        half = theirs.folder / "half"
        shutil.rmtree(half, ignore_errors=True)
        # `cp` keeps the owner, who is not root.
        subprocess.run(["cp", "-a", ours.cluster, half], check=True)
        half.rename(theirs.cluster)


def _make(folder: Path) -> None:
    half = folder.with_name(f"{folder.name}-half")
    with embedded(half) as url:
        asyncio.run(migrate(url))
        asyncio.run(_trust_the_machine(url))
    (half / "postgres").rename(folder / "postgres")


async def _trust_the_machine(url: str) -> None:
    """Let the database not wait for the disk: a busy one may stall for seconds.

    What tests kill are processes, never the machine, and what a process has written
    outlives it.
    """
    connection = await asyncpg.connect(url)
    await connection.execute("ALTER SYSTEM SET fsync TO off")
    await connection.close()


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Let processes of a test run go one at a time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield

"""Serving: the database, the schema, the demo if asked for, and the workers."""

import asyncio
import os
import signal
import sys
from types import FrameType

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from koncern.base import Settings
from koncern.cli.shell import console, located
from koncern.db import migrate

GRACE_SECONDS = 20


def run(settings: Settings, *, demo: bool) -> None:
    """Serve until told to stop; then finish what is in flight, and stop it all."""
    # Until the server has its own handlers, a SIGTERM leaves like a Ctrl-C would:
    # through every `with`, so that the embedded database is stopped as well.
    signal.signal(signal.SIGTERM, _leave)
    with located(settings) as ready:
        asyncio.run(migrate(ready.database_url))
        os.environ["DATABASE_URL"] = ready.database_url
        if demo:
            from koncern.cli.demo import make_demo  # noqa: PLC0415 - only with --demo

            asyncio.run(make_demo(ready))
        where = "embedded in " + str(ready.data) if not settings.database_url else "set"
        console.print(
            f"Koncern serves at http://{ready.host}:{ready.port} "
            f"(API pages: /docs; database: {where}; Ctrl-C stops it)"
        )
        sys.stdout.flush()
        _serve(ready)


def _serve(settings: Settings) -> None:
    Granian(
        "koncern.api.service:build",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=settings.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        backlog=2048,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)

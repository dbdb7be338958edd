"""Serving: the database, the schema, the demo if asked for, and the workers."""

import asyncio
import ctypes
import gc
import importlib
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from koncern import limits
from koncern.base import Settings
from koncern.cli.ports import base_url, check_port
from koncern.cli.reachability import explain_unreachable
from koncern.cli.shell import console, open_database, report_failures
from koncern.db import migrate

GRACE_SECONDS = 20

M_MMAP_THRESHOLD = -3
"""The option's number in glibc's `malloc.h`."""

LARGE_BLOCK_BYTES = 2 * limits.WHOLE_BYTES

OTHER_FILES = 512
"""What a worker has open beside its connections: the database's, files, metrics."""


def run(settings: Settings, *, demo: bool) -> None:
    """Serve until told to stop; then finish what is in flight, and stop it all."""
    leaving = _Leaving()
    os.register_at_fork(after_in_child=_forget_signals)
    check_port(settings.host, settings.port)
    if settings.metrics_port:
        check_port(settings.metrics_host, settings.metrics_port)
    with ExitStack() as stack:
        with leaving.finish_first():
            ready = stack.enter_context(open_database(settings, watched=True))
        if ready.workers > 1 and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            # Where the workers keep their metrics, so that each can tell the sum of all.
            # It must be known before the service is loaded.
            metrics = TemporaryDirectory(prefix="koncern-metrics-")
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = stack.enter_context(metrics)
        _run_in_child(partial(_prepare, ready, demo=demo), meanwhile=_load)
        os.environ["DATABASE_URL"] = ready.database_url
        where = "yours" if settings.database_url else f"embedded in {ready.data}"
        console.print(
            f"Koncern serves at {base_url(ready.host, ready.port)} "
            f"(API pages: /docs; database: {where}; Ctrl-C stops it)",
            soft_wrap=True,
        )
        sys.stdout.flush()
        check_port(ready.host, ready.port)
        _serve(ready)


def _prepare(settings: Settings, *, demo: bool) -> None:
    """Bring the schema up to date, and make the demo if asked for."""
    with report_failures(), explain_unreachable(settings.database_url):
        asyncio.run(migrate(settings.database_url))
        if demo:
            from koncern.cli.demo import make_demo  # noqa: PLC0415 - only with --demo

            asyncio.run(make_demo(settings))


def _load() -> None:
    """Load the service before the workers are forked, which then have it.

    What is loaded stays: Python is told not to look through it for what may go, which
    stopped a worker for 50 ms now and then (after some 130 searches for a text).
    """
    _return_large_blocks()
    importlib.import_module("koncern.worker")
    gc.collect()
    gc.freeze()


def _return_large_blocks() -> None:
    """Have the C library return each large block of memory as soon as it is free.

    By itself it keeps more and more after responses of megabytes. Other C libraries than
    glibc do without this call, and do not have it.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES)


def _run_in_child(work: Callable[[], None], *, meanwhile: Callable[[], None]) -> None:
    """Do work in a process of its own, and other work here; if it fails, leave as it did.

    This process stays bare: workers are forked from it, and would wait for ever for
    threads that they do not inherit; and a signal may end it at any place.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    try:
        meanwhile()
        child.join()
    finally:
        child.terminate()
        child.join()
    if child.exitcode:
        sys.exit(child.exitcode if child.exitcode > 0 else 1)


def _serve(settings: Settings) -> None:
    server = Granian(
        "koncern.worker:build",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        loop=Loops.uvloop,
        workers=settings.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        backlog=2048,
        backpressure=_connections_max(),
        # The buffer is each connection's own: of many uploads at once it is the most.
        http1_settings=HTTP1Settings(
            header_read_timeout=limits.HEAD_SECONDS * 1000,
            max_buffer_size=limits.BUFFER_BYTES,
        ),
        log_level=LogLevels.warning,
        websockets=False,
    )
    hangup = signal.getsignal(signal.SIGHUP)
    if hangup is not signal.SIG_IGN:
        hangup = server.signal_handler_interrupt
    server.on_startup(lambda: signal.signal(signal.SIGHUP, hangup))
    try:
        server.serve(target_loader=_Worker(), wrap_loader=False)
    except SystemExit:
        # A worker that ended a moment before it was told to is no trouble then.
        if not server.interrupt_signal:
            raise


def _connections_max() -> int:
    """Return how many connections a worker takes: each is an open file.

    A worker that can open no more files would answer nobody.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = limits.CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < most:
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return limits.CONNECTIONS
    return max(OTHER_FILES, min(limits.CONNECTIONS, files - OTHER_FILES))


def _forget_signals() -> None:
    """Let a new process be stopped at once, by its parent and by nobody else.

    The handlers that it inherits are its parent's: they would swallow the signal.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


class _Worker:
    """Makes the application in a new worker, and ties the worker to its parent."""

    def __init__(self) -> None:
        self._workers_end, self._parents_end = multiprocessing.Pipe(duplex=False)

    def __call__(self) -> Any:
        """Return the application; called in the worker."""
        from koncern.worker import build  # noqa: PLC0415 - workers need it

        os.setsid()  # Ctrl-C reaches the parent alone, which then tells its workers
        self._parents_end.close()
        threading.Thread(target=self._end_with_parent, daemon=True).start()
        service = build()
        gc.freeze()
        return service

    def _end_with_parent(self) -> None:
        """Stop when the parent is gone, however it went: its pipe ends then.

        A worker left behind would go on serving, and share the port with the next.
        """
        with suppress(EOFError, OSError):
            self._workers_end.recv_bytes()
        os.kill(os.getpid(), signal.SIGTERM)


class _Leaving:
    """What a signal does until the server has its own handlers.

    It leaves through every `with`, so that the embedded database is stopped as well.
    """

    def __init__(self) -> None:
        self._is_told = False
        self._is_busy = False
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGINT, self._leave)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._leave)

    @contextmanager
    def finish_first(self) -> Iterator[None]:
        """Finish a block before leaving: half a start could not be undone."""
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False
            if self._is_told:
                raise SystemExit(0)

    def _leave(self, _signal: int, _frame: FrameType | None) -> None:
        is_first, self._is_told = not self._is_told, True
        if is_first and not self._is_busy:
            raise SystemExit(0)

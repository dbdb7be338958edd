"""Looking at the machine: folder, files, disk, port, and handles."""

import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

from koncern.base import Failure, Settings
from koncern.cli.findings import Finding, fine, warning, wrong
from koncern.cli.ports import PortTaken, base_url, check_port, is_koncern
from koncern.profile.file_store import (
    embedded_folder,
    least_for_writes,
    local_folder,
    room_at,
)

DISK_WANTED = 2 * 2**30
PRIVATE = ("demo.json", "postgres.log", "mail", "files")
"""What is under the data folder for its owner's eyes alone."""

HANDLES_NEEDED = 128
HANDLES_WANTED = 1024
"""Of one worker, besides its database connections: each client takes one."""


def check_machine(settings: Settings) -> Iterator[Finding]:
    """Look at what the machine offers."""
    yield from _check_folder(settings)
    for name in PRIVATE:
        yield from _check_private(settings.data / name)
    yield _check_port(settings)
    yield _check_handles(settings)


def _check_folder(settings: Settings) -> Iterator[Finding]:
    about = "data folder"
    place = nearest_existing(settings.data)
    if not place.is_dir():
        yield wrong(about, f"{place} is a file: set KONCERN_DATA to a folder.")
        return
    if not os.access(place, os.W_OK | os.X_OK):
        yield wrong(
            about,
            f"You may not write to {place}: change its owner, or set KONCERN_DATA "
            "to a folder of yours.",
        )
    elif place == settings.data:
        yield fine(about, f"{settings.data} can be written to.")
    else:
        yield fine(about, f"{settings.data} is made at the first start.")
    yield _check_disk(settings, place)
    for folder in local_folder(settings):
        elsewhere = nearest_existing(folder)
        if elsewhere.stat().st_dev != place.stat().st_dev:
            yield _check_disk(settings, elsewhere)


def nearest_existing(path: Path) -> Path:
    """Return a path itself, or the nearest folder above it that is there."""
    return next(place for place in (path, *path.absolute().parents) if _exists(place))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False


def _check_disk(settings: Settings, place: Path) -> Finding:
    _, free = room_at(place)
    text = f"{free // 2**20} MB are free at {place}"
    if free < least_for_writes(settings) and embedded_folder(settings) is not None:
        return wrong(
            "disk", f"Only {text}, and writes are refused (KONCERN_FREE_BYTES_MIN)."
        )
    if free < settings.free_bytes_min:
        return warning(
            "disk", f"Only {text}, and uploads are refused (KONCERN_FREE_BYTES_MIN)."
        )
    if free < DISK_WANTED:
        return warning("disk", f"Only {text}: make room soon.")
    return fine("disk", f"{text}.")


def _check_private(path: Path) -> Iterator[Finding]:
    if not _exists(path):
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    allowed, right = (0o011, 700) if path.is_dir() else (0, 600)
    if mode & 0o077 & ~allowed:
        what = "the secrets in " if path.name == "demo.json" else ""
        yield wrong(
            path.name,
            f"Others may read {what}{path} (mode {mode:04o}): chmod {right} {path}",
        )
    else:
        yield fine(path.name, f"Only its owner may read {path}.")


def _check_port(settings: Settings) -> Finding:
    url = base_url(settings.host, settings.port)
    try:
        check_port(settings.host, settings.port)
    except PortTaken as taken:
        if is_koncern(settings.host, settings.port):
            return fine("port", f"Koncern serves at {url}.")
        return wrong("port", taken.detail)
    except Failure as failure:
        return wrong("port", failure.detail)
    return fine("port", f"{url} is free to be served at.")


def _check_handles(settings: Settings) -> Finding:
    # The hard limit counts: `koncern serve` raises the soft one.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return fine("file handles", "There is no limit.")
    clients = most - settings.connections
    advice = f"A process may have {most} files open: raise that (ulimit -n 4096)."
    if clients < HANDLES_NEEDED:
        return wrong("file handles", advice)
    if clients < HANDLES_WANTED - settings.connections:
        return warning("file handles", advice)
    return fine("file handles", f"A process may have {most} files open.")

"""Space: the disks that uploads and the embedded database are written to.

PostgreSQL stops when its disk is full. So uploads are refused while it still has room. If
mails, logs or other programs take that room too, all writes are refused except those that
free space. Disks are measured once a second; the bytes of uploads in progress are
taken off beforehand.
"""

import asyncio
import errno
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from koncern import limits
from koncern.base import Full, Settings, TooMany
from koncern.db import Server

MEASURED_EVERY_SECONDS = 1.0
FILES_LEFT_MIN = 1000
"""A disk that can take fewer new files than this is full, whatever its free bytes are."""

FULL = (errno.ENOSPC, errno.EDQUOT)

log = structlog.get_logger("koncern.file_store")


class DiskFull(Full):
    """The server's disk is nearly full; nothing was stored.

    Reading and deleting still work. Ask the operator to free space.
    """


class TooManyUploads(TooMany):
    """You have too many uploads in progress: wait until one of them has ended."""


class Space:
    """How much room there is, and what of it uploads in progress will take."""

    def __init__(self, settings: Settings) -> None:
        self._least = settings.free_bytes_min
        self._least_for_writes = least_for_writes(settings)
        self.is_tight = False
        self._workers = settings.workers
        self._database = embedded_folder(settings)
        self._places = [settings.data / "uploads", *local_folder(settings)]
        self._disks: dict[int, tuple[int, int]] = {}
        self._in_progress: Counter[str] = Counter()
        self._promised = 0
        self.measure()

    @contextmanager
    def upload(self, who: str, size: int) -> Iterator[None]:
        """Keep room for an upload of so many bytes while it is in progress."""
        if self._in_progress[who] >= limits.UPLOADS_AT_ONCE:
            raise TooManyUploads(retry_after_seconds=1)
        self._check_promised(self._promised + size)
        self._in_progress[who] += 1
        self._promised += size
        try:
            yield
        finally:
            self._promised -= size
            self._in_progress[who] -= 1
            if not self._in_progress[who]:
                del self._in_progress[who]

    def check(self, *, makes_room: bool) -> None:
        """Refuse what may write to the embedded database when its disk is nearly full."""
        if self.is_tight and not makes_room:
            raise DiskFull

    async def watch(self) -> None:
        """Measure the disks again and again."""
        while True:
            await asyncio.sleep(MEASURED_EVERY_SECONDS)
            await asyncio.to_thread(self.measure)

    def measure(self) -> None:
        """Look how much room there is on each disk."""
        disks: dict[int, tuple[int, int]] = {}
        for place in self._places:
            disk, free = room_at(place)
            disks[disk] = free, disks.get(disk, (0, 0))[1] + 1
        is_tight = False
        if self._database is not None:
            disk, free = room_at(self._database)
            disks.setdefault(disk, (free, 0))
            is_tight = free < self._least_for_writes
        if is_tight != self.is_tight:
            tell = log.error if is_tight else log.warning
            tell("disk nearly full" if is_tight else "disk has room again", free=free)
        self.is_tight = is_tight
        self._disks = disks

    def _check_promised(self, promised: int) -> None:
        """Refuse what would leave too little; each worker gives away its own share."""
        for free, copies in self._disks.values():
            left = (free - self._least) // self._workers
            if self._least and left < copies * promised:
                log.warning("upload refused, as the disk is nearly full", free=free)
                raise DiskFull


def least_for_writes(settings: Settings) -> int:
    """Return below how many free bytes on the database's disk writes are refused."""
    return settings.free_bytes_min * limits.FREE_BYTES_FOR_WRITES // limits.FREE_BYTES


def embedded_folder(settings: Settings) -> Path | None:
    """Return the folder of the embedded database, if that is the one in use."""
    server = Server(settings.data.resolve())
    if not settings.database_url:
        return server.folder
    with suppress(OSError):
        return server.folder if settings.database_url == server.url else None
    return None


def local_folder(settings: Settings) -> list[Path]:
    """Return the local folder of the files' contents, if they are not in a bucket."""
    if not settings.files_url:
        return [settings.data / "files"]
    if settings.files_url.startswith("file://"):
        return [Path(settings.files_url.removeprefix("file://"))]
    return []


def room_at(place: Path) -> tuple[int, int]:
    """Return which disk a place is on, and the bytes that are free there."""
    for folder in (place, *place.absolute().parents):
        try:
            disk, found = folder.stat().st_dev, os.statvfs(folder)
        except OSError:
            continue
        if found.f_files and found.f_favail < FILES_LEFT_MIN:
            return disk, 0
        return disk, found.f_bavail * found.f_frsize
    return 0, 2**62


def is_full(trouble: BaseException) -> bool:
    """Tell whether a disk is full; some libraries say so only in their message."""
    if isinstance(trouble, OSError) and trouble.errno in FULL:
        return True
    return "(os error 28)" in str(trouble) or "(os error 122)" in str(trouble)

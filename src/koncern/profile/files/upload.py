"""A content on its way in: on disk, not in memory, and gone if it goes no further."""

import asyncio
import hashlib
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import structlog

from koncern.profile.file_store import DiskFull, FileStoreDown, is_full

PIECE = 64 * 1024
"""Less is gathered until it is worth a thread's while to write it down."""

log = structlog.get_logger("koncern.files")


class Incoming:
    """An upload's content, in a file without a name: no crash leaves it behind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gathered = bytearray()
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        self.size = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def checksum(self) -> str:
        """The SHA-256 of what has come in."""
        return f"sha256:{self._digest.hexdigest()}"

    async def add(self, piece: memoryview) -> None:
        """Take the next piece."""
        self.size += len(piece)
        if len(piece) < PIECE and len(self._gathered) < PIECE:
            self._gathered += piece
            return
        await self._write(piece)

    async def finish(self) -> BinaryIO:
        """Return the whole content, from its beginning."""
        await self._write(memoryview(b""))
        assert self._file is not None
        self._file.seek(0)
        return self._file

    async def _write(self, piece: memoryview) -> None:
        gathered, self._gathered = self._gathered, bytearray()
        try:
            await asyncio.to_thread(self._put_down, gathered, piece)
        except OSError as trouble:
            log.error("upload not kept", folder=str(self._folder), reason=str(trouble))  # noqa: TRY400 - one line tells it
            if is_full(trouble):
                raise DiskFull from trouble
            raise FileStoreDown(retry_after_seconds=30) from trouble

    def _put_down(self, *pieces: bytearray | memoryview) -> None:
        if self._file is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unnamed = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed at the end of the upload
            self._file = cast("BinaryIO", unnamed)
        for piece in pieces:
            self._file.write(piece)
            self._digest.update(piece)
        self._file.flush()

"""Writing contents, reading and removing them, wherever they lie (obstore)."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from koncern.base import Settings
from koncern.profile.file_store.disk_space import DiskFull, Space, is_full
from koncern.profile.file_store.model import FileLost, FileStoreDown

PUTS_MAX = 4
"""How many contents one worker writes at once: each takes some parts' memory."""

PUT_SECONDS_MAX = 600
"""For one content, with waiting for its turn."""

PART = 5 * 2**20
PIECE = 64 * 1024
TRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=60)}
CLIENT: Any = {"timeout": "1h", "read_timeout": "30s"}
"""A slow reader may take his time; a store that says nothing may not."""

ENDPOINTS = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AZURE_STORAGE_ENDPOINT",
    "GOOGLE_BASE_URL",
)
"""The clouds' own variables that name a store elsewhere, as in a network of one's own."""

_SAID = re.compile(r"<Code>([^<]+)</Code>\s*<Message>([^<]+)</Message>")

log = structlog.get_logger("koncern.file_store")


class FileStore:
    """Where the contents of files lie."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.files_url
        self._folder = settings.data / "files"
        self.arrivals: Path = settings.data / "uploads"
        self.space = Space(settings)
        self._turns = asyncio.Semaphore(PUTS_MAX)

    async def put(self, app: UUID, file: UUID, content: IO[bytes]) -> None:
        """Write a content; it is there as a whole, for good, or not at all."""
        key = _key(app, file)
        with self._trouble(key):
            async with asyncio.timeout(PUT_SECONDS_MAX), self._turns:
                await obstore.put_async(
                    self._store, key, content, chunk_size=PART, max_concurrency=1
                )
                if isinstance(self._store, LocalStore) and self._store.prefix:
                    await asyncio.to_thread(_settle, self._store.prefix / key)

    async def open(
        self, app: UUID, file: UUID, begin: int, end: int
    ) -> AsyncGenerator[bytes, None]:
        """Return the bytes of a content from one place to before another, in pieces."""
        key = _key(app, file)
        with self._trouble(key):
            try:
                found = await obstore.get_async(
                    self._store, key, options={"range": (begin, end)}
                )
            except FileNotFoundError:
                log.error("content lost", key=key)  # noqa: TRY400 - one line tells it
                raise FileLost from None
        return _pieces(found)

    async def remove(self, app: UUID, file: UUID) -> None:
        """Remove a content; one that is not there is removed already."""
        key = _key(app, file)
        with self._trouble(key):
            if isinstance(self._store, LocalStore) and self._store.prefix:
                await asyncio.to_thread(_remove_parts, self._store.prefix / key)
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)

    @cached_property
    def _store(self) -> Any:
        if self._url:
            scheme = self._url.partition("://")[0]
            if scheme == "file":
                return LocalStore.from_url(
                    self._url, mkdir=True, automatic_cleanup=True
                )
            return from_url(self._url, client_options=_client(), retry_config=TRIES)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(self._folder.resolve(), automatic_cleanup=True)

    @contextmanager
    def _trouble(self, key: str) -> Iterator[None]:
        """Tell trouble with the store to the operator, and that there is some to all."""
        try:
            yield
        except (BaseError, OSError) as trouble:
            log.error("file store", key=key, reason=reason_of(trouble))  # noqa: TRY400 - one line tells it
            if is_full(trouble):
                raise DiskFull from trouble
            raise FileStoreDown(retry_after_seconds=5) from trouble


def reason_of(trouble: BaseException) -> str:
    """Return in a line why the store does not do as asked: its own words, if it has any."""
    said = _SAID.search(str(trouble))
    if said is None:
        return str(trouble).partition("\n")[0]
    return f"{said[1]}: {said[2].rstrip('.')}"


def _client() -> Any:
    """Return how to speak to a cloud: by HTTPS, unless its endpoint says otherwise."""
    named = (os.environ.get(name, "") for name in ENDPOINTS)
    return CLIENT | {"allow_http": any(each.startswith("http:") for each in named)}


def _key(app: UUID, file: UUID) -> str:
    """Return where a content lies; the folders between keep folders small."""
    return f"{app}/{file.hex[-2:]}/{file}"


def _remove_parts(path: Path) -> None:
    """Remove what a process that was killed had written of a content: `<id>#1`."""
    for part in path.parent.glob(f"{path.name}#*"):
        part.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have the operating system write a file and its folders down."""
    for each in (path, path.parent, path.parent.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


async def _pieces(found: Any) -> AsyncGenerator[bytes, None]:
    async for piece in found.stream(min_chunk_size=PIECE):
        yield bytes(piece)

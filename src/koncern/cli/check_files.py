"""Looking at the file store: whether contents can be written, read and removed."""

import asyncio
import tempfile
from collections.abc import Iterator

from uuid_utils.compat import uuid7

from koncern.base import Failure, Settings
from koncern.cli.findings import Finding, fine, wrong
from koncern.db import EVERY_APP
from koncern.profile.file_store import FileStore, reason_of

ABOUT = "file store"
CONTENT = b"koncern doctor"


def check_files(settings: Settings) -> Iterator[Finding]:
    """Look at the file store: write a small content, read it, and remove it again."""
    where = settings.files_url or str(settings.data / "files")
    if not settings.files_url and not (settings.data / "files").exists():
        yield fine(ABOUT, f"{where} is made with the first file.")
        return
    try:
        asyncio.run(_write_and_read(FileStore(settings)))
    except Failure as failure:
        reason = reason_of(failure.__cause__ or failure)
        yield wrong(
            ABOUT,
            f"Files cannot be kept in {where}: {reason}. Check KONCERN_FILES_URL, "
            f"{'its credentials, ' if settings.files_url else ''}and that Koncern may "
            "write there.",
        )
    else:
        yield fine(ABOUT, f"Files can be written to, and read from, {where}.")


async def _write_and_read(store: FileStore) -> None:
    file = uuid7()
    with tempfile.SpooledTemporaryFile() as content:
        content.write(CONTENT)
        content.seek(0)
        await store.put(EVERY_APP, file, content)
    pieces = await store.open(EVERY_APP, file, 0, len(CONTENT))
    assert b"".join([piece async for piece in pieces]) == CONTENT
    await store.remove(EVERY_APP, file)

"""The contents of an organisation's files, as they are downloaded."""

from http import HTTPStatus
from urllib.parse import quote

from koncern.api.http import (
    Call,
    RangeUnsatisfiable,
    Reply,
    Unit,
    asked_span,
    is_known,
    route,
)
from koncern.profile import files
from koncern.profile.file_store import FileLost, FileStoreDown
from koncern.profile.files import FileUnknown

GUARDS = {
    "accept-ranges": "bytes",
    "content-security-policy": "sandbox; default-src 'none'",
}
"""What forbids a browser to run anything of a content."""


async def download(call: Call) -> Reply:
    """Download a file's content.

    One `Range` of bytes can be asked for, and `If-Range` and `If-None-Match` with the
    `ETag` that the content came with: it is its checksum, and never changes. The
    content is sent to be kept, not to be shown: a browser runs nothing of it.
    """
    async with call.database.single(call.by.app, call.request_id) as tx:
        found = await files.read(tx, call.by, call.ids["id"], call.ids["file_id"])
    etag = f'"{found.checksum}"'.encode()
    reply = Reply(
        etag=etag,
        content_type=found.content_type.encode(),
        cache_control=b"private, no-cache",
        headers=GUARDS | {"content-disposition": _disposition(found.filename)},
        length=found.size,
    )
    begin, end = 0, found.size
    if is_known(call.headers, etag):
        return reply
    if (span := asked_span(call, found.size, etag)) is not None:
        begin, end = span.begin, span.end
        reply.status, reply.length = HTTPStatus.PARTIAL_CONTENT, span.length
        reply.headers |= {"content-range": span.header}
    reply.pieces = await call.store.open(call.by.app, found.id, begin, end)
    return reply


def _disposition(filename: str) -> str:
    """Return a name for all clients: in ASCII, and exactly (RFC 6266)."""
    plain = "".join(
        each if " " <= each <= "~" and each not in '"\\%' else "_" for each in filename
    )
    return (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )


ROUTES = [
    route(
        "GET",
        "/organisations/{id}/files/{file_id}/content",
        download,
        gives="*/*",
        unit=Unit.OWN,
        failures=(FileLost, FileStoreDown, FileUnknown, RangeUnsatisfiable),
    )
]

"""Files of an organisation: uploaded, listed, downloaded, renamed and deleted."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from koncern.api.http import MULTIPART, Call, Pagination, Reply, Unit, listed, route
from koncern.api.organisations.uploads import discard, take_upload
from koncern.base import PageAsked
from koncern.companies import (
    CompanyArchived,
    CompanyRejected,
    CompanyTooLarge,
    CompanyUnknown,
    PrintedFile,
)
from koncern.people.memberships import AdminNeeded
from koncern.profile import files
from koncern.profile.file_store import DiskFull, FileStoreDown, TooManyUploads
from koncern.profile.file_types import FileTypeContradicted, FileTypeRefused
from koncern.profile.files import (
    File,
    FileInvalid,
    FilePatch,
    FileQuotaExceeded,
    FileUnknown,
    TooManyFiles,
)


class Upload(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A form with one file, and what is to be known of it."""

    file: Annotated[
        str,
        Meta(
            description="The content, with its filename. Its type is told by what is "
            "in it; a name or a declared type that says something else is refused.",
            extra_json_schema={"format": "binary"},
        ),
    ]
    custom_fields: Annotated[
        dict[str, Any], Meta(description="Your own fields: a JSON object, up to 4 kB.")
    ] = {}


class FileList(msgspec.Struct, kw_only=True):
    """Files, with the way to the next page."""

    files: list[PrintedFile]
    pagination: Pagination


async def upload(call: Call) -> Reply:
    """Upload a file: a form with a part `file`, and `custom_fields` if you like.

    Admins of the company may, credentials, and every member while it is pending. What
    counts is what is in the file: PDF, PNG, JPEG, GIF, WebP, TIFF, text and CSV in
    UTF-8, and documents of Office (docx, xlsx, pptx) and OpenDocument without macros;
    whoever runs the service may allow fewer types, and ZIP archives. A company has at
    most 1,000 files.
    """
    return await take_upload(call, call.ids["id"])


async def list_all(call: Call) -> Reply:
    """List the files of a company that you belong to, newest first."""
    page = await files.page(call.unit, call.by, call.ids["id"], call.query)
    documents = [file.document for file in page.rows]
    return Reply(
        body=listed("files", documents, call.pagination(page)), links=call.links(page)
    )


async def read(call: Call) -> Reply:
    """Read what is known of a file."""
    return _one(await _found(call))


async def change(call: Call) -> Reply:
    """Rename a file, or change its custom fields: a JSON Merge Patch (RFC 7396).

    Its content never changes, and its new name may not belie it.
    """
    changed = await files.change(
        call.unit,
        call.by,
        call.ids["id"],
        call.ids["file_id"],
        patch=call.body,
        version=call.version,
    )
    return _one(changed)


async def delete(call: Call) -> Reply:
    """Delete a file, and its content for good."""
    company, file = call.ids["id"], call.ids["file_id"]
    async with call.database.transaction(call.by.app, call.request_id) as tx:
        await files.delete(tx, call.by, company, file, version=call.version)
    await discard(call, file)
    return Reply(status=204)


async def _found(call: Call) -> File:
    return await files.read(call.unit, call.by, call.ids["id"], call.ids["file_id"])


def _one(file: File, status: int = 200) -> Reply:
    return Reply(status=status, body=file.document, version=file.version)


EXAMPLE = {
    "file": "%PDF-1.7 (the content of contract-2026.pdf)",
    "custom_fields": {"kind": "contract"},
}

_ALL = "/organisations/{id}/files"
_ONE = f"{_ALL}/{{file_id}}"

_REFUSED = (AdminNeeded, CompanyArchived, CompanyRejected, CompanyUnknown)

ROUTES = [
    route(
        "POST",
        _ALL,
        upload,
        body=Upload,
        takes=MULTIPART,
        shows=PrintedFile,
        status=201,
        unit=Unit.OWN,
        failures=(
            *_REFUSED,
            CompanyTooLarge,
            DiskFull,
            FileInvalid,
            FileQuotaExceeded,
            FileStoreDown,
            FileTypeContradicted,
            FileTypeRefused,
            TooManyFiles,
            TooManyUploads,
        ),
        example=EXAMPLE,
    ),
    route(
        "GET",
        _ALL,
        list_all,
        query=PageAsked,
        shows=FileList,
        failures=(CompanyUnknown,),
    ),
    route(
        "GET", _ONE, read, shows=PrintedFile, unit=Unit.SINGLE, failures=(FileUnknown,)
    ),
    route(
        "PATCH",
        _ONE,
        change,
        body=FilePatch,
        shows=PrintedFile,
        takes_if_match=True,
        failures=(
            *_REFUSED,
            CompanyTooLarge,
            FileInvalid,
            FileTypeContradicted,
            FileUnknown,
        ),
        example={"filename": "contract-2026-signed.pdf"},
    ),
    route(
        "DELETE",
        _ONE,
        delete,
        status=204,
        unit=Unit.OWN,
        takes_if_match=True,
        failures=(*_REFUSED, FileUnknown),
    ),
]

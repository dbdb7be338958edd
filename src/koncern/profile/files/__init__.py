"""Files: what a company hands in and keeps with the seller.

What is known of a file is a row; its content lies in the file store, under the app's
and the file's id. The content is written before the row and removed after it, so that
no row is ever without its content. What lies in the store and has no row, because an
upload broke off or the file was deleted, is on a list, and is removed at once; what a
crash leaves behind, housekeeping removes.
"""

from koncern.profile.files.actions import (
    add,
    begin,
    change,
    check_rights,
    check_upload,
    delete,
    page,
    read,
)
from koncern.profile.files.model import (
    File,
    FileInvalid,
    FilePatch,
    FileUnknown,
    NewFile,
    TooManyFiles,
)
from koncern.profile.files.quotas import FileQuotaExceeded, Quotas
from koncern.profile.files.removal import discard, purge
from koncern.profile.files.rules import check_custom_fields, file_name
from koncern.profile.files.upload import Incoming

__all__ = [
    "File",
    "FileInvalid",
    "FilePatch",
    "FileQuotaExceeded",
    "FileUnknown",
    "Incoming",
    "NewFile",
    "Quotas",
    "TooManyFiles",
    "add",
    "begin",
    "change",
    "check_custom_fields",
    "check_rights",
    "check_upload",
    "delete",
    "discard",
    "file_name",
    "page",
    "purge",
    "read",
]

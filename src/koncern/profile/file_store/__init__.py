"""The file store: a folder, or a bucket at one of the clouds, by URL.

A content lies under its app's and its own id, and under nothing that anybody chose. The
store knows no companies and no rows: `files` keeps it and the database in step.
"""

from koncern.profile.file_store.disk_space import (
    DiskFull,
    Space,
    TooManyUploads,
    embedded_folder,
    is_full,
    least_for_writes,
    local_folder,
    room_at,
)
from koncern.profile.file_store.model import FileLost, FileStoreDown
from koncern.profile.file_store.store import FileStore, reason_of

__all__ = [
    "DiskFull",
    "FileLost",
    "FileStore",
    "FileStoreDown",
    "Space",
    "TooManyUploads",
    "embedded_folder",
    "is_full",
    "least_for_writes",
    "local_folder",
    "reason_of",
    "room_at",
]

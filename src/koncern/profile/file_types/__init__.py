"""File types: what a file is by its content, and which names such a file may have.

Nothing here trusts a content: it was made by a stranger, perhaps to be expensive to
read. Every reader has bounds in bytes and entries, and a file that any reader fails on is
refused.
"""

from koncern.profile.file_types.kinds import KINDS, check_name, recognise
from koncern.profile.file_types.model import FileTypeContradicted, FileTypeRefused

__all__ = [
    "KINDS",
    "FileTypeContradicted",
    "FileTypeRefused",
    "check_name",
    "recognise",
]

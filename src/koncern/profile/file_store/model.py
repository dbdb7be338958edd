"""What can be the matter with the file store."""

from koncern.base import Missing, Unavailable


class FileLost(Missing):
    """The content of this file is not in the file store; tell whoever runs Koncern."""


class FileStoreDown(Unavailable):
    """The file store cannot be reached at the moment; nothing was changed."""

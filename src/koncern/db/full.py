"""What a database says whose disk is full."""

from koncern.base import Full


class DatabaseFull(Full):
    """The database's disk is full: nothing was changed, and reading still works."""

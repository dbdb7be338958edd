"""The failure for a full disk of the database."""

from koncern.base import Full


class DatabaseFull(Full):
    """The database's disk is full; nothing was changed.

    Reading still works. Ask the operator to free space.
    """

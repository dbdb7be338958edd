"""The embedded server's log: readable by its owner alone, and never long."""

import os
import shutil
from pathlib import Path

from koncern import limits


def make_private(log: Path) -> None:
    """Make the log, or take it from everybody else's eyes if it is there."""
    log.touch(mode=0o600)
    log.chmod(0o600)


def keep_short(log: Path) -> None:
    """Put a long log aside, and begin again; the one that was put aside before goes.

    The server appends to the file that it has open, so that stays and is emptied.
    """
    try:
        found = log.stat()
    except OSError:
        return
    if found.st_size <= limits.SERVER_LOG_BYTES:
        return
    older = log.with_name(log.name + ".1")
    older.unlink(missing_ok=True)
    make_private(older)
    if os.geteuid() == 0:
        os.chown(older, found.st_uid, found.st_gid)
    shutil.copyfile(log, older)
    os.truncate(log, 0)

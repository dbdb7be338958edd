"""Endings of names: what a name promises is what the content is, or nothing.

Only the endings of a content's own kind are taken. A list of the dangerous ones would
never be complete: each system runs other files by other endings.
"""

import re
import unicodedata

from koncern.base import Fault
from koncern.profile.file_types.model import FileTypeContradicted, Kind

_DOTS = re.compile("[\u2024\u3002\uff0e\uff61\ufe52]")
"""What is no dot, and may be made into one by a system that the file is taken to."""

_RUN_BY_SERVERS = re.compile(
    r"(?:php\d?|phtml?|phar|aspx?|ashx|asmx|jspx?|f?cgi|s?html?|cfm|exe|scr|bat|cmd|"
    r"hta|vbs|ps1|htaccess)\b"
)
"""Pieces of a name by which some web servers run a file, whatever its ending is."""


def ending_of(name: str) -> str:
    """Return what follows a name's last dot, in lower case; empty without a dot."""
    return _pieces_of(name)[-1] if "." in _as_read(name) else ""


def check_ending(name: str, kind: Kind, pointer: str) -> None:
    """Refuse a name that ends in anything but an ending of this kind."""
    _, *pieces = _pieces_of(name)
    if not pieces:
        return
    is_run = any(_RUN_BY_SERVERS.match(piece) for piece in pieces)
    if pieces[-1] in kind.endings and not is_run:
        return
    ending = "." + (pieces[-1] if pieces[-1] not in kind.endings else ".".join(pieces))
    own = ", ".join(f".{each}" for each in sorted(kind.endings))
    told = (
        f"ends in {ending[:50]}, and its content is {kind.content_type}: end it in "
        f"{own}, or use no dot"
    )
    raise FileTypeContradicted(faults=[Fault(pointer, told)])


def _pieces_of(name: str) -> list[str]:
    return _as_read(name).split(".")


def _as_read(name: str) -> str:
    """Return a name as the most lenient system reads it."""
    return unicodedata.normalize("NFKC", _DOTS.sub(".", name)).casefold()

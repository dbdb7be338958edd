"""Kinds of content: what a file is, told by what is in it.

Neither its name nor the type that a sender declares decides; but where they say
something else than the content does, the file is refused: it would be opened as what
it is not.
"""

import codecs
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import BinaryIO

import puremagic
import structlog

from koncern.base import FILE_TYPES, Fault
from koncern.profile.file_types.archives import ArchiveBroken, read_archive, stored_type
from koncern.profile.file_types.model import FileTypeContradicted, FileTypeRefused, Kind
from koncern.profile.file_types.names import check_ending, ending_of

HEAD = 8192

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


def _kind(content_type: str, endings: str, declared: str = "") -> Kind:
    return Kind(content_type, frozenset(endings.split()), frozenset(declared.split()))


_TEXTS = "txt text log md csv tsv"
_PLAIN = (
    "text/plain text/csv text/markdown text/tab-separated-values text/x-log "
    "application/csv application/vnd.ms-excel"
)
_ZIP = "application/zip application/x-zip-compressed application/x-zip"

KINDS = {
    "pdf": _kind("application/pdf", "pdf", "application/x-pdf"),
    "png": _kind("image/png", "png"),
    "jpeg": _kind("image/jpeg", "jpg jpeg jpe jfif", "image/jpg image/pjpeg"),
    "gif": _kind("image/gif", "gif"),
    "webp": _kind("image/webp", "webp"),
    "tiff": _kind("image/tiff", "tif tiff", "image/tif image/x-tiff"),
    "text": _kind("text/plain", _TEXTS, _PLAIN),
    "csv": _kind("text/csv", _TEXTS, _PLAIN),
    "docx": _kind(f"{OFFICE}.wordprocessingml.document", "docx", _ZIP),
    "xlsx": _kind(f"{OFFICE}.spreadsheetml.sheet", "xlsx", _ZIP),
    "pptx": _kind(f"{OFFICE}.presentationml.presentation", "pptx", _ZIP),
    "odt": _kind(f"{OPEN}.text", "odt", _ZIP),
    "ods": _kind(f"{OPEN}.spreadsheet", "ods", _ZIP),
    "odp": _kind(f"{OPEN}.presentation", "odp", _ZIP),
    "zip": _kind("application/zip", "zip", _ZIP),
}
CONTENT_TYPES = tuple(KINDS[name].content_type for name in FILE_TYPES)
"""The types of content that there can be."""

NAMES = {kind.content_type: name for name, kind in KINDS.items()}

_BEGINNINGS = (
    ("pdf", re.compile(rb"%PDF-\d")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF.{4}WEBPVP8", re.DOTALL)),
    ("tiff", re.compile(rb"II\*\x00|MM\x00\*")),
)

_REFUSED = (
    ("a program for Windows", re.compile(rb"MZ.*?PE\x00\x00", re.DOTALL)),
    ("a program for Linux", re.compile(rb"\x7fELF")),
    ("a program for macOS", re.compile(rb"\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe")),
    ("a script", re.compile(rb"(?:\xef\xbb\xbf)?#!")),
    ("HTML, SVG or XML", re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?/a-zA-Z]")),
    (
        "a document of an older Office, or an encrypted one",
        re.compile(rb"\xd0\xcf\x11"),
    ),
)
"""What a file is not when it begins so, in words; the rest is told by puremagic."""

_SAYS_NOTHING = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/x-download")
)
_NO_CONTROLS = bytes({*range(256)} - {*range(9), 11, *range(14, 32), 127})
"""All bytes but those that are controls; in UTF-8, these are nothing else."""

log = structlog.get_logger("koncern.files")


def recognise(
    content: BinaryIO, name: str, declared: str, taken: Collection[str]
) -> str:
    """Return the type of a content, or say why such a file is not taken.

    It reads the file, and so has its place in a thread.
    """
    content.seek(0)
    head = content.read(HEAD)
    try:
        found = _found(content, head)
    except FileTypeRefused:
        raise
    except Exception:  # a content that breaks its reader is refused, whatever broke
        log.exception("unreadable file")
        raise FileTypeRefused("The file is damaged: it cannot be read.") from None
    if found == "text" and (ending_of(name) == "csv" or "csv" in declared):
        found = "csv"
    if found not in taken:
        told = ", ".join(each for each in FILE_TYPES if each in taken)
        raise FileTypeRefused(f"The file is of the type {found}; taken are {told}.")
    kind = KINDS[found]
    check_ending(name, kind, "/file")
    stated = declared.partition(";")[0].strip().lower()
    if stated not in {*_SAYS_NOTHING, kind.content_type, *kind.declared}:
        told = f"is declared as {stated[:100]}, and its content is {kind.content_type}"
        raise FileTypeContradicted(faults=[Fault("/file", told)])
    return kind.content_type


def check_name(name: str, content_type: str, pointer: str) -> None:
    """Refuse a name whose ending promises something else than the content."""
    check_ending(name, KINDS[NAMES[content_type]], pointer)


def _found(content: BinaryIO, head: bytes) -> str:
    for name, begins in _BEGINNINGS:
        if begins.match(head):
            return name
    for name, begins in _REFUSED:
        if begins.match(head):
            raise FileTypeRefused(f"The file is {name}, which is not taken.")
    if head.startswith(b"PK\x03\x04"):
        return _in_archive(content)
    if _is_text(content):
        return "text"
    raise FileTypeRefused(_guess(head))


def _guess(head: bytes) -> str:
    """Say what a content looks like that is none of the kinds here."""
    likely = []
    with suppress(Exception):  # it reads whatever a stranger made
        likely = puremagic.magic_string(head)
    looks = f" It looks like: {likely[0].name}." if likely else ""
    return (
        f"{FileTypeRefused.sentence()} This one is neither of a known type nor text "
        f"in UTF-8.{looks}"
    )


def _in_archive(content: BinaryIO) -> str:
    """Tell office documents from other archives by their lists; nothing is unpacked."""
    try:
        archive = read_archive(content)
    except ArchiveBroken:
        told = "The file is an archive that is damaged, or has too many entries."
        raise FileTypeRefused(told) from None
    if any(map(_is_macro, archive.names)):
        raise FileTypeRefused("The file is a document with macros: save it without.")
    stored = stored_type(content, archive.mimetype)
    if stored.startswith(OPEN) and stored in NAMES:
        return NAMES[stored]
    if b"[Content_Types].xml" in archive.names:
        for name, main in (("docx", b"word/"), ("xlsx", b"xl/"), ("pptx", b"ppt/")):
            if any(each.startswith(main) for each in archive.names):
                return name
    return "zip"


def _is_macro(name: bytes) -> bool:
    return name.startswith((b"Basic/", b"Scripts/")) or name.lower().endswith(
        b"vbaproject.bin"
    )


def _is_text(content: BinaryIO) -> bool:
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in _pieces(content):
            decoder.decode(piece, final=not piece)
            if piece.translate(None, _NO_CONTROLS):
                return False
    except UnicodeDecodeError:
        return False
    return True


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    """Read a content piece by piece; the last one is empty."""
    piece = b"-"
    while piece:
        piece = content.read(65_536)
        yield piece

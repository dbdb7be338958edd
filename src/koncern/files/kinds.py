"""Kinds of content: what a file is, told by what is in it.

Neither its name nor the type that a sender declares decides; but where they say
something else than the content does, the file is refused: it would be opened as what
it is not.
"""

import codecs
import mimetypes
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

import puremagic

from koncern.base import FILE_TYPES, Fault
from koncern.files.model import FileTypeContradicted, FileTypeRefused

HEAD = 8192
ENTRIES_MAX = 20_000
DIRECTORY_BYTES_MAX = 2 * 2**20

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


class Kind(NamedTuple):
    """A type of content, the endings of its names, and what else it is declared as."""

    content_type: str
    endings: frozenset[str]
    declared: frozenset[str] = frozenset()


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

_NAMES = {kind.content_type: name for name, kind in KINDS.items()}

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
_ENDING = re.compile(r"\.([a-z0-9]{1,10})$", re.IGNORECASE)
_PROGRAMS = (
    "apk app bat chm cmd com cpl deb dll dmg docm dotm exe gadget hta htm html inf ins "
    "iso jar js jse lnk mht mhtml msc msi msp pif potm ppam ppsm pptm ps1 psm1 py rb reg "
    "rpm scf scr sct sh shs svg svgz sys url vb vbe vbs wsf wsh xhtml xlam xlsb xlsm "
    "xltm xml xsl"
)
_KNOWN = {ending[1:] for ending in mimetypes.MimeTypes().types_map[True]}
_FOREIGN = _KNOWN.union(_PROGRAMS.split())
"""Endings that promise something else than any of the kinds here."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def recognise(
    content: BinaryIO, name: str, declared: str, taken: Collection[str]
) -> str:
    """Return the type of a content, or say why such a file is not taken.

    It reads the file, and so has its place in a thread.
    """
    content.seek(0)
    head = content.read(HEAD)
    found = _found(content, head)
    if found == "text" and (_ending(name) == "csv" or "csv" in declared):
        found = "csv"
    if found not in taken:
        told = ", ".join(each for each in FILE_TYPES if each in taken)
        raise FileTypeRefused(f"The file is of the type {found}; taken are {told}.")
    kind = KINDS[found]
    check_name(name, kind.content_type, "/file")
    stated = declared.partition(";")[0].strip().lower()
    if stated not in {*_SAYS_NOTHING, kind.content_type, *kind.declared}:
        told = f"is declared as {stated[:100]}, and its content is {kind.content_type}"
        raise FileTypeContradicted(faults=[Fault("/file", told)])
    return kind.content_type


def check_name(name: str, content_type: str, pointer: str) -> None:
    """Refuse a name whose ending promises something else than the content."""
    found = _NAMES[content_type]
    ending = _ending(name)
    if not ending or ending in KINDS[found].endings:
        return
    others = {each for kind in KINDS.values() for each in kind.endings}
    if found in {"text", "csv"} or ending in _FOREIGN | others:
        told = f"ends in .{ending}, and its content is {content_type}"
        raise FileTypeContradicted(faults=[Fault(pointer, told)])


def _ending(name: str) -> str:
    found = _ENDING.search(name)
    return found[1].lower() if found else ""


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
    try:
        likely = puremagic.magic_string(head)
    except puremagic.PureError:
        likely = []
    looks = f" It looks like: {likely[0].name}." if likely else ""
    return (
        f"{FileTypeRefused.sentence()} This one is neither of a known type nor text "
        f"in UTF-8.{looks}"
    )


def _in_archive(content: BinaryIO) -> str:
    """Tell office documents from other archives by their lists; nothing is unpacked."""
    _check_directory(content)
    try:
        with ZipFile(content) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            stored = _stored_type(archive, entries.get("mimetype"))
    except (BadZipFile, ValueError, NotImplementedError, EOFError) as broken:
        raise FileTypeRefused("The file is an archive that is damaged.") from broken
    if any(_is_macro(name) for name in entries):
        raise FileTypeRefused("The file is a document with macros: save it without.")
    if stored in _NAMES:
        return _NAMES[stored]
    if "[Content_Types].xml" in entries:
        for name, main in (("docx", "word/"), ("xlsx", "xl/"), ("pptx", "ppt/")):
            if any(entry.startswith(main) for entry in entries):
                return name
    return "zip"


def _check_directory(content: BinaryIO) -> None:
    """Refuse an archive whose list of entries would take much memory to read."""
    size = content.seek(0, 2)
    content.seek(max(0, size - 65_557))
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    end = tail[at : at + 22] if at >= 0 else b""
    entries = int.from_bytes(end[10:12], "little")
    length = int.from_bytes(end[12:16], "little")
    if len(end) < 22 or entries > ENTRIES_MAX or length > DIRECTORY_BYTES_MAX:
        raise FileTypeRefused("The file is an archive that is damaged or too large.")


def _stored_type(archive: ZipFile, entry: ZipInfo | None) -> str:
    """Return what an OpenDocument says that it is: by its form not compressed."""
    if entry is None or entry.compress_type != 0 or entry.file_size > 100:
        return ""
    return archive.read(entry).decode("ascii", "replace").strip()


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(
        ("Basic/", "Scripts/")
    )


def _is_text(content: BinaryIO) -> bool:
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return not any(
            _CONTROLS.search(decoder.decode(piece, final=not piece))
            for piece in _pieces(content)
        )
    except UnicodeDecodeError:
        return False


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    """Read a content piece by piece; the last one is empty."""
    piece = b"-"
    while piece:
        piece = content.read(65_536)
        yield piece

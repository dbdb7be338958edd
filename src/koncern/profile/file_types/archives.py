"""ZIP archives: the entries of one, read within bounds.

Only the list of entries is read, in one piece, and nothing is unpacked. The list must be
where the end of the file says that it is, have the entries that it counts, and fill the
place up to the end record. An archive that two programs could read in two ways is
refused, and zip64 as well: it is for files larger than any upload.
"""

from itertools import pairwise
from struct import Struct
from typing import BinaryIO, NamedTuple

from koncern import limits

END = Struct("<4s4H2LH")
"""The end record: signature, disks, entries, the list's length and place, comment."""

LISTED = Struct("<4s4x2H8x2L3H8xL")
"""An entry in the list: signature, flags, method, sizes, lengths, place."""

LOCAL = Struct("<4s5H3L2H")
"""What stands before an entry's content."""

ENCRYPTED = 1
COMMENT_BYTES_MAX = 65_535
ZIP64_LOCATOR_BYTES = 20
ZIP64 = 0xFFFFFFFF
"""The size of an entry whose size stands elsewhere."""

STORED_TYPE_BYTES_MAX = 100


class ArchiveBroken(Exception):  # noqa: N818 - it says what is the case
    """The file is no archive that can be read in one way only, within the bounds."""


class Entry(NamedTuple):
    """An entry: its flags, method, sizes (packed and not), and where it begins."""

    flags: int
    method: int
    packed: int
    size: int
    place: int


class Archive(NamedTuple):
    """The names in an archive, and the entry in which some documents say their type."""

    names: set[bytes]
    mimetype: Entry | None


def read_archive(content: BinaryIO) -> Archive:
    """Return what is in an archive, by its list."""
    size = content.seek(0, 2)
    tail_at = max(0, size - END.size - COMMENT_BYTES_MAX - ZIP64_LOCATOR_BYTES)
    content.seek(tail_at)
    tail = content.read()
    at = _end_in(tail)
    _, disk, list_disk, here, count, length, place, _ = END.unpack_from(tail, at)
    locator = tail[max(0, at - ZIP64_LOCATOR_BYTES) :][:4]
    is_one_piece = disk == list_disk == 0 and here == count
    if locator == b"PK\x06\x07" or not is_one_piece or place + length != tail_at + at:
        raise ArchiveBroken
    if count > limits.ARCHIVE_ENTRIES or length > limits.ARCHIVE_LIST_BYTES:
        raise ArchiveBroken
    content.seek(place)
    return _listed_in(content.read(length), count, place)


def stored_type(content: BinaryIO, entry: Entry | None) -> str:
    """Return what an OpenDocument says that it is, or an empty text.

    By its form the first entry says it, and is not compressed.
    """
    if entry is None or entry.place or entry.method or entry.flags & ENCRYPTED:
        return ""
    if entry.packed != entry.size or entry.size > STORED_TYPE_BYTES_MAX:
        return ""
    content.seek(0)
    *_, name, extra = LOCAL.unpack(content.read(LOCAL.size))
    content.seek(LOCAL.size + name + extra)
    return content.read(entry.size).decode("ascii", "replace").strip()


def _end_in(tail: bytes) -> int:
    """Return where the end record begins: the only one that reaches to the end."""
    ends = []
    at = tail.find(b"PK\x05\x06")
    while 0 <= at <= len(tail) - END.size:
        comment = int.from_bytes(tail[at + END.size - 2 : at + END.size], "little")
        if at + END.size + comment == len(tail):
            ends.append(at)
        at = tail.find(b"PK\x05\x06", at + 4)
    if len(ends) != 1:
        raise ArchiveBroken
    return ends[0]


def _listed_in(listed: bytes, count: int, list_at: int) -> Archive:
    """Read the list; nothing is made for an entry but its name and two numbers."""
    names: set[bytes] = set()
    spans: list[int] = []
    mimetype: Entry | None = None
    at = 0
    for _ in range(count):
        begin = at + LISTED.size
        if begin > len(listed):
            raise ArchiveBroken
        signature, flags, method, packed, size, name, extra, comment, place = (
            LISTED.unpack_from(listed, at)
        )
        at = begin + name + extra + comment
        if signature != b"PK\x01\x02" or ZIP64 in (packed, size):
            raise ArchiveBroken
        called = listed[begin : begin + name]
        names.add(called)
        spans.append(place << 32 | packed)
        if called == b"mimetype":
            mimetype = Entry(flags, method, packed, size, place)
    # One name twice is two archives in one: each program shows another of the two.
    if at != len(listed) or len(names) != count:
        raise ArchiveBroken
    _check_spans(spans, list_at)
    return Archive(names, mimetype)


def _check_spans(spans: list[int], list_at: int) -> None:
    """Refuse entries that lie in each other, or in the list: bombs are made of those."""
    spans.sort()
    for span, following in pairwise([*spans, list_at << 32]):
        if (span >> 32) + LOCAL.size + (span & ZIP64) > following >> 32:
            raise ArchiveBroken

"""A damaged or crafted content is taken or refused: never a 500, and never for long."""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from contents import DOCX, ODT, TAKEN, XLSX, archive
from koncern.base import FILE_TYPES, Failure
from koncern.profile.file_types import FileTypeContradicted, FileTypeRefused, recognise
from world import World, new_company

CPU_SECONDS_MAX = 0.1
MEMORY_MAX = 20 * 2**20
LARGEST = 25 * 2**20
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"


@pytest.fixture
def company(world: World) -> str:
    reply = world.machine().post("/organisations", json=new_company())
    return str(reply.json()["company"]["id"])


def upload(world: World, company: str, content: bytes) -> httpx.Response:
    path = f"/organisations/{company}/files"
    return world.machine().post(path, files={"file": ("a", content)})


def end_record(count: int, length: int, place: int, comment: bytes = b"") -> bytes:
    head = struct.pack("<4s4H2LH", END, 0, 0, count, count, length, place, len(comment))
    return head + comment


def with_zip64(entries: int) -> bytes:
    """Return an archive whose list is only found through zip64 records."""
    listed = b"".join(_listed(b"%06d" % n) for n in range(entries))
    head = b"PK\x03\x04" + bytes(26)
    record = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, len(listed), 30
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 30 + len(listed), 1)
    small = end_record(1, 46, 30 + len(listed) + len(record) + len(locator) - 46)
    return head + listed + record + locator + small


def _listed(name: bytes, *, place: int = 0, extra: bytes = b"") -> bytes:
    fields = (CENTRAL, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), len(extra), 0, 0, 0, 0)
    return struct.pack("<4s6H3L5H2L", *fields, place) + name + extra


def crafted() -> Iterator[tuple[str, bytes]]:
    """Give archives that are expensive, or mean two things."""
    head = b"PK\x03\x04" + bytes(26)
    yield "zip64", with_zip64(400_000)
    yield "zip64 in the end record", head + end_record(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    many = b"".join(_listed(b"word/%05d" % n) for n in range(30_000))
    yield "many entries", head + many + end_record(30_000, len(many), 30)
    yield "many, and counted as few", head + many + end_record(9, len(many), 30)
    long = b"".join(_listed(b"%05d" % n + b"x" * 60_000) for n in range(400))
    yield "long names", head + long + end_record(400, len(long), 30)
    wide = b"".join(_listed(b"%05d" % n, extra=bytes(60_000)) for n in range(400))
    yield "long extra fields", head + wide + end_record(400, len(wide), 30)
    same = b"".join(_listed(b"%05d" % n) for n in range(9_999))
    yield "entries in each other", head + same + end_record(9_999, len(same), 30)
    yield "one name twice", head + _listed(b"a") * 2 + end_record(2, 94, 30)
    yield "only end records", head + END * (LARGEST // 4 - 10)
    yield "another archive behind it", DOCX + ODT
    yield "an archive in its comment", DOCX[:-2] + struct.pack("<H", len(ODT)) + ODT
    yield "something before it", b"PK\x03\x04" + bytes(100) + DOCX
    yield "something behind it", DOCX + bytes(1000)
    yield "a list that lies elsewhere", head + end_record(1, 46, 0xFFFFFFF0)
    yield "a list before the beginning", head + end_record(1, 0xFFFFFFF0, 30)
    yield "a list without an end", head + bytes(LARGEST - 100)


def test_a_crafted_archive_is_refused_at_once():
    for about, content in crafted():
        assert len(content) <= LARGEST, about
        file = io.BytesIO(content)
        start = time.process_time()
        with pytest.raises(Failure):
            recognise(file, "a", "", FILE_TYPES)
        assert time.process_time() - start <= CPU_SECONDS_MAX, about

        tracemalloc.start()
        with pytest.raises(Failure):
            recognise(file, "a", "", FILE_TYPES)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most <= MEMORY_MAX, about


def test_the_longest_list_that_is_taken_is_read_fast():
    names = (f"word/{n:05}/{'x' * 100}" for n in range(9_999))
    content = archive("[Content_Types].xml", *names)
    file = io.BytesIO(content)
    start = time.process_time()

    assert recognise(file, "a.docx", "", FILE_TYPES).endswith("document")

    assert time.process_time() - start <= CPU_SECONDS_MAX


def test_a_comment_of_any_length_is_passed_over():
    content = DOCX[:-2] + b"\xff\xff" + END * 16_383 + b"xxx"

    assert recognise(io.BytesIO(content), "a", "", FILE_TYPES).endswith("document")


@pytest.mark.parametrize("place", [0x06, 0x08])
def test_an_entry_that_cannot_be_read_is_no_500(world: World, company: str, place: int):
    """An encrypted `mimetype`, and one that is packed in an unknown way."""
    content = bytearray(ODT)
    content[place] = 0x63 if place == 0x08 else 1
    content[content.find(CENTRAL) + place + 2] = content[place]

    reply = upload(world, company, bytes(content))

    assert (reply.status_code, reply.json()["code"]) == (415, "FileTypeRefused")


def test_an_archive_cannot_say_that_it_is_a_pdf():
    content = archive("a", stored="application/pdf")

    assert recognise(io.BytesIO(content), "a.zip", "", FILE_TYPES) == "application/zip"


def test_a_packed_mimetype_is_not_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", bytes(200 * 2**20))

    assert recognise(buffer, "a.zip", "", FILE_TYPES) == "application/zip"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a content with something in it changed, cut off, doubled or moved."""
    raw = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(raw))
        size = chance.choice((1, 2, 4, 8))
        how = chance.randrange(5)
        if how == 0:
            raw[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            raw[at : at + size] = chance.choice((b"\xff", b"\x00", b"\x7f")) * size
        elif how == 2:
            del raw[max(1, at) :]
        elif how == 3:
            raw[at:at] = raw[at : at + 100]
        else:
            raw[at : at + size] = chance.randbytes(size)
    return bytes(raw)


@pytest.mark.parametrize("seed", range(10))
def test_a_mutated_content_is_taken_or_refused(seed: int):
    chance = random.Random(seed)
    for name, content, _ in [*TAKEN, ("a.xlsx", XLSX, "")] * 40:
        start = time.process_time()
        with suppress(FileTypeContradicted, FileTypeRefused):
            recognise(io.BytesIO(mutated(content, chance)), name, "", FILE_TYPES)
        assert time.process_time() - start <= CPU_SECONDS_MAX


def test_so_it_is_through_the_api(world: World, company: str):
    chance = random.Random("api")
    path = f"/organisations/{company}/files"
    machine = world.machine()
    for name, content, _ in TAKEN * 4:
        reply = machine.post(path, files={"file": (name, mutated(content, chance))})

        assert reply.status_code in {201, 400, 415}, reply.text

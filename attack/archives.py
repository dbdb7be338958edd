"""Attacks by crafted files: archives that say one thing and hold another."""

import io
import random
import struct
import zipfile

from attack.model import Attack, Family, Target
from attack.scene import Scene, company
from attack.wire import send

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
JPEG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + bytes(200) + b"\xff\xd9"
)
BOUNDARY = "attack"
DOCX_TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"'
    "/></Types>"
)
ODT = "application/vnd.oasis.opendocument.text"
ENTRY, END, END64, LOCATOR = b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
FLAGS_AT = 8
LONGEST_SECONDS = 60


def form(name: str, content: bytes, declared: str = "") -> tuple[bytes, str]:
    """Return a form with one file, and its content type."""
    kind = f"\r\ncontent-type: {declared}" if declared else ""
    disposition = f'content-disposition: form-data; name="file"; filename="{name}"'
    head = f"--{BOUNDARY}\r\n{disposition}{kind}\r\n\r\n".encode()
    body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"


def home(scene: Scene) -> str:
    """Register a company for files; return the path to upload to."""
    made = scene.post("/organisations", company("Files"), by="anna").json()
    return f"/organisations/{made['company']['id']}/files"


def upload(target: Target, path: str, name: str, content: bytes) -> int:
    """Upload a file as a user; return the status."""
    body, kind = form(name, content)
    asked = target.scene.raw("POST", path, body, "anna", content_type=kind)
    return send(target.port, target.tally, asked, LONGEST_SECONDS).status


def hidden_directory(target: Target) -> None:
    """Upload archives whose small end record hides a large zip64 one."""
    content = _zip64(target.plan.size(500_000, 60_000))
    path = home(target.scene)
    for name in ("a.docx", "b.odt"):
        status = upload(target, path, name, content)
        target.tally.expect(f"{name} was answered {status}", holds=0 < status < 500)


def crafted(target: Target) -> None:
    """Upload archives with an encrypted entry, seeks to nowhere, and single wrong bytes."""
    path = home(target.scene)
    for number, (name, content) in enumerate(_crafted(target.plan.size(150, 40))):
        status = upload(target, path, name, content)
        told = f"archive {number} ({name}) was answered {status or 'nothing'}"
        target.tally.expect(told, holds=0 < status < 500)


def belied(target: Target) -> None:
    """Upload content under a name that promises something else."""
    path = home(target.scene)
    for name in ("x.php", "x.php5", "x.phtml", "x.jsp", "x.aspx", "x.cgi"):
        status = upload(target, path, name, JPEG)
        target.tally.expect(f"{name} with a JPEG was taken", holds=status >= 400)


def _crafted(mutations: int) -> list[tuple[str, bytes]]:
    odt, docx = _odt(), _docx()
    central = odt.index(ENTRY)
    files = [
        ("encrypted.odt", _changed(odt, {6: 1, central + FLAGS_AT: 1})),
        ("method.odt", _changed(odt, {8: 99, central + 10: 99})),
        ("offset.odt", _changed(odt, {central + 42 + n: 255 for n in range(4)})),
        (
            "directory.odt",
            _changed(odt, {odt.index(END) + 16 + n: 255 for n in (0, 1)}),
        ),
        ("size.odt", _changed(odt, {odt.index(END) + 12 + n: 255 for n in (0, 1)})),
        ("bomb.docx", _bomb()),
    ]
    source = random.Random(11)
    for number in range(mutations):
        whole = (odt, docx)[number % 2]
        start = whole.index(ENTRY)
        places = [source.randrange(start, len(whole)) for _ in range(1 + number % 3)]
        changed = _changed(whole, {place: source.randrange(256) for place in places})
        files.append((f"m{number}.{('odt', 'docx')[number % 2]}", changed))
    return files


def _changed(whole: bytes, places: dict[int, int]) -> bytes:
    content = bytearray(whole)
    for place, value in places.items():
        content[place] = value
    return bytes(content)


def _odt() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", "<a/>")
        archive.writestr("META-INF/manifest.xml", "<a/>")
    return target.getvalue()


def _docx() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", DOCX_TYPES)
        archive.writestr("word/document.xml", "<a/>")
    return target.getvalue()


def _bomb() -> bytes:
    """Return a document whose list of types unpacks to a hundred megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", DOCX_TYPES + " " * 100_000_000)
        archive.writestr("word/document.xml", "<a/>")
    return target.getvalue()


def _zip64(entries: int) -> bytes:
    """Return a document with a directory of very many entries, hidden behind a small one."""
    docx = _docx()
    start = docx.index(ENTRY)
    end = docx.index(END)
    directory = docx[start:end]
    one = ENTRY + struct.pack(
        "<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    directory += (one + b"a") * entries
    count = entries + 2
    at = start + len(directory)
    end64 = END64 + struct.pack(
        "<Q2H2I4Q", 44, 45, 45, 0, 0, count, count, len(directory), start
    )
    locator = LOCATOR + struct.pack("<IQI", 0, at, 1)
    small = END + struct.pack("<4H2IH", 0, 0, 2, 2, 200, start, 0)
    return docx[:start] + directory + end64 + locator + small


FAMILY = Family(
    "archives",
    (
        Attack(
            "hidden zip64 directory",
            "25 MB documents whose small end record hides one of 500,000 entries.",
            hidden_directory,
        ),
        Attack(
            "crafted archives",
            "Encrypted entries, seeks to nowhere, 150 archives with wrong bytes.",
            crafted,
        ),
        Attack(
            "names that belie",
            "A JPEG named x.php, and other programs of web servers.",
            belied,
            is_measured=False,
        ),
    ),
)

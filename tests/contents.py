"""Contents of files, as small as they can be and still be what they are."""

import io
import zipfile

from world import PDF

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(9)
GIF = b"GIF89a" + bytes(7)
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8 " + bytes(14)
TIFF = b"II*\x00\x08\x00\x00\x00" + bytes(6)
PROGRAM = b"MZ" + bytes(62) + b"PE\x00\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(57)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RAR = b"Rar!\x1a\x07\x00" + bytes(20)


def archive(*names: str, stored: str = "") -> bytes:
    """Return a ZIP archive with entries of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        if stored:
            written.writestr("mimetype", stored)
        for name in names:
            written.writestr(name, "<x/>")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
PPTX = archive("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml")
ODT = archive("content.xml", stored="application/vnd.oasis.opendocument.text")
DOCM = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")

OFFICE = "application/vnd.openxmlformats-officedocument"

TAKEN = [
    ("contract.pdf", PDF, "application/pdf"),
    ("logo.png", PNG, "image/png"),
    ("scan.JPG", JPEG, "image/jpeg"),
    ("logo.gif", GIF, "image/gif"),
    ("logo.webp", WEBP, "image/webp"),
    ("fax.tiff", TIFF, "image/tiff"),
    ("notes.txt", "Räksmörgås\r\n\t1\n".encode(), "text/plain"),
    ("notes", "\ufeffRäksmörgås".encode(), "text/plain"),
    ("prices.csv", b"sku;price\r\nA-1;10\r\n", "text/csv"),
    ("letter.docx", DOCX, f"{OFFICE}.wordprocessingml.document"),
    ("prices.xlsx", XLSX, f"{OFFICE}.spreadsheetml.sheet"),
    ("offer.pptx", PPTX, f"{OFFICE}.presentationml.presentation"),
    ("letter.odt", ODT, "application/vnd.oasis.opendocument.text"),
]
"""Names and contents that are taken, and the type that each is told to be."""

REFUSED = [
    ("setup.exe", PROGRAM),
    ("tool", ELF),
    ("invoice.pdf", PROGRAM),
    ("page.html", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
    ("notes.txt", b"  \n <script>alert(1)</script>"),
    ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("logo.png", b'<?xml version="1.0"?><svg/>'),
    ("run.txt", b"#!/bin/sh\nrm -rf /\n"),
    ("letter.doc", OLD_OFFICE),
    ("letter.docx", DOCM),
    ("all.rar", RAR),
    ("all.zip", archive("a", "b")),
    ("42.zip", b"PK\x03\x04" + bytes(100)),
    ("latin.txt", "Räksmörgås".encode("latin-1")),
    ("data.bin", bytes(1000)),
]
"""Names and contents that are refused for what is in them."""

"""Forms: multipart/form-data (RFC 7578), read as it comes in.

The one file of a form goes piece by piece to whoever takes it; the fields beside it are
short, and kept.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any

import msgspec
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from koncern import limits
from koncern.api.http.bodies import BodyInvalid, BodyTypeWrong, JsonBroken, decode_body
from koncern.api.http.call import Call
from koncern.api.http.json_text import JsonTooLarge
from koncern.base import Fault, Invalid, escaped

MULTIPART = "multipart/form-data"
PIECE_BYTES = 64 * 1024
"""How much of a form is read at once, before others have their turn."""

# What is wrong with a form is told to whoever sent it; it is no matter for the log.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


class FormTypeWrong(BodyTypeWrong):
    """Send the body as a form with a file: `Content-Type: multipart/form-data`."""


class FormBroken(Invalid):
    """The body is no form (RFC 7578) that can be read."""


class FormInvalid(Invalid):
    """The form does not have the parts that this call takes; `errors` names each."""


class FilePart(msgspec.Struct, kw_only=True):
    """What a form says of its file."""

    filename: str
    content_type: str


class Form(msgspec.Struct, kw_only=True):
    """A form that was read: its file is where it was taken to."""

    file: FilePart
    fields: dict[str, bytes]

    def read_object(self, name: str) -> dict[str, Any]:
        """Return the JSON object that a field holds; an empty one if it is not there."""
        raw = self.fields.get(name, b"")
        if not raw.strip():
            return {}
        try:
            value: dict[str, Any] = decode_body(raw, dict[str, Any])
        except (BodyInvalid, JsonBroken, JsonTooLarge) as failure:
            too_large = isinstance(failure, JsonTooLarge)
            told = failure.detail if too_large else "is no JSON"
            faults = failure.faults or (Fault("", told),)
            under = [Fault(f"/{name}{each.pointer}", each.detail) for each in faults]
            raise FormInvalid(faults=under) from None
        return value


class _Part(msgspec.Struct, kw_only=True):
    name: str
    filename: str | None
    content_type: str


async def read_form(
    call: Call,
    take: Callable[[memoryview], Awaitable[None]],
    *,
    file: str,
    fields: Collection[str],
) -> Form:
    """Read a form with one file; `take` gets its content."""
    most = call.settings.file_bytes_max
    found: FilePart | None = None
    kept: dict[str, bytes] = {}
    part = None
    size = 0
    async for piece in _pieces(call):
        if isinstance(piece, _Part):
            part = piece
            _check_part(part, file, fields, {*kept, *([file] if found else [])})
            if part.name == file:
                found = _file_part(part)
            else:
                kept[part.name] = b""
        elif part is not None and part.name == file:
            size += len(piece)
            if size > most:
                raise call.stream.too_large
            await take(piece)
        elif part is not None:
            kept[part.name] += piece
            if len(kept[part.name]) > limits.FORM_FIELD_BYTES:
                told = f"must have at most {limits.FORM_FIELD_BYTES} bytes"
                raise FormInvalid(faults=[Fault(f"/{part.name}", told)])
    if found is None:
        raise FormInvalid(faults=[Fault(f"/{file}", "is required")])
    return Form(file=found, fields=kept)


def _check_part(
    part: _Part, file: str, fields: Collection[str], there: Collection[str]
) -> None:
    if part.name not in {file, *fields}:
        told = "is no part of this form"
        raise FormInvalid(faults=[Fault(f"/{escaped(part.name)}", told)])
    if part.name in there:
        raise FormInvalid(faults=[Fault(f"/{part.name}", "comes more than once")])
    if (part.filename is None) == (part.name == file):
        told = "must have a filename" if part.name == file else "must have no filename"
        raise FormInvalid(faults=[Fault(f"/{part.name}", told)])


def _file_part(part: _Part) -> FilePart:
    return FilePart(filename=part.filename or "", content_type=part.content_type)


async def _pieces(call: Call) -> AsyncIterator[_Part | memoryview]:
    """Give the beginning of each part, and then its content as it comes."""
    reader = _Reader(_boundary(call))
    async for chunk in call.stream:
        for start in range(0, len(chunk), PIECE_BYTES):
            for piece in reader.read(chunk[start : start + PIECE_BYTES]):
                yield piece
            await asyncio.sleep(0)
    if not reader.is_complete:
        raise FormBroken(f"{FormBroken.sentence()} It ends before its last boundary.")


def _boundary(call: Call) -> bytes:
    raw = call.headers.get(b"content-type", b"").decode("latin-1")
    kind, options = parse_options_header(raw)
    if kind.strip() != MULTIPART.encode():
        raise FormTypeWrong
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise FormBroken(f"{FormBroken.sentence()} Its type names no boundary.")
    return boundary


class _Reader:
    """Makes of the parser's calls the pieces of a form."""

    def __init__(self, boundary: bytes) -> None:
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_begin": self._on_part_begin,
                "on_part_data": self._on_part_data,
                "on_end": self._on_end,
            },
            max_header_size=limits.FORM_HEADER_BYTES,
        )
        self._came: list[_Part | memoryview] = []
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._parts = self._around = 0
        self.is_complete = False

    def read(self, chunk: bytes) -> list[_Part | memoryview]:
        """Return what a chunk of the body brings."""
        self._came = []
        self._around += len(chunk)
        try:
            self._parser.write(chunk)
        except FormParserError as broken:
            raise FormBroken(f"{FormBroken.sentence()} {broken}.") from None
        if self._around > limits.FORM_BYTES:
            told = f"It has more than {limits.FORM_BYTES} bytes around its parts."
            raise FormBroken(f"{FormBroken.sentence()} {told}")
        return self._came

    def _on_part_begin(self) -> None:
        self._headers = {}
        self._parts += 1
        if self._parts > limits.FORM_PARTS:
            raise FormParserError(f"It has more than {limits.FORM_PARTS} parts")

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        name = self._name.lower()
        if name in self._headers:
            # Of two names, one reader would take the first and another the last.
            told = _text(name).title()
            raise FormParserError(f"A part has the header {told} more than once")
        self._headers[name] = self._value
        self._name = self._value = b""

    def _on_headers_finished(self) -> None:
        about = self._headers.get(b"content-disposition", b"").decode("latin-1")
        kind, options = parse_options_header(about)
        if kind.strip() != b"form-data" or b"name" not in options:
            raise FormParserError("A part has no name")
        filename = options.get(b"filename")
        self._came.append(
            _Part(
                name=_text(options[b"name"]),
                filename=None if filename is None else _text(filename),
                content_type=self._headers.get(b"content-type", b"").decode("latin-1"),
            )
        )

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._around -= end - start
        self._came.append(memoryview(data)[start:end])

    def _on_end(self) -> None:
        self.is_complete = True


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise FormParserError("A name in it is not UTF-8") from None

"""Forms that are much around little: each is refused early, and nothing is kept."""

import time

import pytest
from test_file_forms import END, part, post

from koncern import limits
from koncern.api.http import FormBroken
from koncern.api.http.forms import _Reader
from world import PDF, Person, World, new_company

FILE = part('name="file"; filename="a.pdf"')


@pytest.fixture
def anna(world: World) -> Person:
    return world.person()


@pytest.fixture
def path(anna: Person) -> str:
    reply = anna.post("/organisations", json=new_company())
    return f"/organisations/{reply.json()['company']['id']}/files"


FULL = b"x" * (limits.FORM_BYTES + 1)
HEADERS = b"".join(b"x-h%d: a\r\n" % n for n in range(9))
LONG = b"x-long: " + b"a" * limits.FORM_HEADER_BYTES + b"\r\n"

WRONG = {
    "many parts": (part('name="x"', b"") + b"\r\n") * 10_000,
    "many headers": b"--b\r\n" + HEADERS + FILE[5:] + END,
    "a long header": b"--b\r\n" + LONG + FILE[5:] + END,
    "a long name": part(f'name="{"x" * 5000}"', b"") + END,
    "a long preamble": b"\r\n" * limits.FORM_BYTES + FILE + END,
    "a long epilogue": FILE + END + FULL,
    "a header without an end": b"--b\r\n" + b"x" * limits.FORM_BYTES,
    "no boundary at all": FULL,
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_what_is_much_around_a_file_is_refused(anna: Person, path: str, body: bytes):
    reply = post(anna, path, body)

    assert reply.status_code == 400, reply.text
    assert reply.json()["code"] in {"FormBroken", "FormInvalid"}
    assert len(reply.content) < 4_000
    assert anna.get(path).json()["files"] == []


def test_a_field_that_is_too_long_is_named(anna: Person, path: str):
    field = part('name="custom_fields"', b" " * (limits.FORM_FIELD_BYTES + 1))

    reply = post(anna, path, field + b"\r\n" + FILE + END)

    assert [each["pointer"] for each in reply.json()["errors"]] == ["/custom_fields"]


@pytest.mark.parametrize(
    ("json", "pointer"),
    [
        (b'{"a":1,"a":2}', "/custom_fields/a"),
        (b'{"a":{"b":[{"c":1,"c":2}]}}', "/custom_fields/a/b/0/c"),
        (b'{"a":' + b"[" * 65 + b"]" * 65 + b"}", "/custom_fields"),
        (b'{"a":[' + b"1," * 7_000 + b"1]}", None),
    ],
)
def test_json_in_a_form_is_bounded_as_a_body_is(
    anna: Person, path: str, json: bytes, pointer: str | None
):
    field = part('name="custom_fields"', json) + b"\r\n"

    reply = post(anna, path, field + FILE + END)

    assert reply.status_code == 400
    if pointer is not None:
        assert [each["pointer"] for each in reply.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "almost", [b"\r\n--bX", b"\r\n--b-X", b"\r\n--b\rX", b"\r", b"-"]
)
def test_content_that_looks_like_its_end_takes_no_long_turn(almost: bytes):
    reader = _Reader(b"b")
    reader.read(FILE)
    piece = almost * (65_536 // len(almost))

    seconds = min(_seconds(reader, piece) for _ in range(3))

    assert seconds < 0.1


def _seconds(reader: _Reader, piece: bytes) -> float:
    start = time.process_time()
    reader.read(piece)
    return time.process_time() - start


def test_a_header_in_tiny_pieces_is_refused_in_little_time():
    reader = _Reader(b"b")
    start = time.process_time()

    with pytest.raises(FormBroken):
        _read_bytewise(reader, b"--b\r\n" + LONG + FILE[5:] + PDF)

    assert time.process_time() - start < 1


def _read_bytewise(reader: _Reader, body: bytes) -> None:
    for byte in body:
        reader.read(bytes([byte]))
